import SteleBag
import SteleCore

/// Writes the tag files of a damaged package: each once among what is proven, or once among what is not.
struct SalvagedTagFiles {
  private var proven: Set<TagFile> = []
  /// Whether each came out of a frame without its checksum: then one that is read later is better.
  private var unproven: [TagFile: Bool] = [:]

  /// Whether a manifest was written that nothing proves.
  var hasUnprovenManifest: Bool { unproven[.manifest] != nil }

  /// Writes those that are not there yet.
  mutating func write(_ contents: TagContents, _ provenFiles: ProvenTagFiles, to folder: SalvageFolder) throws
  {
    for (file, bytes) in contents.bytes {
      if provenFiles.bytes[file] != nil {
        guard proven.insert(file).inserted else { continue }
        try write(bytes, file, in: .proven, to: folder, replacing: false)
      } else {
        let isDoubtful = contents.doubtful.contains(file)
        let before = unproven[file]
        guard before == nil || before == true && !isDoubtful else { continue }
        unproven[file] = isDoubtful
        try write(bytes, file, in: .unproven, to: folder, replacing: before != nil)
      }
    }
  }

  private func write(
    _ bytes: [UInt8], _ file: TagFile, in part: SalvageFolder.Part, to folder: SalvageFolder, replacing: Bool
  ) throws {
    let output = try folder.create(file.path, in: part)
    try output.write(bytes[...])
    try output.publish(time: 0, replacing: replacing)
  }
}
