/// How much recovery data a package carries for its stored data, in hundredths of a percent. See Spec §6.3.
public struct ParityRatio: Hashable, Sendable {
  /// 0 to ``maximum``; 200 is 2 %.
  public let hundredths: UInt16

  /// No recovery data.
  public static let none = ParityRatio(unchecked: 0)
  /// 2 %.
  public static let standard = ParityRatio(unchecked: 200)
  /// The largest number of hundredths: 30 %.
  public static let maximum: UInt16 = 3000

  /// `nil` if there are more than 3,000 hundredths of a percent.
  public init?(hundredths: UInt16) {
    guard hundredths <= Self.maximum else { return nil }
    self.hundredths = hundredths
  }

  private init(unchecked hundredths: UInt16) { self.hundredths = hundredths }
}

extension ParityRatio: CustomStringConvertible {
  /// A percentage as people write it, `2%` or `0.25%`; `none` for none.
  public var description: String {
    if self == .none { return "none" }
    let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
    guard rest > 0 else { return "\(whole)%" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(whole).\(digits)%"
  }
}
