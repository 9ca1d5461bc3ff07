import SteleCore

/// Paths of a package that cannot stand in it together. See Spec §5.1.
enum PathConflicts {
  /// Each path that has others below it though it stands for itself, or that stands there twice; sorted.
  ///
  /// Sorted with a `/` at its end, a path is directly followed by what is below it, so that no set of all folders is
  /// needed: a few thousand deep paths would make that many gigabytes.
  static func find(_ paths: some Sequence<PackagePath>) -> [PackagePath] { find(PathList(paths)) }

  /// The same of a list.
  static func find(_ paths: PathList) -> [PackagePath] {
    let sorted = (0..<UInt32(paths.count)).sorted { paths.precedesAsFolder(Int($0), Int($1)) }
    var found: [PackagePath] = []
    for (path, next) in zip(sorted, sorted.dropFirst()) where paths.isSameOrAbove(Int(path), Int(next)) {
      if found.last != paths[Int(path)] { found.append(paths[Int(path)]) }
    }
    return found
  }
}
