import SteleCore

/// Numbers for people.
enum Formatting {
  /// `999 B`, `43.7 MB`.
  static func bytes(_ count: UInt64) -> String { ReadableSize.text(count) }

  /// `1 file`, `2 files`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `0:07`, `1:02:03`.
  static func duration(_ seconds: Double) -> String {
    let total = Int(seconds.rounded(.up))
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// A time in UTC as `2020-10-03 14:05`, by the proleptic Gregorian calendar.
  static func time(_ seconds: Int64) -> String {
    // Rounded down, without a sum that the first and last of all numbers cannot bear.
    let remainder = seconds % 86_400
    let days = seconds / 86_400 - (remainder < 0 ? 1 : 0)
    let rest = Int(remainder < 0 ? remainder + 86_400 : remainder)
    // Days since 0000-03-01, in eras of 400 years, so that the leap day is the last of a year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let number = month < 10 ? month + 3 : month - 9
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\(year + era * 400 + (number <= 2 ? 1 : 0))-\(two(number))-\(two(dayOfYear - (153 * month + 2) / 5 + 1)) \(two(Int64(rest / 3600))):\(two(Int64(rest / 60 % 60)))"
  }

  /// Lines of label and value, values below each other.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { label, value in
      "  \(label)\(String(repeating: " ", count: width - label.count))  \(value)\n"
    }.joined()
  }
}
