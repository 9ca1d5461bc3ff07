package import SteleCore

/// The paths of the source's files, to find which of an article's candidates is there.
package struct PayloadPaths: Sendable {
  private let paths: Set<PackagePath>
  /// The paths that are not ASCII, by text: `String` takes composed and decomposed spellings as equal.
  private let byText: [String: PackagePath]

  package init(_ paths: some Sequence<PackagePath>) {
    self.paths = Set(paths)
    var byText: [String: PackagePath] = [:]
    for path in self.paths where path.bytes.contains(where: { $0 >= 0x80 }) {
      let text = String(decoding: path.bytes, as: UTF8.self)
      // Of two that differ in spelling alone, the same one is taken every time.
      if let other = byText[text], other < path { continue }
      byText[text] = path
    }
    self.byText = byText
  }

  package func contains(_ path: PackagePath) -> Bool { paths.contains(path) }

  /// The first candidate that is there; last, one that is there in another Unicode spelling (NFC, NFD).
  package func first(of candidates: ReferenceResolver.Candidates) -> PackagePath? {
    var other: PackagePath?
    for path in candidates {
      if paths.contains(path) { return path }
      guard other == nil, !byText.isEmpty, path.bytes.contains(where: { $0 >= 0x80 }) else { continue }
      other = byText[String(decoding: path.bytes, as: UTF8.self)]
    }
    return other
  }
}

/// Finds the files that belong to an article by their names: `n1.md.png` beside `n1.md`.
package enum Companions {
  private static let packageEnds = [".stele.tar.gz", ".stele.tar.zst"]

  /// The companions of the article among the files of its folder.
  ///
  /// A companion's name is the article's whole name, a dot and an extension. An article whose own name has no extension has
  /// none: `page.png` beside `page` says nothing of the two. Nor is a package a companion
  /// that stands beside the article.
  ///
  /// - Parameter folder: The files beside it, sorted. Only those near the article are looked at.
  package static func of(_ article: PackagePath, among folder: [PackagePath]) -> [PackagePath] {
    guard article.lastName.dropFirst().contains(UInt8(ascii: ".")) else { return [] }
    let prefix = article.bytes + [UInt8(ascii: ".")]
    let first = folder.indices.partitionPoint { folder[$0].bytes.lexicographicallyPrecedes(prefix) }
    return folder[first...].prefix { $0.bytes.starts(with: prefix) }
      .filter { path in
        let rest = path.bytes[prefix.count...]
        return !rest.isEmpty && !rest.contains(UInt8(ascii: "/"))
          && !packageEnds.contains { path.bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
      }
  }
}
