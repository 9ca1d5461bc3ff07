import SteleContainer

/// How the data of a file ended.
enum PayloadEnding {
  /// With its entry.
  ///
  /// - Parameter allowance: Bytes that may have come out of the package by then, copies included.
  case ofEntry(EntryData, allowance: UInt64)
  /// A limit was met before its end: nobody knows the rest of it.
  case atLimit

  /// Whether no byte of it is missing.
  var isWhole: Bool {
    switch self {
    case .ofEntry(let data, _): data != .incomplete
    case .atLimit: false
    }
  }
}
