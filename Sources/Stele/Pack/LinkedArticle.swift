import SteleArticle
import SteleCore

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
