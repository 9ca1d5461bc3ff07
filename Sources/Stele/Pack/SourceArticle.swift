import SteleArticle
import SteleCore

/// What a source file says and shows that is an article, until it is known where all that stands. Kept apart from
/// ``HashedFile``, since of many files few may be articles.
struct SourceArticle: Compactable {
  /// Number of the item.
  let item: Int
  /// What it says of itself, as bytes: nothing of it is needed before its record is written.
  let metadata: ArraySlice<UInt8>
  /// What it shows and links to as files.
  let references: [AssetReference]
  /// The other pages that it links to.
  let pages: [AssetReference]
  /// The address that its relative references start from, if it gives one.
  let base: String?

  init(item: Int, _ article: Article) {
    self.item = item
    var bytes: [UInt8] = []
    article.metadata.write(to: &bytes)
    metadata = bytes[...]
    references = article.references
    pages = article.pages
    base = article.base
  }

  func write(to bytes: inout [UInt8]) {
    bytes.append(kept: item)
    bytes.append(kept: metadata)
    bytes.append(kept: references) { $0.write(to: &$1) }
    bytes.append(kept: pages) { $0.write(to: &$1) }
    bytes.append(kept: base)
  }

  init(_ reader: inout ByteReader) {
    item = reader.keptNumber()
    metadata = reader.keptBytes()
    references = reader.keptElements { AssetReference(&$0) }
    pages = reader.keptElements { AssetReference(&$0) }
    base = reader.keptText()
  }
}
