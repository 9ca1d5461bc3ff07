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
  public init?(bytes: some Collection<UInt8>) { self.init(bytes: Array(bytes)[...]) }

  /// The same, for bytes that stand in an array.
  package init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    words = unsafe bytes.withUnsafeBytes { bytes in
      func word(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return (word(0), word(8), word(16), word(24))
    }
  }

  /// Makes a digest from 64 hex digits of either case; `nil` if the text is anything else.
  public init?(hex: some Collection<UInt8>) { self.init(hex: Array(hex)[...]) }

  /// The same, for digits that stand in an array: a manifest has one digest a line.
  package init?(hex: ArraySlice<UInt8>) {
    guard hex.count == Self.byteCount * 2 else { return nil }
    let words: (UInt64, UInt64, UInt64, UInt64)? = unsafe hex.withUnsafeBytes { digits in
      guard let first = unsafe Self.word(digits, at: 0), let second = unsafe Self.word(digits, at: 16),
        let third = unsafe Self.word(digits, at: 32), let fourth = unsafe Self.word(digits, at: 48)
      else { return nil }
      return (first, second, third, fourth)
    }
    guard let words else { return nil }
    self.words = words
  }

  /// Makes a digest from `sha256:` and 64 hex digits, or from the 64 hex digits alone.
  public init?(_ text: some StringProtocol) {
    let label = "sha256:"
    let hex = text.hasPrefix(label) ? text.dropFirst(label.count) : text[...]
    self.init(hex: Array(hex.utf8))
  }

  /// Makes a digest from the text that ``description`` gives, and no other.
  package init?(sealed text: String) {
    let bytes = Array(text.utf8)
    guard bytes.starts(with: "sha256:".utf8), !bytes.contains(where: { 0x41...0x46 ~= $0 }) else {
      return nil
    }
    self.init(hex: bytes.dropFirst(7))
  }

  /// The SHA-256 digest of the given bytes.
  public init(hashing bytes: some Sequence<UInt8>) {
    var hasher = DigestHasher()
    hasher.update(Array(bytes)[...])
    self = hasher.finalize()
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    let words = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return unsafe withUnsafeBytes(of: words) { unsafe Array($0) }
  }

  /// The first 8 bytes as a big-endian number. Digests with different prefixes are ordered as these are.
  package var prefix: UInt64 { words.0 }

  /// The ``prefix`` of a digest by its first 16 hex digits; `nil` if they are no hex digits.
  package static func prefix(hex: ArraySlice<UInt8>) -> UInt64? {
    guard hex.count >= 16 else { return nil }
    return unsafe hex.withUnsafeBytes { unsafe word($0, at: 0) }
  }

  /// 8 bytes of a digest by their 16 hex digits.
  private static func word(_ digits: UnsafeRawBufferPointer, at offset: Int) -> UInt64? {
    guard let high = unsafe Hex.eightDigits(digits, at: offset),
      let low = unsafe Hex.eightDigits(digits, at: offset + 8)
    else { return nil }
    return UInt64(high) << 32 | UInt64(low)
  }

  /// 64 lower-case hex digits.
  public var hex: String { String(decoding: hexDigits, as: UTF8.self) }

  /// 64 lower-case hex digits, as bytes.
  package var hexDigits: [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(Self.byteCount * 2)
    for word in [words.0, words.1, words.2, words.3] {
      for shift in stride(from: 56, through: 0, by: -8) {
        Hex.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)), to: &digits)
      }
    }
    return digits
  }

  /// The numbers of digests from 0 to `count`, sorted by digest and then by number.
  ///
  /// - Parameters:
  ///   - prefix: Gives the ``prefix`` of the digest with a number, which is mostly all that is looked at.
  ///   - digest: Gives that digest: millions of them need not stand in memory side by side.
  package static func order(
    _ count: Int, prefix: (Int) -> UInt64, digest: (Int) -> Digest
  ) -> [UInt32] {
    // Into groups by their first bits, then each group by itself: that takes hardly any memory but the result. Up to 2^18
    // digests, a group has one or two.
    let bits = max(0, min(18, Int.bitWidth - count.leadingZeroBitCount - 1))
    func group(_ number: Int) -> Int { Int(prefix(number) >> (64 - bits)) }
    var ends = [UInt32](repeating: 0, count: 1 << bits)
    for number in 0..<count { ends[group(number)] += 1 }
    var begin: UInt32 = 0
    for group in ends.indices {
      (ends[group], begin) = (begin, begin + ends[group])
    }
    var numbers = [UInt32](repeating: 0, count: count)
    for number in 0..<count {
      let group = group(number)
      numbers[Int(ends[group])] = UInt32(number)
      ends[group] += 1
    }
    func isBefore(_ a: UInt32, _ b: UInt32) -> Bool {
      let (first, second) = (prefix(Int(a)), prefix(Int(b)))
      return first == second ? (digest(Int(a)), a) < (digest(Int(b)), b) : first < second
    }
    begin = 0
    for end in ends {
      switch end - begin {
      case 0, 1: break
      case 2:
        if isBefore(numbers[Int(begin) + 1], numbers[Int(begin)]) {
          numbers.swapAt(Int(begin), Int(begin) + 1)
        }
      default: numbers[Int(begin)..<Int(end)].sort(by: isBefore)
      }
      begin = end
    }
    return numbers
  }

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
