/// The description that stands before a document's text: YAML between `---` lines, TOML between `+++` lines.
struct FrontMatter {
  /// What it says: a table.
  let value: MetadataValue
  /// Where the document's own text begins.
  let end: Int

  /// The longest front matter that is read; what is longer is text.
  static let maximumLength = 65_536

  /// Reads what stands first in a document; `nil` if that is no front matter, closed and a table.
  init?(_ bytes: [UInt8]) {
    let isTOML = bytes.starts(with: "+++".utf8)
    guard isTOML || bytes.starts(with: "---".utf8) else { return nil }
    var lineStart = Self.nextLine(after: 0, in: bytes)
    guard Self.isBlank(bytes[3..<lineStart]) else { return nil }
    let start = lineStart
    while lineStart < bytes.count, lineStart < Self.maximumLength {
      let next = Self.nextLine(after: lineStart, in: bytes)
      let line = bytes[lineStart..<next]
      let closes =
        line.starts(with: (isTOML ? "+++" : "---").utf8) || (!isTOML && line.starts(with: "...".utf8))
      if closes, Self.isBlank(line.dropFirst(3)) {
        guard let value = Self.read(Array(bytes[start..<lineStart]), isTOML: isTOML) else { return nil }
        self.value = value
        end = next
        return
      }
      lineStart = next
    }
    return nil
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
