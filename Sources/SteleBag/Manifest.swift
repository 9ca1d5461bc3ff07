package import SteleCore

/// A manifest of a bag of any maker (RFC 8493 §2.1.3, §2.2.1): the checksums of files by their paths, all of
/// one algorithm. What Stele writes is made of ``ManifestLine``s.
package struct Manifest: Hashable, Sendable {
  package let scope: ManifestScope
  package let algorithm: ChecksumAlgorithm
  /// In the order of the lines.
  package var entries: [Entry]

  /// One line.
  package struct Entry: Hashable, Sendable {
    package let path: PackagePath
    package let checksum: Checksum
    /// The path without its `%` forms decoded, where that is another path: old bags wrote names as they were.
    package let literalPath: PackagePath?

    package init(_ path: PackagePath, _ checksum: Checksum, literalPath: PackagePath? = nil) {
      self.path = path
      self.checksum = checksum
      self.literalPath = literalPath
    }
  }

  package init(_ scope: ManifestScope, _ algorithm: ChecksumAlgorithm, _ entries: [Entry] = []) {
    self.scope = scope
    self.algorithm = algorithm
    self.entries = entries
  }

  /// The manifest's file name, such as `manifest-sha256.txt`.
  package var name: String { Self.name(scope, algorithm) }

  package static func name(_ scope: ManifestScope, _ algorithm: ChecksumAlgorithm) -> String {
    (scope == .payload ? "manifest-" : "tagmanifest-") + algorithm.rawValue + ".txt"
  }

  /// What a file in a bag's top folder is, by its name: the scope of a manifest, and its algorithm, which is
  /// `nil` if it is not known here; `nil` if it is no manifest.
  package static func kind(
    ofFileNamed name: some Collection<UInt8>
  ) -> (scope: ManifestScope, algorithm: ChecksumAlgorithm?)? {
    let name = Array(name)
    guard name.count > 4, name.suffix(4).elementsEqual(".txt".utf8) else { return nil }
    for (scope, prefix) in [(ManifestScope.payload, "manifest-"), (.tags, "tagmanifest-")] {
      if name.starts(with: prefix.utf8) {
        return (scope, ChecksumAlgorithm(named: name.dropFirst(prefix.utf8.count).dropLast(4)))
      }
    }
    return nil
  }
}
