import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  /// Checks what the lines say; findings on files get the article that shows them.
  func check(_ claims: [ArticleClaims], lines: ManifestTable) {
    for claim in claims {
      check(claim.article, claim.line, lines)
      for asset in claim.included {
        check(asset, claim.line, lines)
        if !hasGaps, (try? PackagePath(asset.path)).flatMap(tar.file(at:)) == nil {
          findings.add(
            .payloadMissing, path: asset.path,
            "'\(asset.path)' is recorded as an included asset but is not there")
        }
      }
    }
    findings.name(articles: claims)
  }

  /// Whether a path, digest and size are those of a payload file.
  private func check(_ claim: ArticleClaims.Claim, _ line: Int, _ lines: ManifestTable) {
    let path = try? PackagePath(claim.path)
    let actual = path.flatMap(tar.file(at:))?.size
    let agrees = claim.digest != nil && path.flatMap(lines.digest(of:)) == claim.digest
    if !agrees || (claim.size != nil && actual != nil && actual != UInt64(exactly: claim.size!)) {
      findings.add(
        .articlesMismatch, path: TagFile.articles.rawValue,
        "articles.jsonl, line \(line): digest or size of '\(claim.path)' do not agree with the manifest and the file"
      )
    }
  }
}
