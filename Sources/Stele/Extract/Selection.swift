import SteleBag
import SteleCore

/// Which files of a package are wanted.
struct Selection: Sendable {
  private let articles: [Glob]
  private let paths: [Glob]

  init(_ options: ExtractOptions) {
    articles = options.articles.map(Glob.init)
    paths = options.paths.map(Glob.init)
  }

  var isEverything: Bool { articles.isEmpty && paths.isEmpty }

  /// The wanted ones of the paths in the bag, of a selection that is not everything.
  ///
  /// - Parameter claims: What the lines of `articles.jsonl` say.
  /// - Throws: ``SteleError/Code/notFound`` for a pattern that nothing fits.
  func choose(_ all: some Collection<PackagePath>, articles claims: CompactList<ArticleClaims>) throws -> Set<
    PackagePath
  > {
    var chosen: Set<PackagePath> = []
    for glob in paths {
      let found = glob.choose(all)
      guard !found.isEmpty else {
        throw SteleError(
          .notFound, "no file fits --path '\(glob.pattern)'; 'stele list --files' shows what is there")
      }
      chosen.formUnion(found)
    }
    for glob in articles {
      let found = Set(glob.choose(claims.compactMap { try? PackagePath($0.article.path) }))
      guard !found.isEmpty else {
        throw SteleError(
          .notFound, "no article fits --article '\(glob.pattern)'; 'stele list' shows what is there")
      }
      for claim in claims where (try? PackagePath(claim.article.path)).map(found.contains) ?? false {
        chosen.formUnion(claim.paths.compactMap { try? PackagePath($0) })
      }
    }
    return chosen
  }
}

extension Glob {
  /// The paths in the bag that the pattern stands for: those whose original path it fits; only if there are none, those
  /// that it fits as they are. See Spec §9.4.
  func choose(_ paths: some Sequence<PackagePath>) -> [PackagePath] {
    let originals = paths.filter { $0.relative(to: PayloadFolder.path).map(matches) ?? false }
    return originals.isEmpty ? paths.filter(matches) : originals
  }
}
