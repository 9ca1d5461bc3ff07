import Crypto
import SteleCore

/// The digests of one file's bytes, as they come.
struct FileDigester {
  private var sha256 = DigestHasher()
  private var sha512: SHA512?

  init(includesSHA512: Bool) {
    sha512 = includesSHA512 ? SHA512() : nil
  }

  mutating func update(_ bytes: ArraySlice<UInt8>) {
    sha256.update(bytes)
    if sha512 != nil { unsafe bytes.withUnsafeBytes { unsafe sha512!.update(bufferPointer: $0) } }
  }

  /// The SHA-256, and the SHA-512 in hexadecimal where it was asked for.
  func finish() -> (SteleCore.Digest, [UInt8]?) {
    (sha256.finalize(), sha512.map { Array(Hex.encode($0.finalize()).utf8) })
  }
}
