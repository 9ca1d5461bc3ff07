/// Where the words stand that a text's own metadata begin with: found for all patterns in one pass, since most of a
/// text holds none of them.
struct TextSurvey {
  /// A line of the text's head that is not empty; of a long one, its start.
  struct Line {
    let range: Range<Int>
    /// Whether both 年 and 日 stand in it.
    var isDated: Bool { hasYear && hasDay }
    /// Whether 记者 or 記者 stands in it.
    fileprivate(set) var namesReporter = false
    fileprivate var hasYear = false
    fileprivate var hasDay = false

    fileprivate init(_ range: Range<Int>) { self.range = range }
  }

  /// How much of the text's start can hold dateline and by-line.
  private static let headLength = 32_768
  private static let longestLine = 2048
  private static let mostLines = 400

  private(set) var lines: [Line] = []
  /// Where 责任, 责编, 编辑 and their traditional forms stand, in order.
  private(set) var editorMarks: [Int] = []
  /// Where 原文, 本文, 来源, 來源 and `Original` stand, in order.
  private(set) var originalMarks: [Int] = []

  /// - Parameter text: Well-formed UTF-8.
  init(_ text: [UInt8]) {
    lines = Self.lines(of: text)
    let bytes = text.span
    var line = 0
    var index = 0
    while index + 2 < bytes.count {
      // Two more bytes stand behind the index.
      let first = unsafe bytes[unchecked: index]
      if first < 0xE0 {
        if first == UInt8(ascii: "O"), text[index...].starts(with: "Original".utf8) {
          originalMarks.append(index)
        }
        index += 1
        continue
      }
      let last = unsafe bytes[unchecked: index + 2]
      if Self.lastBytes &>> UInt64(last & 0x3F) & 1 != 0 { readMark(text, at: index, &line) }
      index += first.characterLength
    }
  }

  /// For the last bytes of the characters below (B4, A5, B0, 98, A3, AC, 96, A8, 9F, 86) a bit each, at the place that
  /// their low six bits say: this tells most other characters apart from them at once.
  private static let lastBytes: UInt64 = 0x11_1128_8140_0040

  /// Notes a mark that begins with the character of three bytes at an index, if one does.
  private mutating func readMark(_ text: [UInt8], at index: Int, _ line: inout Int) {
    switch Self.character(in: text, at: index) {
    case 0xE5B9B4:  // 年
      if isInLine(index..<(index + 3), &line) { lines[line].hasYear = true }
    case 0xE697A5:  // 日
      if isInLine(index..<(index + 3), &line) { lines[line].hasDay = true }
    case 0xE8AEB0, 0xE8A898:  // 记 記, before 者
      if Self.character(in: text, at: index + 3) == 0xE88085, isInLine(index..<(index + 6), &line) {
        lines[line].namesReporter = true
      }
    case 0xE8B4A3, 0xE8B2AC:  // 责 責, before 任 编 編
      if [0xE4BBBB, 0xE7BC96, 0xE7B7A8].contains(Self.character(in: text, at: index + 3)) {
        editorMarks.append(index)
      }
    case 0xE7BC96, 0xE7B7A8:  // 编 編, before 辑 輯
      if [0xE8BE91, 0xE8BCAF].contains(Self.character(in: text, at: index + 3)) { editorMarks.append(index) }
    case 0xE58E9F, 0xE69CAC:  // 原 本, before 文
      if Self.character(in: text, at: index + 3) == 0xE69687 { originalMarks.append(index) }
    case 0xE69DA5, 0xE4BE86:  // 来 來, before 源
      if Self.character(in: text, at: index + 3) == 0xE6BA90 { originalMarks.append(index) }
    default: break
    }
  }

  /// Goes on to the first line that does not end before a mark's end; tells whether the whole mark stands in it.
  private func isInLine(_ mark: Range<Int>, _ line: inout Int) -> Bool {
    while line < lines.count, lines[line].range.upperBound < mark.upperBound { line += 1 }
    return line < lines.count && lines[line].range.lowerBound <= mark.lowerBound
  }

  /// The three bytes of a character that has no fewer; 0 at the text's end.
  private static func character(in text: [UInt8], at index: Int) -> UInt32 {
    guard index + 2 < text.count else { return 0 }
    return UInt32(text[index]) << 16 | UInt32(text[index + 1]) << 8 | UInt32(text[index + 2])
  }

  private static func lines(of text: [UInt8]) -> [Line] {
    var lines: [Line] = []
    let headEnd = min(text.count, headLength)
    // The next of either, so that a text without carriage returns is searched for them once.
    var feed = -1
    var carriage = -1
    var start = 0
    while start < headEnd, lines.count < mostLines {
      if feed < start { feed = text.firstIndex(ofByte: 0x0A, from: start, to: headEnd) ?? headEnd }
      if carriage < start { carriage = text.firstIndex(ofByte: 0x0D, from: start, to: headEnd) ?? headEnd }
      let end = min(feed, carriage)
      if !text[start..<end].allSatisfy(\.isSpace) {
        lines.append(Line(start..<min(end, start + longestLine)))
      }
      start = end + 1
    }
    return lines
  }
}
