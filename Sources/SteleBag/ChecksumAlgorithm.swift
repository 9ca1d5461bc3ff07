package import SteleCore

/// An algorithm that manifests are made with (RFC 8493 §2.4). Stele writes `sha256` and `sha512`; the others
/// are checked in bags that others made.
package enum ChecksumAlgorithm: String, CaseIterable, Hashable, Sendable {
  case md5, sha1, sha224, sha256, sha384, sha512

  /// The algorithm of a manifest's file name: `sha256`, `SHA-256`; `nil` if it is another.
  package init?(named name: some Collection<UInt8>) {
    let plain = String(readable: name).lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    self.init(rawValue: plain)
  }

  /// How many bytes a checksum has.
  package var byteCount: Int {
    switch self {
    case .md5: 16
    case .sha1: 20
    case .sha224: 28
    case .sha256: 32
    case .sha384: 48
    case .sha512: 64
    }
  }
}

/// A file's checksum: an algorithm and as many bytes as it gives.
package struct Checksum: Hashable, Sendable {
  package let algorithm: ChecksumAlgorithm
  package let bytes: [UInt8]

  /// Makes a checksum; `nil` if the algorithm's have another number of bytes.
  package init?(_ algorithm: ChecksumAlgorithm, bytes: [UInt8]) {
    guard bytes.count == algorithm.byteCount else { return nil }
    self.algorithm = algorithm
    self.bytes = bytes
  }

  package init(_ digest: Digest) {
    algorithm = .sha256
    bytes = digest.bytes
  }

  /// The checksum in lower-case hex digits.
  package var hex: String { Hex.encode(bytes) }
}
