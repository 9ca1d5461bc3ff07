import SteleCore

/// Numbers for people.
enum Formatting {
  /// `999 B`, `43.7 MB`.
  static func bytes(_ count: UInt64) -> String { ReadableSize.text(count) }

  /// `1 file`, `2 files`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : noun.hasSuffix("s") ? "es" : "s")"
  }

  /// The beginning of a text, with `…` if there is more.
  static func beginning(_ text: String, _ count: Int) -> String {
    if text.utf8.count <= count { return text }
    // A character may have any number of marks.
    let scalars = String(String.UnicodeScalarView(text.unicodeScalars.prefix(count * 8)))
    let beginning = scalars.prefix(count)
    return beginning.utf8.count == text.utf8.count ? text : beginning + "…"
  }

  /// What became of what articles show.
  static func assets(_ included: Int, missing: Int, skipped: Int) -> String {
    "\(included) included, \(missing) missing, \(skipped) skipped"
  }

  /// The same as a member of JSON.
  static func json(included: Int, missing: Int, skipped: Int) -> JSONValue {
    .object([
      "included": .integer(Int64(included)), "missing": .integer(Int64(missing)),
      "skipped": .integer(Int64(skipped)),
    ])
  }

  /// `0:07`, `1:02:03`.
  static func duration(_ seconds: Double) -> String {
    let total = Int(seconds.rounded(.up))
    let (hours, minutes, rest) = (total / 3600, total / 60 % 60, total % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// A time in UTC as `2020-10-03 14:05`.
  static func time(_ seconds: Int64) -> String {
    let time = CivilTime(seconds: seconds)
    return
      "\(time.year)-\(time.two(time.month))-\(time.two(time.day)) \(time.two(time.hour)):\(time.two(time.minute))"
  }

  /// Lines of label and value, values below each other.
  static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { label, value in
      "  \(label)\(String(repeating: " ", count: width - label.count))  \(value)\n"
    }.joined()
  }
}
