import Crypto

/// Makes the SHA-256 digest of bytes that come in pieces.
package struct DigestHasher: Sendable {
  private var state = SHA256()

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe state.update(bufferPointer: bytes)
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// The digest of all bytes so far. More bytes may follow.
  package func finalize() -> Digest {
    unsafe state.finalize().withUnsafeBytes { unsafe Digest(bytes: Array($0)[...])! }
  }
}
