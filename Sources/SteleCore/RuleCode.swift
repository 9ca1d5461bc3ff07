/// The stable code of a rule of the specification; `Spec/codes.md` lists them all.
///
/// `E` codes: the rule must hold. `W` codes: it should. A code keeps its meaning for ever.
public struct RuleCode: Hashable, Sendable {
  /// The code: `E` or `W` and three digits.
  public let rawValue: String
  /// The rule's short name, in lower case with hyphens.
  public let name: String

  /// How serious a breach of the rule is: the code's letter tells.
  public var severity: Severity { rawValue.hasPrefix("E") ? .error : .warning }

  init(_ rawValue: String, _ name: String) {
    self.rawValue = rawValue
    self.name = name
  }
}

extension RuleCode: CustomStringConvertible {
  /// The code.
  public var description: String { rawValue }
}
