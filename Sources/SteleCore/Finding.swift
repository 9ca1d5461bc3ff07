/// One thing that a check found, with a stable code, where it is, and what it means.
///
/// See Spec §9 and `Spec/codes.md`.
public struct Finding: Hashable, Sendable {
  /// The rule that does not hold.
  public let code: RuleCode
  /// The file it concerns: its path in the bag (`data/…`, or a tag file's name).
  public let path: String?
  /// The article that the file belongs to: its path in the bag.
  public var article: String?
  /// Where: bytes from the start of the package file.
  public let offset: UInt64?
  /// What happened, in one line: lower case, no full stop.
  public let message: String

  /// A finding.
  public init(
    _ code: RuleCode, path: String? = nil, article: String? = nil, offset: UInt64? = nil,
    _ message: String
  ) {
    self.code = code
    self.path = path
    self.article = article
    self.offset = offset
    self.message = message
  }

  /// How serious it is; the code decides.
  public var severity: Severity { code.severity }
}

/// How serious a finding is.
public enum Severity: String, Hashable, Sendable {
  /// A rule that must hold does not: the package is not intact, not complete or not as expected.
  case error
  /// A rule that should hold does not: the package is sound, but something else may stumble over it.
  case warning
}

extension Finding {
  /// The finding as the commands print it and reports hold it: `$defs/finding` of the schemas.
  package var json: JSONValue {
    .object([
      "code": .string(code.rawValue),
      "severity": .string(severity.rawValue),
      "path": path.map(JSONValue.string) ?? .null,
      "article": article.map(JSONValue.string) ?? .null,
      "offset": offset.map { .integer(Int64(clamping: $0)) } ?? .null,
      "message": .string(message),
    ])
  }
}
