internal import Glibc

extension Array where Element == UInt8 {
  /// Where `needle` first stands in the bytes from `start` to `end`; `nil` if nowhere.
  ///
  /// Made for short needles: what is searched for here has at most some dozen bytes.
  func firstIndex(of needle: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = Swift.min(end ?? count, count)
    guard let first = needle.first, start >= 0, needle.count <= end - start else { return nil }
    return unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var position = start
      let last = end - needle.count
      while position <= last {
        guard let found = unsafe memchr(base + position, Int32(first), last - position + 1) else {
          return nil
        }
        position = unsafe UnsafeRawPointer(found) - base
        if unsafe bytes[(position + 1)..<(position + needle.count)].elementsEqual(needle[1...]) {
          return position
        }
        position += 1
      }
      return nil
    }
  }

  func contains(_ needle: [UInt8]) -> Bool { firstIndex(of: needle) != nil }

  func contains(_ needle: [UInt8], in range: Range<Int>) -> Bool {
    firstIndex(of: needle, from: range.lowerBound, to: range.upperBound) != nil
  }

  /// Where `needle` last stands; `nil` if nowhere.
  func lastIndex(of needle: [UInt8]) -> Int? {
    var last: Int?
    var start = 0
    while let next = firstIndex(of: needle, from: start) {
      last = next
      start = next + needle.count
    }
    return last
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
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isLetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
  /// The lower-case letter for an ASCII letter; the byte itself for any other.
  var lowered: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
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
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value > 0x20 && scalar.value < 0x7F
        ? false : scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }
    let scalars = Substring(self).unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }),
      let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  /// The text without ASCII white space and control characters at its ends, as browsers cut addresses; a name
  /// may well end in an ideographic space.
  var trimmedAddress: String {
    let bytes = Substring(self).utf8
    guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
    else {
      return ""
    }
    return String(Substring(bytes[first...last]))
  }

  /// The text with every run of white space made one space, and none at the ends.
  var collapsed: String {
    Substring(self).unicodeScalars.split { $0.properties.isWhitespace || $0 == "\u{FEFF}" }
      .map { String($0) }.joined(separator: " ")
  }
}
