import SteleBag
import SteleContainer
import SteleCore

/// What a proven manifest says of the payload, and which of it has not come out yet.
///
/// It goes by content: whatever entry has the bytes, they are those of all paths with their digest.
struct SalvagePlan {
  /// Every payload file, as listed.
  private(set) var lines: [(path: PackagePath, digest: Digest)] = []
  private var digests: [PackagePath: Digest] = [:]
  /// The paths that are not written yet, by digest.
  private var pending: [Digest: [PackagePath]] = [:]
  private var claims: [PackagePath: FileClaim] = [:]
  /// The folders with times that are listed for themselves.
  private(set) var folders: [(path: PackagePath, time: Int64)] = []

  init(_ tagFiles: ProvenTagFiles) {
    for text in (tagFiles.bytes[.manifest] ?? [])[...].lines {
      guard let line = try? ManifestLine(text), line.path.isPayload, digests[line.path] == nil else {
        continue
      }
      let digest = Digest(hex: line.digest)!
      lines.append((line.path, digest))
      digests[line.path] = digest
      pending[digest, default: []].append(line.path)
    }
    for claim in tagFiles.files {
      if claim.file == nil { folders.append((claim.path, claim.time)) } else { claims[claim.path] = claim }
    }
  }

  /// Whether the file is listed.
  func lists(_ path: PackagePath) -> Bool { digests[path] != nil }

  /// Whether the file is listed and not written.
  func isPending(_ path: PackagePath) -> Bool {
    guard let digest = digests[path] else { return false }
    return pending[digest]?.contains(path) ?? false
  }

  /// Whether anything is not written.
  var hasPending: Bool { !pending.isEmpty }

  /// The paths that wait for bytes with this digest; they count as written then.
  mutating func take(_ digest: Digest) -> [PackagePath] { pending.removeValue(forKey: digest) ?? [] }

  /// What `files.jsonl` says of a file; `nil` if it does not, or is not proven.
  func claim(_ path: PackagePath) -> FileClaim? { claims[path] }
}

/// The tag files that are as they were sealed.
struct ProvenTagFiles {
  private(set) var bytes: [TagFile: [UInt8]] = [:]
  /// What `files.jsonl` says, if it is one of them.
  private(set) var files = FileClaims()

  /// - Parameters:
  ///   - contents: What was read.
  ///   - package: The package that the frames say they belong to.
  ///   - footer: The footer, if it was found before.
  init(_ contents: TagContents, package: PackageTag?, footer: Footer?) {
    // A tag manifest is this package's if its digest begins as the tag does: another package may lie inside of a
    // damaged one as a file.
    let tagManifest = contents.bytes[.tagManifest].flatMap {
      PackageTag(Digest(hashing: $0)) == package ? $0 : nil
    }
    var digests: [TagFile: Digest] = [:]
    for text in (tagManifest ?? [])[...].lines {
      if let line = try? ManifestLine(text), let file = TagFile(path: line.path) {
        digests[file] = Digest(hex: line.digest)
      }
    }
    if let tagManifest { digests[.tagManifest] = Digest(hashing: tagManifest) }
    if let footer, PackageTag(footer.packageDigest) == package, digests[.manifest] == nil {
      digests[.manifest] = footer.contentDigest
    }
    for (file, digest) in digests where contents.digests[file] == digest {
      bytes[file] = contents.bytes[file]
    }
    if bytes[.files] != nil { files = contents.claims.files ?? FileClaims() }
  }
}
