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

  package init(path: PackagePath, sha256: Digest, metadata: ArticleMetadata, assets: [AssetRecord]) {
    self.path = path
    self.sha256 = sha256
    self.metadata = metadata
    self.assets = assets
  }
}

/// Why a line of `articles.jsonl` is not an article's record.
package struct ArticleRecordError: Error, Hashable, Sendable {
  package enum Code: String, Hashable, Sendable {
    /// It is not JSON, or not of the record's shape.
    case malformed = "not an article's record"
    /// It holds a record, but is not written in the one form that records have.
    case notCanonical = "not in canonical form"
  }
  package let code: Code
  /// What is wrong and where, for a person.
  package let context: String

  package static func == (a: Self, b: Self) -> Bool { a.code == b.code }
  package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}
