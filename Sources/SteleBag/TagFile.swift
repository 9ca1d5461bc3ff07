package import SteleCore

/// The tag files of a package, in the order of the tar. See Spec §7.1.
package enum TagFile: String, CaseIterable, Sendable {
  case bagit = "bagit.txt"
  case bagInfo = "bag-info.txt"
  case readme = "README.txt"
  case manifest = "manifest-sha256.txt"
  case manifestSHA512 = "manifest-sha512.txt"
  case articles = "articles.jsonl"
  case files = "files.jsonl"
  case captures = "captures.jsonl"
  case tagManifest = "tagmanifest-sha256.txt"

  /// The most bytes that those may have which tell little; `nil` for the lists, which grow with the payload. Spec §7.1.
  package var maximumByteCount: Int? {
    switch self {
    case .bagit, .bagInfo, .readme, .tagManifest: 1 << 20
    case .manifest, .manifestSHA512, .articles, .files, .captures: nil
    }
  }

  package var isRequired: Bool { self != .manifestSHA512 && self != .captures }

  /// The path in the bag.
  package var path: PackagePath { try! PackagePath(rawValue) }

  package init?(path: PackagePath) {
    self.init(rawValue: path.description)
  }
}

/// The folder of the payload. RFC 8493 §2.1.2.
package enum PayloadFolder {
  package static let path = try! PackagePath("data")
}
