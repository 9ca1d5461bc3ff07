import SteleBag
import SteleCore
import SteleFile

/// The lines of a tag file that has one for each file of the payload. See Spec §7.5 and §7.6.
struct PayloadLines: Sendable {
  enum Kind: Sendable {
    /// `manifest-sha256.txt`.
    case manifest
    /// `manifest-sha512.txt`.
    case manifestSHA512
    /// `files.jsonl`.
    case files
  }

  let kind: Kind
  let items: [PackItem]
  /// `nil` for folders.
  let hashes: [HashedFile?]
  /// The items that have lines, in the order of these.
  let order: [Int]

  var count: Int { order.count }

  /// Appends the line of a number, line feed included.
  func write(_ number: Int, to output: inout [UInt8]) throws(PackagePathError) {
    let item = items[order[number]]
    let path = try PayloadFolder.path.appending(item.path)
    guard let hash = hashes[order[number]] else {
      return FilesLine(path: path, time: item.entry.modified.seconds, file: nil).write(to: &output)
    }
    switch kind {
    case .manifest: ManifestLine(hash.digest, path).write(to: &output)
    case .manifestSHA512:
      // Where the file is to be written, every file was hashed for it.
      ManifestLine(digest: hash.sha512!, path: path).write(to: &output)
    case .files:
      FilesLine(
        path: path, time: item.entry.modified.seconds,
        file: .init(size: item.entry.size, mediaType: hash.mediaType, isExecutable: item.entry.isExecutable)
      ).write(to: &output)
    }
  }
}
