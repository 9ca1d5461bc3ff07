internal import Glibc

/// JSON text in its one form (Spec §8.1), read and written byte by byte where the members are known.
package struct JSONText {
  private let text: ArraySlice<UInt8>
  /// The index of the next byte.
  private var position: Int

  package init(_ text: ArraySlice<UInt8>) {
    self.text = text
    position = text.startIndex
  }

  package var isAtEnd: Bool { position == text.endIndex }

  /// Takes these very bytes, if they come next.
  package mutating func take(_ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard text.endIndex - position >= count else { return false }
    let offset = position - text.startIndex
    let isThere = unsafe text.withUnsafeBytes {
      unsafe memcmp($0.baseAddress! + offset, literal.utf8Start, count) == 0
    }
    if isThere { position += count }
    return isThere
  }

  package mutating func takeBool() -> Bool? {
    if take("true") { return true }
    return take("false") ? false : nil
  }

  /// Takes a whole number without leading zeros, plus sign or `-0`.
  package mutating func takeInteger() -> Int64? {
    var end = position
    while end < text.endIndex,
      text[end] == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[end]
    {
      end += 1
    }
    guard end > position else { return nil }
    let digits = String(decoding: text[position..<end], as: UTF8.self)
    guard let value = Int64(digits), String(value) == digits else { return nil }
    position = end
    return value
  }

  /// Takes a string in which only what must be escaped is escaped; its bytes, which are UTF-8.
  package mutating func takeString() -> [UInt8]? { takeRawString()?.bytes }

  /// A string as it stands in the text.
  package struct RawString: Sendable {
    /// What stands between the quotes: UTF-8, escapes as they are.
    package let text: ArraySlice<UInt8>
    package let hasEscapes: Bool

    /// The bytes that it stands for.
    package var bytes: [UInt8] { hasEscapes ? JSONText.unescaped(text) : Array(text) }

    /// The text that it stands for.
    package var string: String { String(decoding: hasEscapes ? bytes[...] : text, as: UTF8.self) }

    /// Whether it stands for these very bytes, of which none has to be escaped.
    package func equals(_ literal: StaticString) -> Bool {
      guard !hasEscapes, text.count == literal.utf8CodeUnitCount else { return false }
      return unsafe text.withUnsafeBytes { unsafe memcmp($0.baseAddress!, literal.utf8Start, $0.count) } == 0
    }
  }

  /// Takes a string as ``takeString()`` does, and copies nothing.
  package mutating func takeRawString() -> RawString? {
    guard take("\"") else { return nil }
    let start = position
    var hasEscapes = false
    var isPlain = true
    while true {
      let (count, isASCII) = Self.plainCount(text.span, from: position - text.startIndex)
      position += count
      if !isASCII { isPlain = false }
      guard position < text.endIndex else { return nil }
      switch text[position] {
      case UInt8(ascii: "\""):
        let found = text[start..<position]
        position += 1
        return isPlain || found.isUTF8 ? RawString(text: found, hasEscapes: hasEscapes) : nil
      case UInt8(ascii: "\\"):
        guard let (_, count) = Self.escape(text[position...]) else { return nil }
        hasEscapes = true
        position += count
      default: return nil
      }
    }
  }

  /// How many bytes from a place on stand for themselves, neither a quote nor a backslash nor a control character, and whether
  /// all of them are ASCII.
  private static func plainCount(_ bytes: Span<UInt8>, from start: Int) -> (count: Int, isASCII: Bool) {
    unsafe bytes.withUnsafeBytes { bytes in
      var index = start
      // Has the highest bit of a byte if one of the bytes so far has it.
      var seen: UInt64 = 0
      while index < bytes.count {
        if index &+ 8 <= bytes.count {
          let word = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          // The highest bit of a byte tells whether there is one that ends it, among eight at once.
          let quote = word ^ 0x2222_2222_2222_2222
          let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
          let ones: UInt64 = 0x0101_0101_0101_0101
          let found =
            (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
            | (word &- 0x2020_2020_2020_2020) & ~word
          let ends = found & 0x8080_8080_8080_8080
          // What stands before the first of them; what is found behind it need not be there.
          let before = ends.trailingZeroBitCount & ~7
          seen |= before == 64 ? word : word & ((1 << before) - 1)
          index &+= before / 8
          if before == 64 { continue }
          break
        }
        let byte = unsafe bytes[index]
        guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
        seen |= UInt64(byte)
        index &+= 1
      }
      return (index - start, seen & 0x8080_8080_8080_8080 == 0)
    }
  }

  private static func unescaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.first {
      let (value, count) = byte == UInt8(ascii: "\\") ? escape(rest)! : (byte, 1)
      bytes.append(value)
      rest = rest.dropFirst(count)
    }
    return bytes
  }

  /// The byte that an escape at the front stands for, and how many bytes it takes; `nil` if it is not the only way to write
  /// that byte.
  private static func escape(_ text: ArraySlice<UInt8>) -> (UInt8, Int)? {
    switch text.dropFirst().first {
    case UInt8(ascii: "\""): return (UInt8(ascii: "\""), 2)
    case UInt8(ascii: "\\"): return (UInt8(ascii: "\\"), 2)
    case UInt8(ascii: "b"): return (0x08, 2)
    case UInt8(ascii: "t"): return (0x09, 2)
    case UInt8(ascii: "n"): return (0x0A, 2)
    case UInt8(ascii: "f"): return (0x0C, 2)
    case UInt8(ascii: "r"): return (0x0D, 2)
    case UInt8(ascii: "u"):
      let digits = text.dropFirst(2).prefix(4)
      guard digits.starts(with: "00".utf8), let value = Hex.decode(digits.dropFirst(2))?.first, value < 0x20,
        ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value),
        digits.elementsEqual("00\(Hex.encode([value]))".utf8)
      else { return nil }
      return (value, 6)
    default: return nil
    }
  }
}
