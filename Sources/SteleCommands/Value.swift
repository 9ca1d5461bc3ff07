/// How the values of options are read: what is none is told with what would be one.
enum Value {
  typealias Reader<T> = @Sendable (String) throws -> T

  /// The value of an option is none that it takes.
  private struct Refusal: Error, CustomStringConvertible {
    /// What it takes.
    let description: String
  }

  /// - Parameter rule: What the option takes, as it follows on "use".
  static func read<T>(_ rule: String, _ read: @escaping @Sendable (String) -> T?) -> Reader<T> {
    { text in
      guard let value = read(text) else { throw Refusal(description: "use \(rule)") }
      return value
    }
  }

  static func wholeNumber<T: FixedWidthInteger & Sendable>(_ range: ClosedRange<T>) -> Reader<T> {
    let end = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
    return read("a whole number, \(range.lowerBound) \(end)") { text in
      T(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// - Parameter least: Thousandths of a second.
  static func seconds(from least: Int, to most: Int) -> Reader<Double> {
    let range = Double(least) / 1000...Double(most)
    return read("a number of seconds, \(least == 0 ? "0" : "\(range.lowerBound)") to \(most)") { text in
      Double(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  static func one<T: CaseIterable & RawRepresentable<String> & SendableMetatype>(of type: T.Type) -> Reader<T>
  {
    read(T.allCases.map(\.rawValue).joined(separator: " or ")) { T(rawValue: $0) }
  }
}
