import SteleCore

/// Paths of a package that cannot stand in it together. See Spec §5.1.
enum PathConflicts {
  /// Each path that has others below it though it stands for itself, or that stands there twice; sorted.
  ///
  /// Sorted with a `/` at its end, a path is directly followed by what is below it, so that no set of all folders is
  /// needed: a few thousand deep paths would make that many gigabytes.
  static func find(_ paths: some Sequence<PackagePath>) -> [PackagePath] {
    let sorted = paths.sorted(by: PackagePath.precedesAsFolder)
    var found: [PackagePath] = []
    for (path, next) in zip(sorted, sorted.dropFirst()) where next == path || next.relative(to: path) != nil {
      if found.last != path { found.append(path) }
    }
    return found
  }
}
