internal import Crypto

/// Computes checksums of one byte sequence with several algorithms at once, piece by piece.
package struct Checksummer {
  private var hashers: [Hasher]

  private enum Hasher {
    case md5(Insecure.MD5)
    case sha1(Insecure.SHA1)
    case sha224(SHA224)
    case sha256(SHA256)
    case sha384(SHA384)
    case sha512(SHA512)
  }

  package init(_ algorithms: some Collection<ChecksumAlgorithm>) {
    hashers = algorithms.map { algorithm in
      switch algorithm {
      case .md5: .md5(Insecure.MD5())
      case .sha1: .sha1(Insecure.SHA1())
      case .sha224: .sha224(SHA224())
      case .sha256: .sha256(SHA256())
      case .sha384: .sha384(SHA384())
      case .sha512: .sha512(SHA512())
      }
    }
  }

  /// Takes the next piece.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    for index in hashers.indices {
      switch hashers[index] {
      case .md5(var hasher):
        unsafe hasher.update(bufferPointer: bytes)
        hashers[index] = .md5(hasher)
      case .sha1(var hasher):
        unsafe hasher.update(bufferPointer: bytes)
        hashers[index] = .sha1(hasher)
      case .sha224(var hasher):
        unsafe hasher.update(bytes)
        hashers[index] = .sha224(hasher)
      case .sha256(var hasher):
        unsafe hasher.update(bufferPointer: bytes)
        hashers[index] = .sha256(hasher)
      case .sha384(var hasher):
        unsafe hasher.update(bufferPointer: bytes)
        hashers[index] = .sha384(hasher)
      case .sha512(var hasher):
        unsafe hasher.update(bufferPointer: bytes)
        hashers[index] = .sha512(hasher)
      }
    }
  }

  /// Takes the next piece.
  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The checksums of all pieces together, in the order in which the algorithms were given.
  package consuming func finalize() -> [Checksum] {
    hashers.map { hasher in
      switch hasher {
      case .md5(let hasher): Checksum(.md5, bytes: Array(hasher.finalize()))!
      case .sha1(let hasher): Checksum(.sha1, bytes: Array(hasher.finalize()))!
      case .sha224(let hasher): Checksum(.sha224, bytes: hasher.finalize())!
      case .sha256(let hasher): Checksum(.sha256, bytes: Array(hasher.finalize()))!
      case .sha384(let hasher): Checksum(.sha384, bytes: Array(hasher.finalize()))!
      case .sha512(let hasher): Checksum(.sha512, bytes: Array(hasher.finalize()))!
      }
    }
  }

  /// The checksums of bytes that are all there.
  package static func checksums(
    of bytes: [UInt8], _ algorithms: some Collection<ChecksumAlgorithm>
  ) -> [Checksum] {
    var summer = Checksummer(algorithms)
    summer.update(bytes)
    return summer.finalize()
  }
}
