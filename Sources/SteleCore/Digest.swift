/// A SHA-256 digest: the name of a byte sequence (FIPS 180-4).
///
/// Its text form is `sha256:` and 64 lower-case hex digits. Digests compare by their bytes.
/// See Spec §3.1.
public struct Digest: Hashable, Comparable, Sendable {
  /// The number of bytes in a digest.
  public static let byteCount = 32

  /// The digest's 32 bytes, as four big-endian words.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// Makes a digest from its 32 bytes; `nil` if there are more or fewer.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var iterator = bytes.makeIterator()
    func word() -> UInt64 {
      var value: UInt64 = 0
      for _ in 0..<8 { value = value << 8 | UInt64(iterator.next()!) }
      return value
    }
    words = (word(), word(), word(), word())
  }

  /// Makes a digest from 64 hex digits of either case; `nil` if the text is anything else.
  public init?(hex: some Collection<UInt8>) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Makes a digest from `sha256:` and 64 hex digits, or from the 64 hex digits alone.
  public init?(_ text: some StringProtocol) {
    let label = "sha256:"
    let hex = text.hasPrefix(label) ? text.dropFirst(label.count) : text[...]
    self.init(hex: Array(hex.utf8))
  }

  /// The SHA-256 digest of the given bytes.
  public init(hashing bytes: some Sequence<UInt8>) {
    var hasher = DigestHasher()
    hasher.update(Array(bytes)[...])
    self = hasher.finalize()
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(Self.byteCount)
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: 56, through: 0, by: -8) {
        result.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return result
  }

  /// 64 lower-case hex digits.
  public var hex: String { Hex.encode(bytes) }

  /// Whether all bytes are equal.
  public static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }
  /// Whether one comes before the other, byte by byte.
  public static func < (a: Digest, b: Digest) -> Bool { a.words < b.words }
  /// Hashes the first bytes: they are evenly spread.
  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension Digest: CustomStringConvertible {
  /// `sha256:` and 64 lower-case hex digits.
  public var description: String { "sha256:" + hex }
}
