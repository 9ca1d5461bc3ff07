extension ArticleDate {
  /// Reads a date as articles write it: ISO 8601 and its looser forms (`2015-03-19 18:00:00 -4`), `2020/10/3`,
  /// `2020年10月3日`, `October 3, 2020`, `3 Oct 2020`, `3 de octubre de 2020`, RFC 5322; `nil` if the text does not begin with one.
  init?(_ text: some StringProtocol) {
    // A date begins in ASCII, whatever follows.
    guard let first = text.utf8.first, first < 0x80, text.utf8.count <= 80 else { return nil }
    var scanner = DateScanner(text)
    scanner.skipSpaces()
    if let date = Self.numeric(&scanner) {
      self = date
      return
    }
    scanner = DateScanner(text)
    guard let date = Self.named(&scanner) else { return nil }
    self = date
  }

  private static func numeric(_ scanner: inout DateScanner) -> ArticleDate? {
    guard let digits = scanner.digits(), digits.count == 4 || digits.count == 8 else { return nil }
    if digits.count == 8 {
      guard let value = Int(digits),
        let date = ArticleDate(year: value / 10_000, month: value / 100 % 100, day: value % 100)
      else { return nil }
      return scanner.isAtEnd ? date : nil
    }
    guard let year = Int(digits) else { return nil }
    if scanner.isAtEnd { return ArticleDate(year: year) }
    let isCJK = scanner.skip("年")
    let separator = ["-", "/", "."].first { scanner.skip($0) }
    guard isCJK || separator != nil else { return nil }
    if isCJK { scanner.skipSpaces() }
    guard let month = scanner.number(digits: 1...2) else { return nil }
    if isCJK, !scanner.skip("月") { return nil }
    if scanner.isAtEnd { return ArticleDate(year: year, month: month) }
    if let separator, !scanner.skip(separator) { return nil }
    if isCJK { scanner.skipSpaces() }
    guard let day = scanner.number(digits: 1...2) else { return nil }
    if isCJK { _ = scanner.skip("日") || scanner.skip("号") || scanner.skip("號") }
    return ArticleDate(year: year, month: month, day: day, time: scanner.time())
  }

  private static func named(_ scanner: inout DateScanner) -> ArticleDate? {
    var month: Int?
    var numbers: [Int] = []
    var time = ""
    while !scanner.isAtEnd, numbers.count < 2 || month == nil {
      scanner.skipPunctuation()
      if let digits = scanner.digits() {
        guard digits.count == 4 || digits.count <= 2, let value = Int(digits) else { return nil }
        if scanner.skip(":") {
          // `Sat Oct 3 10:00:00 2020`: the time stands before the year.
          _ = scanner.number(digits: 1...2)
          if scanner.skip(":") { _ = scanner.number(digits: 1...2) }
          continue
        }
        _ = DateWords.ordinalEndings.contains { scanner.skip($0) }
        numbers.append(value)
      } else if let word = scanner.word() {
        let word = word.lowercased().trimmed
        if let number = DateWords.month(word) {
          guard month == nil else { return nil }
          month = number
        } else if !DateWords.isFiller(word) {
          return nil
        }
      } else if !scanner.isAtEnd {
        return nil
      }
    }
    guard let month, numbers.count == 2 else { return nil }
    let isYearFirst = numbers[0] > 31
    let (year, day) = isYearFirst ? (numbers[0], numbers[1]) : (numbers[1], numbers[0])
    time = scanner.time()
    return ArticleDate(year: year, month: month, day: day, time: time)
  }
}

/// Reads the pieces of a date from the front of a text.
struct DateScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { bytes[position...].allSatisfy(\.isSpace) }

  mutating func skipSpaces() {
    while position < bytes.count, bytes[position].isSpace { position += 1 }
  }

  mutating func skipPunctuation() {
    while position < bytes.count, bytes[position].isSpace || ",.-/".utf8.contains(bytes[position]) {
      position += 1
    }
  }

  mutating func skip(_ text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  mutating func digits() -> String? {
    let digits = bytes[position...].prefix(while: \.isDigit)
    guard !digits.isEmpty else { return nil }
    position = digits.endIndex
    return String(decoding: digits, as: UTF8.self)
  }

  mutating func number(digits range: ClosedRange<Int>) -> Int? {
    let start = position
    guard let digits = digits(), range.contains(digits.count) else {
      position = start
      return nil
    }
    return Int(digits)
  }

  mutating func word() -> String? {
    let letters = bytes[position...].prefix { $0.isLetter || $0 >= 0x80 }
    guard !letters.isEmpty else { return nil }
    position = letters.endIndex
    return String(decoding: letters, as: UTF8.self)
  }

  /// A time and its offset, after `T` or spaces, as `THH:MM:SS` and `Z` or `±HH:MM`; empty if there is none.
  mutating func time() -> String {
    _ = skip("T") || skip(",")
    skipSpaces()
    guard let hour = number(digits: 1...2), hour < 24, skip(":") || skip("时") || skip("時") || skip("点"),
      let minute = number(digits: 2...2), minute < 60
    else { return "" }
    var second = 0
    if skip(":") || skip("分") { second = min(number(digits: 1...2) ?? 0, 59) }
    if skip(".") { _ = digits() }
    let time = [hour, minute, second].map(ArticleDate.twoDigits).joined(separator: ":")
    return "T" + time + offset()
  }

  private mutating func offset() -> String {
    skipSpaces()
    if skip("Z") || skip("UTC") || skip("GMT") { return "Z" }
    let isNegative = skip("-") || skip("−")
    guard isNegative || skip("+"), let digits = digits(), digits.count <= 4, let value = Int(digits) else {
      return ""
    }
    var hours = digits.count <= 2 ? value : value / 100
    var minutes = digits.count <= 2 ? 0 : value % 100
    if digits.count <= 2, skip(":") { minutes = number(digits: 2...2) ?? 0 }
    if hours > 14 || minutes > 59 { (hours, minutes) = (0, 0) }
    if hours == 0, minutes == 0 { return "Z" }
    return (isNegative ? "-" : "+") + ArticleDate.twoDigits(hours) + ":" + ArticleDate.twoDigits(minutes)
  }
}
