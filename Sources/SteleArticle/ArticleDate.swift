/// A day, or a moment, in ISO 8601: `2020`, `2020-10`, `2020-10-03`, `2020-10-03T18:00:00`, with `Z` or an
/// offset such as `-04:00` where the source gives one. Always a day that the calendar has.
package struct ArticleDate: Hashable, Sendable {
  /// The ISO 8601 text.
  package let text: String

  /// Makes a date from ISO 8601 text of exactly the forms above; `nil` for any other.
  package init?(iso text: String) {
    guard let date = ArticleDate(text), date.text.utf8.elementsEqual(text.utf8) else { return nil }
    self = date
  }

  /// A date that another one's text gives.
  init(known text: String) { self.text = text }

  init?(year: Int, month: Int? = nil, day: Int? = nil, time: String = "") {
    guard (1000...9999).contains(year) else { return nil }
    var text = "\(year)"
    if let month {
      guard (1...12).contains(month) else { return nil }
      text += "-" + Self.twoDigits(month)
      if let day {
        guard day >= 1, day <= Self.days(in: month, of: year) else { return nil }
        text += "-" + Self.twoDigits(day) + time
      }
    }
    self.text = text
  }

  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  /// The date that begins a file's name, as Jekyll has it: `2016-03-15-title.md`.
  init?(fileName: String) {
    var scanner = DateScanner(fileName)
    guard let year = scanner.number(digits: 4...4), scanner.skip("-"),
      let month = scanner.number(digits: 1...2),
      scanner.skip("-"), let day = scanner.number(digits: 1...2),
      scanner.skip("-") || scanner.skip("_")
        || scanner.skip(".") || scanner.skip(" ") || scanner.isAtEnd
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The date in an address's folders: `/2016/03/15/title`.
  init?(path: String) {
    let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard names.count > 2 else { return nil }
    for index in 0..<(names.count - 2) {
      guard names[index].count == 4, (1...2).contains(names[index + 1].count),
        (1...2).contains(names[index + 2].count), let year = Int(Substring(names[index])),
        (1980...2200).contains(year),
        let month = Int(Substring(names[index + 1])), let day = Int(Substring(names[index + 2])),
        let date = ArticleDate(year: year, month: month, day: day)
      else { continue }
      self = date
      return
    }
    return nil
  }
}
