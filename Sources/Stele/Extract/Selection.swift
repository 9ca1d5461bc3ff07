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

  /// The wanted ones of the paths in the bag.
  ///
  /// - Parameter claims: What the lines of `articles.jsonl` say.
  /// - Throws: ``SteleError/Code/notFound`` for a pattern that nothing fits.
  func choose(_ all: [PackagePath], articles claims: [ArticleClaims]) throws -> Set<PackagePath> {
    if isEverything { return Set(all) }
    var chosen: Set<PackagePath> = []
    for glob in paths {
      let found = all.filter { Self.fits(glob, $0) }
      guard !found.isEmpty else {
        throw SteleError(
          .notFound, "no file fits --path '\(glob.pattern)'; 'stele list --files' shows what is there")
      }
      chosen.formUnion(found)
    }
    for glob in articles {
      let found = claims.filter { claim in
        (try? PackagePath(claim.article.path)).map { Self.fits(glob, $0) } ?? false
      }
      guard !found.isEmpty else {
        throw SteleError(
          .notFound, "no article fits --article '\(glob.pattern)'; 'stele list' shows what is there")
      }
      for claim in found { chosen.formUnion(claim.paths.compactMap { try? PackagePath($0) }) }
    }
    return chosen
  }

  /// A pattern is held against the original path, and against the path in the bag.
  private static func fits(_ glob: Glob, _ path: PackagePath) -> Bool {
    path.relative(to: PayloadFolder.path).map(glob.matches) ?? false || glob.matches(path)
  }
}
