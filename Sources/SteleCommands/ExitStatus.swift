import ArgumentParser
import Stele

/// The exit statuses of `stele`.
enum ExitStatus: Int32 {
  case done = 0
  /// A package is not intact, not complete, or not the expected one; or cannot be made complete.
  case unsound = 1
  case usage = 2
  /// Something could not be read or written.
  case inputOutput = 3
  /// Interrupted; in truth 128 and the number of the signal, as a shell says it: 130 or 143.
  case interrupted = 130

  init(_ code: SteleError.Code) {
    switch code {
    case .damaged, .incomplete: self = .unsound
    case .usage: self = .usage
    case .inputOutput, .notAPackage, .notFound, .alreadyExists, .refused, .sourceChanged: self = .inputOutput
    }
  }

  var exitCode: ExitCode { ExitCode(rawValue) }
}
