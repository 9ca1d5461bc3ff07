/// The description that stands before a document's text: YAML between `---` lines, TOML between `+++` lines, a JSON
/// object whose braces stand at the margin, or lines such as `Title: …` up to a blank one.
struct FrontMatter {
  /// What it says: a table.
  let value: MetadataValue
  /// Where the document's own text begins.
  let end: Int

  /// The longest front matter that is read; what is longer is text.
  static let maximumLength = 65_536

  /// Reads what stands first in a document, blank lines aside; `nil` if that is no front matter, closed and a table.
  init?(_ bytes: [UInt8]) {
    var first = bytes[..<Self.nextLine(after: 0, in: bytes)]
    while Self.isBlank(first), first.endIndex < min(bytes.count, Self.maximumLength) {
      first = bytes[first.endIndex..<Self.nextLine(after: first.endIndex, in: bytes)]
    }
    if Self.isMark("---", first) || Self.isMark("+++", first) {
      let isTOML = first.first == UInt8(ascii: "+")
      let closings = isTOML ? ["+++"] : ["---", "..."]
      guard
        let line = Self.line(
          in: bytes, after: first.endIndex, where: { line in closings.contains { Self.isMark($0, line) } }),
        let value = Self.read(Array(bytes[first.endIndex..<line.startIndex]), isTOML: isTOML)
      else { return nil }
      (self.value, end) = (value, line.endIndex)
    } else if Self.isMark("{", first) {
      guard let line = Self.line(in: bytes, after: first.endIndex, where: { Self.isMark("}", $0) }),
        let value = MetadataValue(json: Array(bytes[first.startIndex..<line.endIndex])), case .table = value
      else { return nil }
      (self.value, end) = (value, line.endIndex)
    } else {
      // Only a title that comes first, and at least one line more, tells such lines from text.
      guard first.startsWithIgnoringCase("title:"),
        let line = Self.line(in: bytes, after: first.endIndex, where: Self.isBlank)
      else { return nil }
      let text = Array(bytes[first.startIndex..<line.startIndex])
      let lines = Self.plainLines(text)
      guard lines.count > 1, lines.count == text.split(separator: 0x0A).count else { return nil }
      (value, end) = (.table(lines), line.endIndex)
    }
  }

  /// The first line that is as wanted, after a place and within the longest front matter.
  private static func line(in bytes: [UInt8], after start: Int, where isWanted: (ArraySlice<UInt8>) -> Bool)
    -> ArraySlice<UInt8>?
  {
    var start = start
    while start < bytes.count, start < maximumLength {
      let line = bytes[start..<nextLine(after: start, in: bytes)]
      if isWanted(line) { return line }
      start = line.endIndex
    }
    return nil
  }

  /// Whether a line is a mark and nothing else.
  private static func isMark(_ mark: String, _ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: mark.utf8) && isBlank(line.dropFirst(mark.utf8.count))
  }

  private static func nextLine(after start: Int, in bytes: [UInt8]) -> Int {
    guard let feed = bytes[start...].firstIndex(of: 0x0A) else { return bytes.count }
    return feed + 1
  }

  private static func isBlank(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.allSatisfy(\.isSpace) }

  private static func read(_ bytes: [UInt8], isTOML: Bool) -> MetadataValue? {
    if isTOML { return TOMLReader.read(bytes) }
    let lines = plainLines(bytes)
    switch YAMLReader.read(bytes) {
    case (.table(let members), isWhole: true)?: return .table(members)
    case (.table(let members), isWhole: false)?:
      // YAML that breaks off half-way (a colon or a template in a bare value) still has its simple lines, and
      // they go first: the value at which it broke off is cut short.
      return .table(lines + members)
    case nil where isBlank(bytes[...]): return .table([])
    default: return lines.isEmpty ? nil : .table(lines)
    }
  }

  /// The `key: value` lines that start at the margin.
  private static func plainLines(_ bytes: [UInt8]) -> [MetadataValue.Member] {
    bytes.split(separator: 0x0A).compactMap { line in
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
        line[..<colon].allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x5F || $0 == 0x2D })
      else { return nil }
      var value = line[(colon + 1)...].drop(while: \.isSpace)
      while let last = value.last, last.isSpace { value.removeLast() }
      if let quote = value.first, quote == 0x22 || quote == 0x27, value.count > 1, value.last == quote {
        value = value.dropFirst().dropLast()
      }
      guard !value.isEmpty, ![0x7C, 0x3E, 0x5B, 0x7B].contains(value.first!) else { return nil }
      return .init(
        key: String(decoding: line[..<colon], as: UTF8.self),
        value: .text(String(decoding: value, as: UTF8.self)))
    }
  }
}
