/// Keeps hostile Markdown from costing more than linear time.
///
/// cmark-gfm's older versions take quadratic time for some inputs that no author writes: thousands of nested
/// block quotes on a line, thousands of brackets or emphasis marks in a row.
enum MarkdownGuard {
  /// More marks in a row than this are cut down to it.
  static let longestRun = 512

  /// With more `@` than this, bare addresses stay text.
  private static let mostSigns = 20_000

  /// Whether bare addresses may be made links: cmark-gfm looks back from every `@` as far as it can.
  static func allowsAutolinks(_ markdown: [UInt8]) -> Bool {
    markdown.count <= mostSigns || markdown.count(where: { $0 == UInt8(ascii: "@") }) <= mostSigns
  }

  /// The document with hostile runs of marks cut down.
  static func bounded(_ markdown: [UInt8]) -> [UInt8] {
    guard canHaveLongRun(markdown) else { return markdown }
    var output: [UInt8] = []
    output.reserveCapacity(markdown.count)
    var run = 0
    for byte in markdown {
      run = isMark(byte) ? run + 1 : byte == 0x20 || byte == 0x09 ? run : 0
      if run <= longestRun { output.append(byte) }
    }
    return output
  }

  /// Whether a run that is too long can stand in the document: of its bytes, one in so many is looked at.
  private static func canHaveLongRun(_ markdown: [UInt8]) -> Bool {
    stride(from: longestRun, to: markdown.count, by: longestRun).contains { index in
      let isInRun = { (byte: UInt8) in isMark(byte) || byte == 0x20 || byte == 0x09 }
      guard isInRun(markdown[index]) else { return false }
      let start = markdown[..<index].lastIndex { !isInRun($0) } ?? -1
      let end = markdown[index...].firstIndex { !isInRun($0) } ?? markdown.count
      return end - start > longestRun
    }
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
