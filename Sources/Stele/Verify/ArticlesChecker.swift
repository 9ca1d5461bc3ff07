import SteleArticle
import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings

  /// The number of articles; findings on files get the article that shows them.
  func check(_ bytes: [UInt8], lines: [(path: PackagePath, digest: Digest, offset: Int)]) -> Int {
    let digests = Dictionary(lines.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var last: PackagePath?
    var count = 0
    var articles: [String: String] = [:]
    for (number, text) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated() {
      do throws(ArticleRecordError) {
        let record = try ArticleRecord(line: text)
        if let last, last >= record.path {
          add(.articlesLine, number, "'\(record.path)' does not stand in the order of paths, or twice")
        }
        last = record.path
        count += 1
        check(record, number, digests)
        for path in [record.path] + record.assets.compactMap(\.path) {
          if articles[path.description] == nil { articles[path.description] = record.path.description }
        }
      } catch {
        add(.articlesLine, number, "\(error.code.rawValue): \(error.context)")
      }
    }
    findings.name(articles: articles)
    return count
  }

  private func check(_ record: ArticleRecord, _ number: Int, _ digests: [PackagePath: Digest]) {
    if digests[record.path] != record.sha256 {
      add(.articlesMismatch, number, "the manifest does not list '\(record.path)' with the digest that the record states")
    }
    for asset in record.assets {
      guard let path = asset.path else { continue }
      let size = tar.file(at: path)?.size
      if digests[path] != asset.sha256 || (size != nil && size != asset.contentSize) {
        add(.articlesMismatch, number, "digest or size of the asset '\(path)' do not agree with the manifest and the file")
      }
    }
  }

  private func add(_ code: RuleCode, _ number: Int, _ message: String) {
    findings.add(code, path: TagFile.articles.rawValue, "articles.jsonl, line \(number + 1): \(message)")
  }
}
