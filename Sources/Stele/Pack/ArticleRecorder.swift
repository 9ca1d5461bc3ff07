import SteleArticle
import SteleBag
import SteleContainer
import SteleCore
import SteleFile

/// Writes `articles.jsonl`. See Spec §8.2.
struct ArticleRecorder {
  /// The bytes of the file, in pieces: of many articles they would be most of what packing keeps in memory.
  let pieces: [CompactBytes]
  let assets: AssetCounts
  /// What the records say: assets that they leave out are not counted.
  let totals: ArticleTotals
  /// Of which articles not all that they show could be written down.
  let findings: [Finding]

  /// - Parameters:
  ///   - items: What is packed, with final paths.
  ///   - paths: The final path of each path that the links name.
  ///   - threads: How many pieces are written at once. What is written does not depend on it.
  init(
    _ articles: CompactList<LinkedArticle>, _ items: [PackItem], _ hashes: [HashedFile?],
    paths: [PackagePath: Int], threads: Int
  ) async throws {
    let writer = ArticleWriter(items: items, hashes: hashes, paths: paths)
    let order = Self.order(articles, items)
    var start = 0
    var count = 0
    var assets = AssetCounts()
    var written = AssetCounts()
    var pieces: [CompactBytes] = []
    var findings: [Finding] = []
    try await OrderedTasks.run(
      threads: threads, width: threads * 4,
      next: { () -> ArraySlice<Int>? in
        guard start < order.count else { return nil }
        // As many as are kept together: one alone would take less time than its handing out.
        defer { start += CompactList<LinkedArticle>.pieceLength }
        return order[start..<min(order.count, start + CompactList<LinkedArticle>.pieceLength)]
      },
      work: { numbers in
        var piece = Piece()
        var kept: (number: Int, articles: [LinkedArticle]) = (-1, [])
        for number in numbers {
          let (place, index) = number.quotientAndRemainder(dividingBy: CompactList<LinkedArticle>.pieceLength)
          // They are in this order already, but for those whose paths changed beside others.
          if place != kept.number { kept = (place, articles.piece(place)) }
          if let line = try writer.line(kept.articles[index]) { piece.append(line) }
        }
        return (piece, CompactBytes(piece.bytes))
      },
      consume: { (piece: Piece, bytes: CompactBytes) in
        assets += piece.assets
        written += piece.written
        findings += piece.findings
        count += piece.count
        if bytes.count > 0 { pieces.append(bytes) }
      })
    self.pieces = pieces
    self.assets = assets
    self.findings = findings
    totals = ArticleTotals(articles: count, written)
  }

  /// The numbers of the articles by their paths.
  private static func order(_ articles: CompactList<LinkedArticle>, _ items: [PackItem]) -> [Int] {
    let numbers = articles.map(\.item)
    return numbers.indices.sorted { items[numbers[$0]].path < items[numbers[$1]].path }
  }

  /// The lines of some articles.
  private struct Piece: Sendable {
    var bytes: [UInt8] = []
    var count = 0
    var assets = AssetCounts()
    var written = AssetCounts()
    var findings: [Finding] = []

    mutating func append(_ line: ArticleWriter.Line) {
      bytes += line.bytes
      bytes.append(0x0A)
      count += 1
      assets += line.assets
      written += line.written
      if let finding = line.finding { findings.append(finding) }
    }
  }
}

extension ArticleWriter.Line {
  /// That it leaves out some of what the article shows.
  fileprivate var finding: Finding? {
    let leftOut = assets.all - written.all
    guard leftOut > 0 else { return nil }
    return Finding(
      .recordShortened, path: String(readable: path.bytes),
      "it shows so much that its record leaves out \(leftOut) of \(assets.all) assets; the files of the sources"
        + " are packed all the same")
  }
}

/// Writes the record of one article.
private struct ArticleWriter: Sendable {
  let items: [PackItem]
  let hashes: [HashedFile?]
  let paths: [PackagePath: Int]

  struct Line: Sendable {
    let path: PackagePath
    let bytes: [UInt8]
    let assets: AssetCounts
    /// Of those assets that the record has room for.
    let written: AssetCounts
  }

  /// - Returns: `nil` for what is no article.
  func line(_ article: LinkedArticle) throws(PackagePathError) -> Line? {
    guard let hash = hashes[article.item] else { return nil }
    let assets = try assets(article)
    let path = try PayloadFolder.path.appending(items[article.item].path)
    var reader = ByteReader(article.metadata)
    let (bytes, written) = ArticleRecord(
      path: path, sha256: hash.digest, metadata: ArticleMetadata(&reader), assets: assets
    ).line()
    return Line(
      path: path, bytes: bytes, assets: Self.count(assets), written: Self.count(written))
  }

  private static func count(_ assets: [AssetRecord]) -> AssetCounts {
    assets.reduce(into: AssetCounts()) { $0.add($1.status) }
  }

  private func assets(_ article: LinkedArticle) throws(PackagePathError) -> [AssetRecord] {
    var assets: [AssetRecord] = []
    var shown: Set<PackagePath> = []
    for found in article.assets {
      let reference = found.reference
      var asset = AssetRecord(
        url: reference.url, role: reference.role, status: reference.isTracker ? .skipped : .missing,
        reason: reference.isTracker ? .tracker : found.reason)
      asset.address = found.address
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
    for path in article.companions where !shown.contains(path) {
      guard let number = paths[path], let file = hashes[number] else { continue }
      var asset = AssetRecord(
        url: String(decoding: path.lastName, as: UTF8.self), role: .companion, status: .included)
      try asset.set(items[number], file)
      assets.append(asset)
    }
    return assets
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
