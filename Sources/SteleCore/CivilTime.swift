/// A moment in UTC by the proleptic Gregorian calendar, to the second.
package struct CivilTime: Hashable, Sendable {
  package let year: Int64
  /// 1 to 12, 1 to 31, 0 to 23, 0 to 59, 0 to 59.
  package let month, day, hour, minute, second: Int64

  /// - Parameter seconds: Seconds since 1970-01-01T00:00:00Z; any number.
  package init(seconds: Int64) {
    // Rounded down, without a sum that the first and last of all numbers cannot bear.
    let remainder = seconds % 86_400
    let days = seconds / 86_400 - (remainder < 0 ? 1 : 0)
    let rest = remainder < 0 ? remainder + 86_400 : remainder
    // Days since 0000-03-01, in eras of 400 years, so that the leap day is the last of a year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let day = shifted - era * 146_097
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    self.month = month < 10 ? month + 3 : month - 9
    self.year = year + era * 400 + (self.month <= 2 ? 1 : 0)
    self.day = dayOfYear - (153 * month + 2) / 5 + 1
    hour = rest / 3600
    minute = rest / 60 % 60
    second = rest % 60
  }

  /// `2020-10-03T14:05:09Z`, ISO 8601, for years from 0 to 9999.
  package var iso8601: String {
    "\(Self.digits(year, 4))-\(two(month))-\(two(day))T\(two(hour)):\(two(minute)):\(two(second))Z"
  }

  /// Two digits at least.
  package func two(_ number: Int64) -> String { Self.digits(number, 2) }

  private static func digits(_ number: Int64, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  /// Whether a text is of the form of ``iso8601``.
  package static func isISO8601(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let form = Array("0000-00-00T00:00:00Z".utf8)
    return bytes.count == form.count
      && zip(bytes, form).allSatisfy { byte, mark in
        mark == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == mark
      }
  }
}
