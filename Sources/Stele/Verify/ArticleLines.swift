import SteleArticle
import SteleBag
import SteleCore

/// What a line of `articles.jsonl` says of the payload; all else in it is a description. See Spec §8.2.
struct ArticleClaims: Compactable {
  /// A path that is said to be that of a payload file, with its digest and size.
  struct Claim: Sendable {
    let path: String
    /// `nil` if it is none.
    let digest: Digest?
    /// `nil` if nothing is said of it.
    let size: Int64?

    fileprivate init(_ path: String, _ digest: String, _ size: Int64?) {
      self.path = path
      self.digest = Digest(sealed: digest)
      self.size = size
    }

    fileprivate func write(to bytes: inout [UInt8]) {
      bytes.append(kept: path)
      bytes.append(kept: digest?.bytes ?? [])
      bytes.append(kept: Int(size ?? -1))
    }

    fileprivate init(_ reader: inout ByteReader) {
      path = reader.keptText()!
      digest = Digest(bytes: reader.keptBytes())
      let size = reader.keptNumber()
      self.size = size < 0 ? nil : Int64(size)
    }
  }

  /// The number of the line, from 1; 0 as long as it is not known.
  fileprivate(set) var line = 0
  let article: Claim
  /// The assets that are said to be included.
  let included: [Claim]

  fileprivate init(_ line: ArticleLine) {
    article = Claim(line.path, line.sha256, nil)
    included = line.assets.filter { $0.status == .included }.map {
      Claim($0.path!, $0.sha256!, $0.contentSize)
    }
  }

  func write(to bytes: inout [UInt8]) {
    bytes.append(kept: line)
    article.write(to: &bytes)
    bytes.append(kept: included) { $0.write(to: &$1) }
  }

  init(_ reader: inout ByteReader) {
    line = reader.keptNumber()
    article = Claim(&reader)
    included = reader.keptElements { Claim(&$0) }
  }

  /// The paths of the article and of what it shows.
  var paths: [String] { [article.path] + included.map(\.path) }
}

/// Reads `articles.jsonl` line by line.
struct ArticleLines: LineReader {
  private(set) var claims = CompactList<ArticleClaims>()
  private var assets = AssetCounts()

  /// What the lines that could be read say together.
  var totals: ArticleTotals { ArticleTotals(articles: claims.count, assets) }

  struct Parsed: Sendable {
    fileprivate let claims: ArticleClaims
    fileprivate var assets = AssetCounts()
  }

  static func parse(_ bytes: ArraySlice<UInt8>) throws(ArticleLineError) -> Parsed {
    let line = try ArticleLine(bytes)
    var parsed = Parsed(claims: ArticleClaims(line))
    for asset in line.assets { parsed.assets.add(asset.status) }
    return parsed
  }

  mutating func take(_ parsed: Parsed, _ judge: inout LineJudge) {
    var claims = parsed.claims
    claims.line = judge.number
    judge.place(Array(claims.article.path.utf8), shown: claims.article.path)
    self.claims.append(claims)
    assets += parsed.assets
  }
}
