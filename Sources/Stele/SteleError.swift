/// Why an operation could not be done at all.
///
/// What is wrong *in* a package is told by ``Finding``s; this is thrown where there is nothing to go on with.
/// Errors are equal if their codes are.
public struct SteleError: Error, Sendable {
  /// What kind of error it is.
  public enum Code: String, Hashable, Sendable {
    /// A file could not be read or written: it is not there, no permission, no space.
    case inputOutput = "input-output"
    /// The file is not a Stele package.
    case notAPackage = "not-a-package"
    /// The package is damaged, or breaks a rule of the format; ``SteleError/findings`` says where.
    case damaged
    /// A path, digest or pattern names nothing in the package.
    case notFound = "not-found"
    /// The output is there already.
    case alreadyExists = "already-exists"
    /// The sources cannot be packed as they are; ``SteleError/findings`` says why.
    case refused
    /// Something that the articles show is missing, and the package was to be complete.
    case incomplete
    /// A source file changed while it was packed.
    case sourceChanged = "source-changed"
    /// An option's value is not possible.
    case usage
  }

  /// What kind of error it is.
  public let code: Code
  /// What happened, where, and what to do; lower case, no full stop.
  public let message: String
  /// The findings behind the error, if there are any.
  public let findings: [Finding]

  /// An error.
  public init(_ code: Code, _ message: String, findings: [Finding] = []) {
    self.code = code
    self.message = message
    self.findings = findings
  }
}

extension SteleError: Equatable {
  /// Whether the codes are equal.
  public static func == (a: SteleError, b: SteleError) -> Bool { a.code == b.code }
}

extension SteleError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
