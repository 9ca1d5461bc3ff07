/// What a verification found. See Spec §9.
public struct VerificationReport: Sendable {
  /// How much was read.
  public enum Depth: String, Sendable {
    /// Everything was decompressed and checked.
    case full
    /// The stored bytes alone were checked.
    case quick
    /// The files of a folder that is a bag were checked against its manifests.
    case bag
  }

  /// How much was read.
  public let depth: Depth
  /// Nothing that this depth checks was left unchecked. `false` if a limit was exceeded (`E121`, see ``Limits``), or the
  /// end of a package, which a quick verification begins with, cannot be read. Then the package is neither shown to be
  /// intact nor to be damaged, unless findings besides that one say so.
  public let isCheckedToEnd: Bool
  /// All that is there was checked and is as it was sealed, and nothing else is there. See Spec §9.1.
  public let isIntact: Bool
  /// All is there that must be: tag files, files that a manifest lists, assets that a record calls included. See Spec §9.1.
  public let isComplete: Bool
  /// The package digest is the one that was named, and every fact that of the receipt; `nil` if neither was given.
  public let isExpected: Bool?
  /// What the package is cited by; `nil` if it cannot be told. See Spec §3.1.
  public let packageDigest: Digest?
  /// Of paths and bytes alone; `nil` if it cannot be told. See Spec §3.1.
  public let contentDigest: Digest?
  /// Of the stored bytes of this very file; `nil` if it cannot be told, and for a folder. See Spec §3.1.
  public let containerDigest: Digest?
  /// Payload files that the manifest lists; if it cannot be read, those that were found.
  public let files: Int
  /// Bytes of payload.
  public let bytes: UInt64
  /// How many articles there are, and what became of what they show when the package was made; `nil` where that was not read.
  public let articleCounts: PackageArticleCounts?
  /// In the order in which they were found.
  public internal(set) var findings: [Finding]
  /// Whether the manifest could be read whole, or was not wanted. Without it no file is proven.
  public internal(set) var hasManifest = true
  /// Where the package is damaged; `nil` if it is intact, or was read from a pipe or in its stored bytes alone.
  public internal(set) var damage: DamageReport?

  /// `nil` where they were not counted.
  public var articles: Int? { articleCounts?.articles }

  /// Intact, complete, and expected if a digest was named.
  public var isGood: Bool { isIntact && isComplete && isExpected != false }
}

extension VerificationReport {
  /// Whether something is known to be wrong with the bytes, beyond a limit that ended the check.
  public var isKnownDamaged: Bool {
    findings.contains {
      $0.severity == .error && ![.limitExceeded, .payloadMissing, .digestUnexpected].contains($0.code)
    }
  }

  /// The verdict that findings give. See Spec §9.1.
  static func verdict(_ findings: [Finding]) -> (intact: Bool, complete: Bool) {
    var intact = true
    var complete = true
    for finding in findings where finding.severity == .error {
      switch finding.code {
      case .payloadMissing: complete = false
      case .tagFileMissing: (intact, complete) = (false, false)
      case .digestUnexpected, .receiptMismatch: break
      default: intact = false
      }
    }
    return (intact, complete)
  }
}

extension VerificationReport {
  /// What was found in a folder.
  init(_ bag: BagReport) {
    self.init(
      depth: .bag, isCheckedToEnd: true, isIntact: bag.isIntact, isComplete: bag.isComplete,
      isExpected: bag.isExpected, packageDigest: bag.packageDigest, contentDigest: bag.contentDigest,
      containerDigest: nil, files: Int(clamping: bag.fileCount), bytes: bag.byteCount,
      articleCounts: nil,
      findings: bag.findings)
  }
}
