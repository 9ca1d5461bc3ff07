internal import Glibc

extension Array where Element == UInt8 {
  /// Where `needle` first stands in the bytes from `start` to `end`; `nil` if nowhere.
  ///
  /// Made for short needles: what is searched for here has at most some dozen bytes.
  func firstIndex(of needle: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = Swift.min(end ?? count, count)
    guard start >= 0, !needle.isEmpty, needle.count <= end - start else { return nil }
    let mark = Self.mark(of: needle)
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var position = start
      let last = end - needle.count
      while position <= last {
        guard
          let found = unsafe memchr(base + position + mark, Int32(needle[mark]), last - position + 1)
        else { return nil }
        position = unsafe UnsafeRawPointer(found) - base - mark
        if unsafe memcmp(base + position, needle, needle.count) == 0 { return position }
        position += 1
      }
      return nil
    }
  }

  /// Where `byte` first stands in the bytes from `start` to `end`; `nil` if nowhere.
  func firstIndex(ofByte byte: UInt8, from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = Swift.min(end ?? count, count)
    guard start >= 0, start < end else { return nil }
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = unsafe memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }

  func contains(_ needle: [UInt8]) -> Bool { firstIndex(of: needle) != nil }

  /// The byte of a needle to look for, a rare one: punctuation if it has some; most characters of a Chinese text
  /// begin alike, and differ at the end.
  private static func mark(of needle: [UInt8]) -> Int {
    if needle[0] >= 0xE0 { return Swift.min(2, needle.count - 1) }
    return needle.lastIndex { $0 > 0x20 && $0 < 0x80 && !$0.isLetter && !$0.isDigit } ?? 0
  }

  /// A word starting with `stem` that does not occur in these bytes, so that it can stand for something.
  func absentWord(_ stem: String) -> [UInt8] {
    var word = Array(stem.utf8)
    while contains(word) { word.append(UInt8(ascii: "q")) }
    return word
  }
}

extension UInt8 {
  /// Space, tab, line feed, form feed, carriage return: HTML's white space.
  var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C }
  /// Bytes of the character of well-formed UTF-8 that begins with this one.
  var characterLength: Int { self < 0xC0 ? 1 : self < 0xE0 ? 2 : self < 0xF0 ? 3 : 4 }
  /// Whether the UTF-8 of a ``Swift/Unicode/Scalar/isBlank`` character can begin with this: few do, and most text needs
  /// no closer look.
  var canBeginBlank: Bool {
    switch self {
    case 0x09...0x0D, 0x20, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF: true
    default: false
    }
  }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  /// The lower-case letter for an ASCII letter; the byte itself for any other.
  var lowered: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}

extension Unicode.Scalar {
  /// Unicode's White_Space: `properties.isWhitespace` says the same, at the cost of a search in tables.
  var isWhite: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// White space, or the mark that some editors leave in texts.
  var isBlank: Bool { isWhite || value == 0xFEFF }
}

extension ArraySlice where Element == UInt8 {
  /// The first character of UTF-8; `nil` if none stands there as a whole.
  var firstScalar: Unicode.Scalar? {
    guard let first else { return nil }
    if first < 0x80 { return Unicode.Scalar(first) }
    let length = first.characterLength
    guard length > 1, length <= count, first < 0xF8 else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for byte in self[(startIndex + 1)..<(startIndex + length)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    // What a shorter form could hold is no character in this one.
    let least: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
    return value < least ? nil : Unicode.Scalar(value)
  }

  /// The text without what ``Swift/StringProtocol/trimmed`` takes from its ends.
  var trimmedText: ArraySlice<UInt8> {
    var text = self
    while let first = text.first, first.canBeginBlank, let scalar = text.firstScalar, scalar.isBlank {
      text = text.dropFirst(UTF8.width(scalar))
    }
    while let last = text.last {
      var start = text.endIndex - 1
      if last >= 0x80 { while start > text.startIndex, text[start] < 0xC0 { start -= 1 } }
      guard text[start].canBeginBlank, let scalar = text[start...].firstScalar, scalar.isBlank,
        start + UTF8.width(scalar) == text.endIndex
      else { break }
      text = text[..<start]
    }
    return text
  }
}

extension Collection where Element == UInt8 {
  /// Whether the bytes start with `prefix`, ASCII letters compared without case; `prefix` in lower case.
  func startsWithIgnoringCase(_ prefix: String) -> Bool {
    var iterator = makeIterator()
    for byte in prefix.utf8 {
      guard let own = iterator.next(), own.lowered == byte else { return false }
    }
    return true
  }
}

extension StringProtocol {
  /// The text without white space at its ends; the ideographic space U+3000 and NBSP count as such.
  var trimmed: String {
    let bytes = Substring(self).utf8
    if let first = bytes.first, let last = bytes.last, !first.canBeginBlank, last > 0x20, last < 0x80 {
      return String(self)
    }
    return String(decoding: Array(utf8)[...].trimmedText, as: UTF8.self)
  }

  /// The text without ASCII white space and control characters at its ends, as browsers cut addresses; a name
  /// may well end in an ideographic space.
  var trimmedAddress: String {
    let bytes = Substring(self).utf8
    if let first = bytes.first, let last = bytes.last, first > 0x20, last > 0x20 { return String(self) }
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
    else {
      return ""
    }
    return String(Substring(bytes[first...last]))
  }

  /// The text with every run of white space made one space, and none at the ends.
  var collapsed: String {
    let bytes = Array(utf8)
    let text = bytes[...].trimmedText
    var output: [UInt8] = []
    output.reserveCapacity(text.count)
    // What stands before this is in the output.
    var copied = text.startIndex
    var index = text.startIndex
    while index < text.endIndex {
      let first = text[index]
      let next = index + first.characterLength
      if first.canBeginBlank, text[index...].firstScalar?.isBlank ?? false {
        output += text[copied..<index]
        if output.last != 0x20 { output.append(0x20) }
        copied = next
      }
      index = next
    }
    output += text[copied...]
    return String(decoding: output, as: UTF8.self)
  }
}
