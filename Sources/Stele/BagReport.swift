package import SteleCore

/// What the verification of a bag's folder found.
package struct BagReport: Sendable {
  /// Everything that is wrong or odd: first the bag as a whole, then its files in the order of their paths.
  package let findings: [Finding]
  /// The BagIt version that the bag declares, such as `1.0`.
  package let version: String
  /// The payload's size in bytes.
  package let byteCount: UInt64
  /// How many files the payload has.
  package let fileCount: UInt64
  /// How many files were read and held against a checksum, tag files too.
  package let checkedFileCount: Int
  /// The SHA-256 of `manifest-sha256.txt`; `nil` if the bag has none. See Spec §3.1.
  package let contentDigest: Digest?
  /// The SHA-256 of `tagmanifest-sha256.txt`; `nil` if the bag has none, or if it lists no SHA-2 manifest of
  /// the payload, so that its digest would not stand for the bag. See Spec §3.1.
  package let packageDigest: Digest?
  /// Whether the package digest is the one that the caller expected; `nil` if the caller expected none.
  package let isExpected: Bool?

  /// All that is there is as it was sealed, and nothing else is there. See Spec §9.1.
  package var isIntact: Bool {
    let isLacking = hasAny(of: Self.absences)
    return !findings.contains {
      $0.severity == .error && !Self.absences.contains($0.code) && $0.code != .bagDigestNotExpected
        && !(isLacking && $0.code == .payloadOxumMismatch)
    }
  }

  /// All is there that must be, and what that is could be read. See Spec §9.1.
  package var isComplete: Bool { !hasAny(of: Self.absences) && !hasAny(of: Self.unknownLists) }

  /// No rule for bags is broken. Says nothing about ``isExpected``.
  package var isValid: Bool {
    !findings.contains { $0.severity == .error && $0.code != .bagDigestNotExpected }
  }

  private func hasAny(of codes: Set<RuleCode>) -> Bool { findings.contains { codes.contains($0.code) } }

  /// What must be there is not. Nothing is wrong with the rest.
  private static let absences: Set<RuleCode> = [.fileMissing, .fileNotFetched, .payloadFolderMissing]

  /// What must be there cannot be told.
  private static let unknownLists: Set<RuleCode> = [
    .bagDeclarationMissing, .tagFileEncoding, .payloadManifestMissing, .manifestLineSyntax,
    .manifestPathUnsafe, .checksumAlgorithmUnknown,
  ]
}
