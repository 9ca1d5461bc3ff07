import SteleArticle
import SteleBag
import SteleCore

/// What a line of `articles.jsonl` says of the payload; all else in it is a description. See Spec §8.2.
struct ArticleClaims: Sendable {
  /// A path that is said to be that of a payload file, with its digest and size.
  struct Claim: Sendable {
    let path: String
    /// `nil` if it is none.
    let digest: Digest?
    /// `nil` if nothing is said of it.
    let size: Int64?

    fileprivate init(_ path: String, _ digest: String, _ size: Int64?) {
      self.path = path
      self.digest = Digest(digest).flatMap { $0.description == digest ? $0 : nil }
      self.size = size
    }
  }

  /// The number of the line, from 1.
  let line: Int
  let article: Claim
  /// The assets that are said to be included.
  let included: [Claim]

  fileprivate init(_ line: ArticleLine, number: Int) {
    self.line = number
    article = Claim(line.path, line.sha256, nil)
    included = line.assets.filter { $0.status == .included }.map {
      Claim($0.path!, $0.sha256!, $0.contentSize)
    }
  }

  /// The paths of the article and of what it shows.
  var paths: [String] { [article.path] + included.map(\.path) }
}

/// Reads `articles.jsonl` line by line.
struct ArticleLines {
  private(set) var claims: [ArticleClaims] = []
  let findings = Findings()
  private var last: [UInt8]?
  private var number = 0

  mutating func take(_ line: LineSplitter.Line) {
    number += 1
    guard case .bytes(let bytes) = line else { return add(Self.tooLong) }
    do throws(ArticleLineError) {
      let line = try ArticleLine(bytes)
      let path = Array(line.path.utf8)
      if let last, !last.lexicographicallyPrecedes(path) {
        add("'\(line.path)' does not stand in the order of paths, or twice")
      }
      last = path
      claims.append(ArticleClaims(line, number: number))
    } catch {
      add(error.description)
    }
  }

  static let tooLong = "the line has more than \(LineSplitter.maximumLineLength) bytes"

  private func add(_ message: String) {
    findings.add(.articlesLine, path: TagFile.articles.rawValue, "articles.jsonl, line \(number): \(message)")
  }
}
