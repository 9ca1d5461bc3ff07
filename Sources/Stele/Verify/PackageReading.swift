import SteleBag
import SteleContainer
import SteleCore

/// What came of reading a package.
struct PackageReading {
  let bag: BagChecker.Result
  /// Whether no limit ended the check.
  let isCheckedToEnd: Bool
  let containerDigest: Digest?
  let payloadSize: UInt64
  /// Payload files that were found.
  let fileCount: Int
  /// What must follow the data frames; `nil` if some of the tar is lost.
  let expectedTail: TailChecker.Expected?
  /// The digests of the data blocks that were read.
  let blocks: [Digest]
  let findings: Findings
  let folder: PackagePath?
  let footer: Footer?
  let containerSize: UInt64

  /// Whether what was read is as a writer seals it.
  var isSealed: Bool { isCheckedToEnd && !findings.all.contains { $0.severity == .error } }

  /// - Parameters:
  ///   - expected: The package digest that the package must have.
  ///   - receipt: What it must agree with.
  func report(expected: Digest?, receipt: Receipt? = nil) -> VerificationReport {
    if let expected, expected != bag.packageDigest {
      findings.add(
        .digestUnexpected,
        bag.packageDigest.map { "the package digest is \($0), not \(expected)" }
          ?? "the package has no readable tag manifest, so no package digest to compare with \(expected)")
    }
    let differences = receipt?.differences(facts) ?? []
    for finding in differences { findings.add(finding.code, finding.message) }
    let isExpected =
      expected == nil && receipt == nil
      ? nil : (expected == nil || expected == bag.packageDigest) && differences.isEmpty
    let verdict = VerificationReport.verdict(findings.all)
    return VerificationReport(
      depth: .full, isCheckedToEnd: isCheckedToEnd, isIntact: verdict.intact,
      isComplete: verdict.complete && bag.hasManifest && isCheckedToEnd,
      isExpected: isExpected, packageDigest: bag.packageDigest,
      contentDigest: bag.contentDigest, containerDigest: containerDigest,
      files: bag.hasManifest ? bag.lines.count : fileCount, bytes: payloadSize, articleCounts: bag.counts,
      findings: findings.summary, hasManifest: bag.hasManifest)
  }

  private var facts: ReceiptFacts {
    ReceiptFacts(
      folder: folder, packageDigest: bag.packageDigest, contentDigest: bag.contentDigest,
      containerDigest: containerDigest, footer: footer, packageBytes: containerSize)
  }
}
