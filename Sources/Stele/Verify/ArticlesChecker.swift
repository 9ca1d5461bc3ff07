import SteleArticle
import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  /// The number of articles; findings on files get the article that shows them.
  func check(_ bytes: [UInt8], lines: [(path: PackagePath, digest: Digest, offset: Int)]) -> Int {
    let digests = Dictionary(lines.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var last: [UInt8]?
    var count = 0
    var articles: [String: String] = [:]
    for (number, text) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      .enumerated()
    {
      do throws(ArticleLineError) {
        let line = try ArticleLine(text)
        let path = Array(line.path.utf8)
        if let last, !last.lexicographicallyPrecedes(path) {
          add(.articlesLine, number, "'\(line.path)' does not stand in the order of paths, or twice")
        }
        last = path
        count += 1
        check(line, number, digests)
        for path in [line.path] + line.assets.compactMap(\.path) where articles[path] == nil {
          articles[path] = line.path
        }
      } catch {
        add(.articlesLine, number, error.description)
      }
    }
    findings.name(articles: articles)
    return count
  }

  private func check(_ line: ArticleLine, _ number: Int, _ digests: [PackagePath: Digest]) {
    check(line.path, line.sha256, size: nil, number, digests)
    for asset in line.assets where asset.status == .included {
      check(asset.path!, asset.sha256!, size: asset.contentSize, number, digests)
      if !hasGaps, (try? PackagePath(asset.path!)).flatMap(tar.file(at:)) == nil {
        findings.add(
          .payloadMissing, path: asset.path!,
          "'\(asset.path!)' is recorded as an included asset but is not there")
      }
    }
  }

  /// Whether a path, digest and size are those of a payload file.
  private func check(
    _ text: String, _ sha256: String, size: Int64?, _ number: Int, _ digests: [PackagePath: Digest]
  ) {
    let path = try? PackagePath(text)
    let actual = path.flatMap(tar.file(at:))?.size
    let agrees = path.flatMap { digests[$0] }?.description == sha256
    if !agrees || (size != nil && actual != nil && actual != UInt64(exactly: size!)) {
      add(
        .articlesMismatch, number, "digest or size of '\(text)' do not agree with the manifest and the file")
    }
  }

  private func add(_ code: RuleCode, _ number: Int, _ message: String) {
    findings.add(code, path: TagFile.articles.rawValue, "articles.jsonl, line \(number + 1): \(message)")
  }
}
