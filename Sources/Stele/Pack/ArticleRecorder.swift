import SteleArticle
import SteleBag
import SteleCore
import SteleFile

/// Writes `articles.jsonl`. See Spec §8.2.
struct ArticleRecorder {
  private(set) var bytes: [UInt8] = []
  private(set) var articles = 0
  private(set) var included = 0
  private(set) var missing = 0
  private(set) var skipped = 0
  /// Of which articles not all that they show could be written down.
  private(set) var findings: [Finding] = []

  /// - Parameters:
  ///   - items: What is packed, with final paths.
  ///   - paths: The final path of each path that the links name.
  init(
    _ links: [ArticleLinker.Links], _ items: [PackItem], _ hashes: [HashedFile?],
    paths: [PackagePath: Int]
  ) throws(PackagePathError) {
    var records: [ArticleRecord] = []
    for link in links {
      guard let hash = hashes[link.item], let article = hash.article else { continue }
      var assets: [AssetRecord] = []
      var shown: Set<PackagePath> = []
      for found in link.assets {
        let reference = found.reference
        var asset = AssetRecord(
          url: reference.url, role: reference.role, status: reference.isTracker ? .skipped : .missing,
          reason: reference.isTracker ? .tracker : found.failure.map(AssetReason.init) ?? found.reason)
        asset.address = found.address?.text
        if let sheet = found.referrer, let number = paths[sheet] {
          asset.referrer = try PayloadFolder.path.appending(items[number].path)
        }
        if let path = found.path, let number = paths[path], let file = hashes[number] {
          asset.status = .included
          asset.reason = nil
          try asset.set(items[number], file)
          shown.insert(path)
        }
        assets.append(asset)
      }
      for path in link.companions where !shown.contains(path) {
        guard let number = paths[path], let file = hashes[number] else { continue }
        var asset = AssetRecord(
          url: String(decoding: path.lastName, as: UTF8.self), role: .companion, status: .included)
        try asset.set(items[number], file)
        assets.append(asset)
      }
      count(assets)
      records.append(
        ArticleRecord(
          path: try PayloadFolder.path.appending(items[link.item].path), sha256: hash.digest,
          metadata: article.metadata, assets: assets))
    }
    articles = records.count
    for record in records.sorted(by: { $0.path < $1.path }) {
      let (line, leftOut) = record.line()
      bytes += line
      bytes.append(0x0A)
      guard leftOut > 0 else { continue }
      findings.append(
        Finding(
          .recordShortened, path: String(readable: record.path.bytes),
          "it shows so much that its record leaves out \(leftOut) of \(record.assets.count) assets; the files of the sources"
            + " are packed all the same"))
    }
  }

  private mutating func count(_ assets: [AssetRecord]) {
    for asset in assets {
      switch asset.status {
      case .included: included += 1
      case .missing: missing += 1
      case .skipped: skipped += 1
      }
    }
  }
}

extension AssetRecord {
  fileprivate mutating func set(_ item: PackItem, _ file: HashedFile) throws(PackagePathError) {
    path = try PayloadFolder.path.appending(item.path)
    sha256 = file.digest
    contentSize = item.entry.size
    encodingFormat = file.mediaType
  }
}
