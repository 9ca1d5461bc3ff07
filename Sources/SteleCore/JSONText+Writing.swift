extension JSONText {
  /// Appends a string, quoted, with what must be escaped escaped.
  package static func write(_ text: String, to output: inout [UInt8]) {
    var text = text
    output.append(UInt8(ascii: "\""))
    text.withUTF8 { unsafe writeEscaped($0, to: &output) }
    output.append(UInt8(ascii: "\""))
  }

  /// Appends a string of UTF-8, quoted, with what must be escaped escaped.
  package static func write(_ text: [UInt8], to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    unsafe text.withUnsafeBufferPointer { unsafe writeEscaped($0, to: &output) }
    output.append(UInt8(ascii: "\""))
  }

  /// Appends the name of an object's member and the colon behind it, with a comma before it unless it is the first.
  ///
  /// The members must come in the order of their names' bytes, each once.
  ///
  /// - Parameter name: Of ASCII, and nothing that must be escaped.
  package static func writeName(_ name: StaticString, to output: inout [UInt8]) {
    // No value ends like this.
    if output.last != UInt8(ascii: "{") { output.append(UInt8(ascii: ",")) }
    output.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { unsafe output.append(contentsOf: $0) }
    output += "\":".utf8
  }

  /// Most text has nothing to escape: what stands between is copied as a whole.
  @unsafe private static func writeEscaped(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    var copied = 0
    for index in text.indices {
      let byte = unsafe text[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied..<index]))
      writeEscape(byte, to: &output)
      copied = index + 1
    }
    unsafe output.append(contentsOf: UnsafeBufferPointer(rebasing: text[copied...]))
  }

  private static func writeEscape(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""): output += "\\\"".utf8
    case UInt8(ascii: "\\"): output += "\\\\".utf8
    case 0x08: output += "\\b".utf8
    case 0x09: output += "\\t".utf8
    case 0x0A: output += "\\n".utf8
    case 0x0C: output += "\\f".utf8
    case 0x0D: output += "\\r".utf8
    default: output += "\\u00\(Hex.encode([byte]))".utf8
    }
  }
}
