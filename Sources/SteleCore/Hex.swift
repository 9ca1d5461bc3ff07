/// Hexadecimal text, RFC 4648 §8: written in lower case, read in either.
package enum Hex {
  @inlinable
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes { append(byte, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the two digits of a byte.
  @inlinable
  package static func append(_ byte: UInt8, to text: inout [UInt8]) {
    let (high, low) = (byte >> 4, byte & 15)
    text.append(high < 10 ? 0x30 + high : 0x57 + high)
    text.append(low < 10 ? 0x30 + low : 0x57 + low)
  }

  /// The bytes that an even number of hex digits stands for; `nil` for any other text.
  @inlinable
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var high: UInt8?
    for character in text {
      guard let value = digit(character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  /// The number that eight digits from a place on stand for; `nil` if they are anything else. All eight are read at once:
  /// a package with many files has many digests.
  static func eightDigits(_ text: UnsafeRawBufferPointer, at offset: Int) -> UInt32? {
    let word = unsafe Eight(text, at: offset)
    guard word.areDigits(besides: 0x20) else { return nil }
    // Letters have the bit for 0x40, and stand for 9 more than their last four bits.
    var value = word.bytes & Eight.each(0x0F) &+ (word.bytes >> 6 & Eight.each(0x01)) &* 9
    value = (value | value >> 4) & 0x00FF_00FF_00FF_00FF
    value = (value | value >> 8) & 0x0000_FFFF_0000_FFFF
    return UInt32(truncatingIfNeeded: value | value >> 16)
  }

  /// Whether bytes are hex digits in lower case, a multiple of eight of them: any other number is refused.
  package static func areLowerCase(_ text: ArraySlice<UInt8>) -> Bool {
    unsafe text.withUnsafeBytes { text in
      for offset in stride(from: 0, to: text.count, by: 8) {
        guard offset + 8 <= text.count, unsafe Eight(text, at: offset).areDigits(besides: 0) else {
          return false
        }
      }
      return true
    }
  }

  /// Eight bytes that are looked at together.
  private struct Eight {
    let bytes: UInt64

    init(_ text: UnsafeRawBufferPointer, at offset: Int) {
      bytes = UInt64(bigEndian: unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    /// Whether all are decimal digits or letters to `f`; which bits the letters may have besides those of lower case.
    func areDigits(besides bits: UInt64) -> Bool {
      // Each sum sets the highest bit of its byte where that is not less than what is asked for. No sum carries over to
      // the next byte if no byte has that bit.
      let letters = bytes | Self.each(bits)
      let isDecimal = (bytes &+ Self.each(0x80 - 0x30)) & ~(bytes &+ Self.each(0x80 - 0x3A))
      let isLetter = (letters &+ Self.each(0x80 - 0x61)) & ~(letters &+ Self.each(0x80 - 0x67))
      return (isDecimal | isLetter) & ~bytes & Self.each(0x80) == Self.each(0x80)
    }
  }

  @usableFromInline
  static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
