/// What stands in brackets on a line and can be a dateline or by-line: `【大纪元2020年10月3日讯】`.
enum BracketedText {
  private static let lengths = 3...60
  /// How much of a line is looked at, in characters.
  private static let reach = 600

  /// The texts of 3 to 60 characters in brackets that name a year or a reporter, without the brackets.
  static func find(in line: ArraySlice<UInt8>) -> [String] {
    var found: [String] = []
    var start: Int?
    var length = 0
    var isTelling = false
    var characters = 0
    var index = line.startIndex
    while index < line.endIndex, characters < reach {
      let first = line[index]
      let end = min(index + first.characterLength, line.endIndex)
      let character = line[index..<end].reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      if isOpening(character) {
        (start, length, isTelling) = (end, 0, false)
      } else if isClosing(character) {
        if let start, isTelling, lengths.contains(length) {
          found.append(String(decoding: line[start..<index], as: UTF8.self))
        }
        start = nil
      } else if start != nil {
        length += 1
        if isYearOrReporter(character) { isTelling = true }
        if length > lengths.upperBound { start = nil }
      }
      characters += 1
      index = end
    }
    return found
  }

  /// The UTF-8 of 【 （ ( [ 〔 ［.
  private static func isOpening(_ character: UInt32) -> Bool {
    switch character {
    case 0xE38090, 0xEFBC88, 0x28, 0x5B, 0xE38094, 0xEFBCBB: true
    default: false
    }
  }

  /// The UTF-8 of 】 ） ) ] 〕 ］.
  private static func isClosing(_ character: UInt32) -> Bool {
    switch character {
    case 0xE38091, 0xEFBC89, 0x29, 0x5D, 0xE38095, 0xEFBCBD: true
    default: false
    }
  }

  /// The UTF-8 of 年, and of 记 and 記 before 者.
  private static func isYearOrReporter(_ character: UInt32) -> Bool {
    character == 0xE5B9B4 || character == 0xE8AEB0 || character == 0xE8A898
  }

  /// A text without the brackets that it begins with, and what stands in them.
  static func skip(atStartOf text: Substring) -> Substring {
    guard let first = text.unicodeScalars.first, isOpening(encoded(first)),
      let close = text.unicodeScalars.firstIndex(where: { isClosing(encoded($0)) })
    else { return text }
    return text[text.unicodeScalars.index(after: close)...]
  }

  private static func encoded(_ scalar: Unicode.Scalar) -> UInt32 {
    UTF8.encode(scalar)!.reduce(0) { $0 << 8 | UInt32($1) }
  }
}
