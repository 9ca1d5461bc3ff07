/// How long a text is, in words.
///
/// A word is a run of characters without white space that holds at least one letter or digit. Where words
/// are not written apart, characters count: each Han character, kana and bopomofo is one word. Korean is
/// counted by its spaces. So `Stele 是 石碑` has four words.
enum WordCount {
  /// The number of words in well-formed UTF-8. Linear time.
  static func count(_ text: [UInt8]) -> Int {
    let text = text.span
    var words = 0
    var isInWord = false
    var index = 0
    let end = text.count
    while index < end {
      // The index is smaller than the end, and what stands behind it is read only where it is too.
      let byte = unsafe text[unchecked: index]
      if byte < 0x80 {
        index &+= 1
        if byte <= 0x20 {
          isInWord = false
        } else if !isInWord, byte.isLetter || byte.isDigit {
          isInWord = true
          words &+= 1
        }
        continue
      }
      if byte >= 0xE4, byte <= 0xE9, index &+ 2 < end,
        unsafe byte > 0xE4 || text[unchecked: index &+ 1] != 0xB7
      {
        // Han, all of it: most of a Chinese text. What begins with E4 B7 are symbols.
        words &+= 1
        isInWord = false
        index &+= 3
        continue
      }
      let length = byte.characterLength
      guard index + length <= end else { break }
      var scalar = UInt32(byte) & (0xFF >> UInt32(length + 1))
      for offset in 1..<length { scalar = scalar << 6 | UInt32(text[index + offset] & 0x3F) }
      index += length
      if isCounted(scalar) {
        words += 1
        isInWord = false
      } else if isSeparator(scalar) {
        isInWord = false
      } else if !isInWord, isLetter(scalar) {
        isInWord = true
        words += 1
      }
    }
    return words
  }

  /// Han, kana and bopomofo.
  private static func isCounted(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x3041...0x3096, 0x30A1...0x30FA, 0x3105...0x312F, 0x3005, 0x3007,
      0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// White space, and the punctuation of scripts that write without it.
  private static func isSeparator(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200B, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000...0x303F, 0xFEFF,
      0xFF00...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65:
      true
    default: false
    }
  }

  /// Anything above ASCII but punctuation, symbols, emoji and private characters.
  private static func isLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80...0xA9, 0xAB...0xB4, 0xB6...0xB9, 0xBB...0xBF, 0xD7, 0xF7, 0x2010...0x206F, 0x20A0...0x20CF,
      0x2190...0x2BFF, 0x2E00...0x2E7F, 0xE000...0xF8FF, 0xFE00...0xFE0F, 0xFE10...0xFE6F, 0xFFF0...0xFFFF,
      0x1F000...0x1FAFF, 0xE0000...0x10FFFF:
      false
    default: true
    }
  }
}
