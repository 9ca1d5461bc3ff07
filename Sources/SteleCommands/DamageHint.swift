import ArgumentParser
import Stele

/// A command that reads one package.
protocol PackageCommand: ParsableCommand {
  /// As it was named.
  var package: String { get }
}

/// What to do when damage stops a command.
enum DamageHint {
  /// Says it, after the error.
  static func give(_ package: String) {
    if package == "-" {
      Diagnostics.hint("keep the stream in a file, for 'stele repair' and 'stele salvage'")
    } else {
      let name = ShellWord.quoted(package)
      Diagnostics.hint("whether it can be put right says:  stele verify \(name)")
      Diagnostics.hint("what is left of it gets out:  stele salvage -C DIR \(name)")
    }
  }

  /// Says it if an error is of damage, and neither of a limit nor of another package than the one that was named.
  static func give(after error: any Error, _ command: any ParsableCommand) {
    guard let error = error as? SteleError, error.code == .damaged,
      !error.findings.contains(where: { [.limitExceeded, .digestUnexpected].contains($0.code) }),
      let command = command as? any PackageCommand
    else { return }
    give(command.package)
  }
}
