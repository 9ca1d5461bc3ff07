import ArgumentParser
import Stele
import SteleCore

/// A command that can give its result as JSON, and then gives the error so as well that keeps it from one.
protocol ReportingCommand: ParsableCommand {
  var options: OutputOptions { get }
  /// Whether standard output carries something else, so that the JSON goes to standard error.
  var outputIsTaken: Bool { get }
}

extension ReportingCommand {
  var outputIsTaken: Bool { false }
}

/// An error as JSON: `Spec/schemas/error.schema.json`.
enum ErrorReport {
  /// Gives it in the place of the result, if that was to be JSON.
  static func give(_ error: any Error, _ command: any ParsableCommand) throws {
    guard let error = error as? SteleError, let command = command as? any ReportingCommand,
      command.options.json
    else { return }
    let line = FindingText.line(
      .object([
        "package": (command as? any PackageCommand).map { .string($0.package) } ?? .null,
        "error": json(error), "findings": .array(error.findings.map(\.json)),
      ]))
    if command.outputIsTaken { Terminal.writeError(line) } else { try Terminal.write(line) }
  }

  static func json(_ error: SteleError) -> JSONValue {
    .object(["code": .string(error.code.rawValue), "message": .string(error.message)])
  }
}
