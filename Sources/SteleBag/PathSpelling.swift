package import SteleCore

/// When names that differ in their bytes are one name on some system (RFC 8493 §6.1).
package struct PathSpelling: Hashable, Sendable {
  private let folded: String

  /// What is left of a path without its case and Unicode normalisation: two paths with equal values collide
  /// on a file system that ignores these.
  ///
  /// Case is folded by way of upper case, so that `ß` and `SS`, `ſ` and `s` meet; Swift's strings are equal
  /// when they are canonically equivalent.
  package init(_ path: PackagePath) {
    let text = path.description
    folded = text.utf8.allSatisfy { $0 < 0x80 } ? text.lowercased() : text.uppercased().lowercased()
  }

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
    let name = String(readable: lastName).lowercased()
    return ["thumbs.db", "desktop.ini", ".ds_store"].contains(name) || name.hasPrefix("._")
  }
}
