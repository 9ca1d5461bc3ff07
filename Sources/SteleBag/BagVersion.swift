/// A version of BagIt that was published.
package enum BagVersion: String, CaseIterable, Comparable, Sendable {
  case v093 = "0.93"
  case v094 = "0.94"
  case v095 = "0.95"
  case v096 = "0.96"
  case v097 = "0.97"
  /// RFC 8493, which Stele writes.
  case v100 = "1.0"

  package static func < (a: BagVersion, b: BagVersion) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// The names of tag files that a bag's rules speak of (RFC 8493 §2).
package enum BagFileName {
  package static let declaration = "bagit.txt"
  package static let info = "bag-info.txt"
  /// `bag-info.txt` before 0.96.
  package static let oldInfo = "package-info.txt"
  package static let fetch = "fetch.txt"
  /// What signs a tag manifest stands in it, so that no tag manifest can list it. See Spec §6.7.
  package static let signatureFolder = "signatures"
}
