package import SteleCore

/// When names that differ in their bytes are one name on some system (RFC 8493 §6.1).
package struct PathSpelling: Hashable, Sendable {
  private let folded: [UInt8]

  /// What is left of a path without its case and Unicode normalisation: two paths with equal values collide
  /// on a file system that ignores these.
  package init(_ path: PackagePath) { folded = CanonicalText.caseless(path.bytes) }

  /// The groups of at least two paths that collide, each sorted, in the order of their first paths.
  package static func collisions(of paths: some Sequence<PackagePath>) -> [[PackagePath]] {
    var groups: [PathSpelling: [PackagePath]] = [:]
    for path in paths { groups[PathSpelling(path), default: []].append(path) }
    return groups.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }
}

extension PackagePath {
  /// Whether it is a file that an operating system leaves in folders that someone looks at: `.DS_Store`,
  /// `._…`, `Thumbs.db`, `desktop.ini`. They appear when a bag is moved, and mean nothing.
  package var isSystemFile: Bool {
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = bytes[start...]
    if name.starts(with: "._".utf8) { return true }
    return Self.systemFileNames.contains { known in
      known.utf8.count == name.count
        && zip(known.utf8, name).allSatisfy { $0 == $1 || ($0 == $1 | 0x20 && (0x41...0x5A).contains($1)) }
    }
  }

  /// In lower case; Windows does not care.
  private static let systemFileNames = ["thumbs.db", "desktop.ini", ".ds_store"]
}
