import SteleArticle
import SteleBag
import SteleCore

/// Holds `articles.jsonl` against the manifest and the payload. See Spec §8.2.
struct ArticlesChecker {
  let tar: TarChecker
  let findings: Findings

  /// The number of articles.
  func check(_ bytes: [UInt8], lines: [(path: PackagePath, digest: Digest, offset: Int)]) -> Int {
    0
  }
}
