/// Reads `srcset`: addresses with sizes, split by commas (HTML Living Standard, "parse a srcset attribute").
enum SourceSet {
  /// The addresses in order. A comma inside an address, as `data:` ones have, does not split it.
  static func addresses(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    var addresses: [String] = []
    var index = 0
    while true {
      while index < bytes.count, bytes[index].isSpace || bytes[index] == UInt8(ascii: ",") { index += 1 }
      guard index < bytes.count else { return addresses }
      let start = index
      while index < bytes.count, !bytes[index].isSpace { index += 1 }
      var end = index
      while end > start, bytes[end - 1] == UInt8(ascii: ",") { end -= 1 }
      addresses.append(
        bytes[start..<end].startsWithIgnoringCase("data:")
          ? "data:" : String(decoding: bytes[start..<end], as: UTF8.self))
      // An address that ends in a comma has no sizes; else they last to the next comma outside parentheses.
      guard end == index else { continue }
      var depth = 0
      while index < bytes.count, depth > 0 || bytes[index] != UInt8(ascii: ",") {
        if bytes[index] == UInt8(ascii: "(") { depth += 1 }
        if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
        index += 1
      }
    }
  }
}
