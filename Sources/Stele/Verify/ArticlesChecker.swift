import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  /// Checks what the lines say; findings on files get the article that shows them.
  func check(_ claims: [ArticleClaims], lines: [(path: PackagePath, digest: Digest, offset: Int)]) {
    let digests = Dictionary(lines.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    for claim in claims {
      check(claim.article, claim.line, digests)
      for asset in claim.included {
        check(asset, claim.line, digests)
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
  private func check(_ claim: ArticleClaims.Claim, _ line: Int, _ digests: [PackagePath: Digest]) {
    let path = try? PackagePath(claim.path)
    let actual = path.flatMap(tar.file(at:))?.size
    let agrees = claim.digest != nil && path.flatMap { digests[$0] } == claim.digest
    if !agrees || (claim.size != nil && actual != nil && actual != UInt64(exactly: claim.size!)) {
      findings.add(
        .articlesMismatch, path: TagFile.articles.rawValue,
        "articles.jsonl, line \(line): digest or size of '\(claim.path)' do not agree with the manifest and the file"
      )
    }
  }
}
