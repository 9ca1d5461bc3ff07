/// Reads the part of TOML 1.0 that front matter uses into a ``MetadataValue``.
///
/// All of TOML's grammar but its rules of validity: numbers, dates and booleans are kept as the text they
/// are, keys may come twice (the first one counts), and what is malformed is left out up to the next line.
/// An own reader, since the libraries for Swift bring all of Foundation with them for this one use.
struct TOMLReader {
  private let bytes: [UInt8]
  private var position = 0

  static func read(_ bytes: [UInt8]) -> MetadataValue? {
    var reader = TOMLReader(bytes: bytes)
    return reader.readDocument()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func starts(with text: StaticString) -> Bool {
    let text = text.description.utf8
    return bytes[position...].prefix(text.count).elementsEqual(text)
  }

  // MARK: Lines

  private mutating func readDocument() -> MetadataValue {
    // Tables are kept flat, as (path, value): front matter has few, and paths need no merging then.
    var entries: [(path: [String], value: MetadataValue)] = []
    var table: [String] = []
    while skipBlank() {
      if current == UInt8(ascii: "[") {
        while current == UInt8(ascii: "[") { position += 1 }
        table = readKey()
      } else {
        let key = readKey()
        skipSpaces()
        if !key.isEmpty, current == UInt8(ascii: "=") {
          position += 1
          if let value = readValue(depth: 0) { entries.append((table + key, value)) }
        }
      }
      skipLine()
    }
    return Self.nested(entries[...], depth: 0)
  }

  /// Makes tables of entries with dotted paths, in order of first appearance.
  private static func nested(
    _ entries: ArraySlice<(path: [String], value: MetadataValue)>, depth: Int
  ) -> MetadataValue {
    var order: [String] = []
    var groups: [String: [(path: [String], value: MetadataValue)]] = [:]
    for entry in entries {
      guard let head = entry.path.first else { continue }
      if groups[head] == nil { order.append(head) }
      groups[head, default: []].append((Array(entry.path.dropFirst()), entry.value))
    }
    return .table(
      order.map { key in
        let group = groups[key]!
        if let leaf = group.first(where: { $0.path.isEmpty }) { return .init(key: key, value: leaf.value) }
        guard depth < MetadataValue.maximumDepth else { return .init(key: key, value: .list([])) }
        return .init(key: key, value: nested(group[...], depth: depth + 1))
      })
  }

  private mutating func skipSpaces() {
    while current == 0x20 || current == 0x09 { position += 1 }
  }

  private mutating func skipLine() {
    while let byte = current, byte != 0x0A {
      position += 1
      _ = byte
    }
  }

  /// Passes white space, line ends and comments; false at the end.
  private mutating func skipBlank() -> Bool {
    while let byte = current {
      if byte == UInt8(ascii: "#") { skipLine() } else if byte.isSpace { position += 1 } else { return true }
    }
    return false
  }

  // MARK: Keys and values

  private mutating func readKey() -> [String] {
    var names: [String] = []
    while names.count <= MetadataValue.maximumDepth {
      skipSpaces()
      guard let byte = current else { break }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        names.append(readString())
      } else {
        let start = position
        while let byte = current,
          byte.isLetter || byte.isDigit || byte == 0x5F || byte == 0x2D || byte >= 0x80
        {
          position += 1
        }
        if start == position { break }
        names.append(String(decoding: bytes[start..<position], as: UTF8.self))
      }
      skipSpaces()
      guard current == UInt8(ascii: ".") else { break }
      position += 1
    }
    return names
  }

  private mutating func readValue(depth: Int) -> MetadataValue? {
    skipSpaces()
    guard depth < MetadataValue.maximumDepth, let byte = current else { return nil }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(readString())
    case UInt8(ascii: "["):
      position += 1
      var items: [MetadataValue] = []
      while skipBlank(), let byte = current, byte != UInt8(ascii: "]") {
        let start = position
        if byte == UInt8(ascii: ",") {
          position += 1
        } else if let item = readValue(depth: depth + 1) {
          items.append(item)
        }
        if position == start { return .list(items) }
      }
      position += 1
      return .list(items)
    case UInt8(ascii: "{"):
      position += 1
      var members: [MetadataValue.Member] = []
      while skipBlank(), let byte = current, byte != UInt8(ascii: "}") {
        if byte == UInt8(ascii: ",") {
          position += 1
          continue
        }
        let key = readKey()
        skipSpaces()
        guard !key.isEmpty, current == UInt8(ascii: "=") else { return .table(members) }
        position += 1
        guard let value = readValue(depth: depth + 1) else { return .table(members) }
        members.append(.init(key: key.joined(separator: "."), value: value))
      }
      position += 1
      return .table(members)
    default:
      let start = position
      while let byte = current, byte != 0x0A, byte != 0x0D, byte != UInt8(ascii: ","),
        byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}"), byte != UInt8(ascii: "#")
      {
        position += 1
        _ = byte
      }
      return start == position ? nil : .text(String(decoding: bytes[start..<position], as: UTF8.self).trimmed)
    }
  }

  private mutating func readString() -> String {
    let quote = bytes[position]
    let isLiteral = quote == UInt8(ascii: "'")
    let isLong = isLiteral ? starts(with: "'''") : starts(with: "\"\"\"")
    position += isLong ? 3 : 1
    if isLong, current == 0x0D { position += 1 }
    if isLong, current == 0x0A { position += 1 }
    var text: [UInt8] = []
    while let byte = current {
      if byte == quote, !isLong {
        position += 1
        break
      }
      if byte == quote, isLong, isLiteral ? starts(with: "'''") : starts(with: "\"\"\"") {
        position += 3
        break
      }
      if byte == 0x0A, !isLong { break }
      position += 1
      if byte == UInt8(ascii: "\\"), !isLiteral { readEscape(into: &text) } else { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func readEscape(into text: inout [UInt8]) {
    guard let byte = current else { return }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "e"): text.append(0x20)
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let digits = bytes[position...].prefix(byte == UInt8(ascii: "u") ? 4 : 8)
      position += digits.count
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      text += String(value.flatMap(Unicode.Scalar.init) ?? "\u{FFFD}").utf8
    case 0x0A, 0x0D, 0x20, 0x09:
      // A backslash at the end of a line joins it with the next.
      while let byte = current, byte.isSpace {
        position += 1
        _ = byte
      }
    default: text.append(byte)
    }
  }
}
