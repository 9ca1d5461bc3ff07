import SteleArticle
import SteleBag

extension ArticleTotals {
  /// What was counted, as `bag-info.txt` states it.
  init(articles: Int, _ assets: AssetCounts) {
    self.init(
      articles: UInt64(articles), included: UInt64(assets.included), missing: UInt64(assets.missing),
      skipped: UInt64(assets.skipped))
  }
}
