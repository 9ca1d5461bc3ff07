import SteleContainer
import SteleCore

/// What is known of a file that is held against a receipt; `nil` where it could not be read.
struct ReceiptFacts {
  var folder: PackagePath?
  var packageDigest: Digest?
  var contentDigest: Digest?
  var containerDigest: Digest?
  /// What the footer states.
  var footer: Footer?
  var packageBytes: UInt64
}

extension Receipt {
  /// Each fact in which a file differs from the receipt, or that the file does not give any more. See Spec §9.6.
  ///
  /// - Parameter comparesFolder: Whether the folder's name was looked for; it stands in compressed data.
  func differences(_ facts: ReceiptFacts, comparesFolder: Bool = true) -> [Finding] {
    if let digest = facts.packageDigest, digest != packageDigest {
      return [Finding(.digestUnexpected, "the package digest is \(digest), not \(packageDigest)")]
    }
    var findings: [Finding] = []
    func compare<Value: Equatable>(_ name: String, _ actual: Value?, _ stated: Value) {
      if actual == stated { return }
      findings.append(
        Finding(
          .receiptMismatch,
          actual.map { "the \(name) is \($0), but \(stated) in the receipt" }
            ?? "the \(name) cannot be read any more; it is \(stated) in the receipt"))
    }
    compare("package digest", facts.packageDigest, packageDigest)
    compare("content digest", facts.contentDigest, contentDigest)
    compare("container digest", facts.containerDigest, containerDigest)
    compare("size of the package in bytes", facts.packageBytes, packageBytes)
    if comparesFolder { compare("name of the folder in it", facts.folder, folder) }
    // The footer's other fields; without one the container digest was reported.
    if let footer = facts.footer {
      compare("digest of the block table", footer.blockTableDigest, blockTableDigest)
      compare("number of payload files", footer.payloadFileCount, files)
      compare("number of bytes of payload", footer.payloadSize, bytes)
      compare("version of the format", Int(footer.version), formatVersion)
      compare("profile", Codec(footer.profile).rawValue, codec.rawValue)
    }
    return findings
  }
}
