/// Keeps hostile Markdown from costing more than linear time.
///
/// cmark-gfm's older versions take quadratic time for some inputs that no author writes: thousands of nested
/// block quotes on a line, thousands of brackets or emphasis marks in a row.
enum MarkdownGuard {
  /// More marks in a row than this are cut down to it.
  static let longestRun = 512

  /// Whether bare addresses may be made links: cmark-gfm looks back from every `@` as far as it can.
  static func allowsAutolinks(_ markdown: [UInt8]) -> Bool {
    markdown.lazy.filter { $0 == UInt8(ascii: "@") }.count <= 20_000
  }

  /// The document with hostile runs of marks cut down.
  static func bounded(_ markdown: [UInt8]) -> [UInt8] {
    guard hasLongRun(markdown) else { return markdown }
    var output: [UInt8] = []
    output.reserveCapacity(markdown.count)
    var run = 0
    for byte in markdown {
      run = isMark(byte) ? run + 1 : byte == 0x20 || byte == 0x09 ? run : 0
      if run <= longestRun { output.append(byte) }
    }
    return output
  }

  private static func hasLongRun(_ markdown: [UInt8]) -> Bool {
    var run = 0
    for byte in markdown {
      if isMark(byte) {
        run += 1
        if run > longestRun { return true }
      } else if byte != 0x20 && byte != 0x09 {
        run = 0
      }
    }
    return false
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ">"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "("), UInt8(ascii: "<"), UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
