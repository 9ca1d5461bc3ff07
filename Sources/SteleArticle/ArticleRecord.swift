package import SteleCore

/// One article, as a line of `articles.jsonl` has it. See Spec §8.
package struct ArticleRecord: Hashable, Sendable {
  /// Where the article is in the bag.
  package var path: PackagePath
  /// Its content's digest.
  package var sha256: Digest
  /// What is known about it.
  package var metadata: ArticleMetadata
  /// What it shows and links to as files, in order of first appearance.
  package var assets: [AssetRecord]
  /// How many more there are than a line can hold.
  package internal(set) var assetsLeftOut = 0

  package init(path: PackagePath, sha256: Digest, metadata: ArticleMetadata, assets: [AssetRecord]) {
    self.path = path
    self.sha256 = sha256
    self.metadata = metadata
    self.assets = assets
  }
}
