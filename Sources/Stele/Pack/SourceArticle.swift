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

/// An article of which it is known where what it shows stands, until the digests of all that are known, too.
struct LinkedArticle: Compactable {
  /// Number of the item.
  let item: Int
  /// As ``SourceArticle`` has it.
  let metadata: ArraySlice<UInt8>
  let assets: [Asset]
  /// The files that belong to it by their names.
  let companions: [PackagePath]

  /// What an article shows.
  struct Asset: Sendable {
    let reference: AssetReference
    /// Why it is not in the package, if it is not.
    let reason: AssetReason
    /// The style sheet that names it; `nil` if the article itself does.
    let referrer: PackagePath?
    let path: PackagePath?
    /// The address to fetch it from, or that it was fetched from.
    let address: String?
  }

  init(_ links: ArticleLinker.Links) {
    item = links.item
    metadata = links.metadata
    assets = links.assets.map { link in
      Asset(
        reference: link.reference, reason: link.failure.map(AssetReason.init) ?? link.reason,
        referrer: link.referrer, path: link.path, address: link.address?.text)
    }
    companions = links.companions
  }

  func write(to bytes: inout [UInt8]) {
    bytes.append(kept: item)
    bytes.append(kept: metadata)
    bytes.append(kept: assets) { asset, bytes in
      asset.reference.write(to: &bytes)
      bytes.append(kept: asset.reason.text)
      bytes.append(kept: asset.referrer?.bytes ?? [])
      bytes.append(kept: asset.path?.bytes ?? [])
      bytes.append(kept: asset.address)
    }
    bytes.append(kept: companions) { $1.append(kept: $0.bytes) }
  }

  init(_ reader: inout ByteReader) {
    item = reader.keptNumber()
    metadata = reader.keptBytes()
    assets = reader.keptElements { reader in
      Asset(
        reference: AssetReference(&reader), reason: AssetReason(reader.keptText()!),
        referrer: try? PackagePath(reader.keptBytes()), path: try? PackagePath(reader.keptBytes()),
        address: reader.keptText())
    }
    companions = reader.keptElements { try! PackagePath($0.keptBytes()) }
  }
}
