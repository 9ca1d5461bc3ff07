import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  /// Checks what the lines say; findings on files get the article that shows them.
  func check(_ claims: CompactList<ArticleClaims>, _ bag: BagChecker.Result) {
    for claim in claims {
      _ = check(claim.article, claim.line, bag)
      for asset in claim.included {
        if !check(asset, claim.line, bag), !hasGaps {
          findings.add(
            .payloadMissing, path: asset.path,
            "'\(asset.path)' is recorded as an included asset but is not there")
        }
      }
    }
    findings.name(articles: claims)
  }

  /// Sees that a path, digest and size are those of a payload file.
  ///
  /// - Returns: Whether there is one.
  private func check(_ claim: ArticleClaims.Claim, _ line: Int, _ bag: BagChecker.Result) -> Bool {
    let path = try? PackagePath(claim.path)
    let file = path.flatMap(tar.number(ofFileAt:))
    let actual = file.map { tar.files[$0].size }
    let agrees = claim.digest != nil && path.flatMap { bag.digest(of: $0, file: file) } == claim.digest
    if !agrees || (claim.size != nil && actual != nil && actual != UInt64(exactly: claim.size!)) {
      findings.add(
        .articlesMismatch, path: TagFile.articles.rawValue,
        "articles.jsonl, line \(line): digest or size of '\(claim.path)' do not agree with the manifest and the file"
      )
    }
    return file != nil
  }
}
