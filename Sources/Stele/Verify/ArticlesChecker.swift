import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker: Sendable {
  /// Of the payload files, by their numbers, and behind them of what else stands in the tar.
  let paths: PathTable
  let files: [TarChecker.File]
  let bag: BagChecker.Result
  let hasGaps: Bool

  /// Checks what the lines say, on several tasks; findings on files get the article that shows them.
  ///
  /// - Throws: `CancellationError`.
  func check(_ claims: CompactList<ArticleClaims>, _ findings: Findings, threads: Int) async throws {
    var pieces = (0..<claims.pieceCount).makeIterator()
    try await OrderedTasks.run(
      threads: threads, width: threads + 1, next: { pieces.next() }, work: { check(claims.piece($0)) },
      consume: { findings.take($0) })
    findings.name(articles: claims)
  }

  private func check(_ claims: [ArticleClaims]) -> FindingList {
    var findings = FindingList()
    for claim in claims {
      _ = check(claim.article, claim.line, &findings)
      for asset in claim.included {
        if !check(asset, claim.line, &findings), !hasGaps {
          findings.add(
            Finding(
              .payloadMissing, path: asset.path,
              "'\(asset.path)' is recorded as an included asset but is not there"), of: .payloadMissing)
        }
      }
    }
    return findings
  }

  /// Sees that a path, digest and size are those of a payload file.
  ///
  /// - Returns: Whether there is one.
  private func check(_ claim: ArticleClaims.Claim, _ line: Int, _ findings: inout FindingList) -> Bool {
    let path = try? PackagePath(claim.path)
    let file = path.flatMap(paths.number(of:)).flatMap { $0 < files.count ? $0 : nil }
    let actual = file.map { files[$0].size }
    let agrees = claim.digest != nil && path.flatMap { bag.digest(of: $0, file: file) } == claim.digest
    if !agrees || (claim.size != nil && actual != nil && actual != UInt64(exactly: claim.size!)) {
      findings.add(
        Finding(
          .articlesMismatch, path: TagFile.articles.rawValue,
          "articles.jsonl, line \(line): digest or size of '\(claim.path)' do not agree with the manifest and the file"
        ), of: .articlesMismatch)
    }
    return file != nil
  }
}
