import SteleBag
import SteleCore

/// What the tag files say of the wanted files: their digests, times and executable bits.
struct ExtractPlan {
  private struct Attributes {
    let time: Int64
    let isExecutable: Bool
  }

  /// Of every payload file, wanted or not: a wanted link may come by the content of another file.
  private var digests: [PackagePath: Digest] = [:]
  /// The wanted paths.
  private(set) var paths: [PackagePath] = []
  /// The wanted paths that are not written yet, by digest.
  private var pending: [Digest: [PackagePath]] = [:]
  private var attributes: [PackagePath: Attributes] = [:]
  private(set) var folders: [(path: PackagePath, time: Int64)] = []

  /// - Throws: ``SteleError/Code/damaged`` if there is no manifest: then nothing that comes can be proven.
  init(_ contents: TagContents, _ selection: Selection) throws {
    guard let manifest = contents.bytes[.manifest] else {
      throw PackageFile.damaged(
        .tagFileMissing,
        "\(TagFile.manifest.rawValue) is damaged or missing, so that no file can be proven; nothing was extracted"
      )
    }
    var lines: [ManifestLine] = []
    for text in manifest.split(separator: 0x0A) {
      if let line = try? ManifestLine(text) { lines.append(line) }
    }
    let wanted = try selection.choose(lines.map(\.path), articles: contents.articles ?? [])
    for line in lines where line.path.relative(to: PayloadFolder.path) != nil {
      let digest = Digest(hex: line.digest)!
      digests[line.path] = digest
      guard wanted.contains(line.path) else { continue }
      paths.append(line.path)
      pending[digest, default: []].append(line.path)
    }
    for claim in contents.files ?? [] {
      if let file = claim.file {
        if wanted.contains(claim.path) {
          attributes[claim.path] = Attributes(time: claim.time, isExecutable: file.isExecutable)
        }
      } else {
        folders.append((claim.path, claim.time))
      }
    }
  }

  /// The paths to write with the content that the manifest gives a path, this one first if it is wanted; they
  /// count as written then. `nil` if there are none left.
  mutating func take(_ path: PackagePath) -> (Digest, [PackagePath])? {
    guard let digest = digests[path], var paths = pending.removeValue(forKey: digest) else { return nil }
    if let own = paths.firstIndex(of: path) { paths.swapAt(0, own) }
    return (digest, paths)
  }

  /// Takes back what ``take(_:)`` gave, since the content was damaged: it may come again.
  mutating func giveBack(_ digest: Digest, _ paths: [PackagePath]) { pending[digest] = paths }

  /// The digest that the manifest gives a path.
  func digest(_ path: PackagePath) -> Digest? { digests[path] }

  func time(_ path: PackagePath) -> Int64 { attributes[path]?.time ?? 0 }
  func isExecutable(_ path: PackagePath) -> Bool { attributes[path]?.isExecutable ?? false }
}
