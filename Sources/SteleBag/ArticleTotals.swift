import SteleCore

/// How many articles a package has, and what became of their assets, as `bag-info.txt` states it. See Spec §7.3.
package struct ArticleTotals: Hashable, Sendable, CustomStringConvertible {
  package let articles: UInt64
  package let included: UInt64
  package let missing: UInt64
  package let skipped: UInt64

  package init(articles: UInt64, included: UInt64, missing: UInt64, skipped: UInt64) {
    self.articles = articles
    self.included = included
    self.missing = missing
    self.skipped = skipped
  }

  /// Nothing that could be read is an article.
  package static let none = ArticleTotals(articles: 0, included: 0, missing: 0, skipped: 0)

  /// The value of `Stele-Assets`.
  var assetsText: String { "\(included) included, \(missing) missing, \(skipped) skipped" }

  package var description: String { "\(articles) articles with assets \(assetsText)" }

  /// Reads the values of `Stele-Articles` and `Stele-Assets`.
  ///
  /// - Throws: `E323` if one is not in its one form.
  init(articles: String, assets: String) throws(BagError) {
    let numbers = assets.split(whereSeparator: { !"0123456789".contains($0) }).map { UInt64($0) }
    guard let count = UInt64(articles), numbers.count == 3, let included = numbers[0],
      let missing = numbers[1],
      let skipped = numbers[2]
    else { throw Self.malformed }
    self.init(articles: count, included: included, missing: missing, skipped: skipped)
    guard articles == "\(count)", assets == assetsText else { throw Self.malformed }
  }

  private static var malformed: BagError {
    BagError(
      .articleTotals,
      "Stele-Articles is not a number, or Stele-Assets is not of the form '1 included, 2 missing, 3 skipped'")
  }
}
