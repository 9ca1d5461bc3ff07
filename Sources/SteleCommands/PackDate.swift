import ArgumentParser

/// The date for `Bagging-Date`, RFC 8493 §2.2.2.
enum PackDate {
  static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), 1...12 ~= month
    else { return false }
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return 1...days ~= day
  }

  /// The date that `SOURCE_DATE_EPOCH` gives (reproducible-builds.org); `nil` if it is not set.
  static func fromEnvironment() throws -> String? {
    guard let text = Terminal.environment("SOURCE_DATE_EPOCH"), !text.isEmpty else { return nil }
    guard let seconds = Int64(text), 0...253_402_300_799 ~= seconds else {
      throw ValidationError("SOURCE_DATE_EPOCH is '\(text)', not a number of seconds since 1970")
    }
    return String(Formatting.time(seconds).prefix(10))
  }
}
