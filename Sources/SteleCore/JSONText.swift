/// JSON text in its one form (Spec §8.1), read and written byte by byte where the members are known.
package struct JSONText {
  private var rest: ArraySlice<UInt8>

  package init(_ text: ArraySlice<UInt8>) { rest = text }

  package var isAtEnd: Bool { rest.isEmpty }

  /// Takes these very bytes, if they come next.
  package mutating func take(_ literal: StaticString) -> Bool {
    let matches = unsafe rest.starts(
      with: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    if matches { rest = rest.dropFirst(literal.utf8CodeUnitCount) }
    return matches
  }

  package mutating func takeBool() -> Bool? {
    if take("true") { return true }
    return take("false") ? false : nil
  }

  /// Takes a whole number without leading zeros, plus sign or `-0`.
  package mutating func takeInteger() -> Int64? {
    let digits = rest.prefix { $0 == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    let text = String(decoding: digits, as: UTF8.self)
    guard let value = Int64(text), String(value) == text else { return nil }
    rest = rest.dropFirst(digits.count)
    return value
  }

  /// Takes a string in which only what must be escaped is escaped; its bytes, which are UTF-8.
  package mutating func takeString() -> [UInt8]? {
    guard take("\"") else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""):
        return String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
      case UInt8(ascii: "\\"):
        guard let value = takeEscape() else { return nil }
        bytes.append(value)
      case 0..<0x20: return nil
      default: bytes.append(byte)
      }
    }
    return nil
  }

  private mutating func takeEscape() -> UInt8? {
    switch rest.popFirst() {
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "u"):
      let digits = rest.prefix(4)
      guard digits.starts(with: "00".utf8), let value = Hex.decode(digits.dropFirst(2))?.first, value < 0x20,
        ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(value),
        digits.elementsEqual("00\(Hex.encode([value]))".utf8)
      else { return nil }
      rest = rest.dropFirst(4)
      return value
    default: return nil
    }
  }

  /// Appends a string, quoted, with what must be escaped escaped.
  package static func write(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): output += "\\\"".utf8
      case UInt8(ascii: "\\"): output += "\\\\".utf8
      case 0x08: output += "\\b".utf8
      case 0x09: output += "\\t".utf8
      case 0x0A: output += "\\n".utf8
      case 0x0C: output += "\\f".utf8
      case 0x0D: output += "\\r".utf8
      case 0..<0x20: output += "\\u00\(Hex.encode([byte]))".utf8
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
