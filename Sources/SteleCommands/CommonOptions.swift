import ArgumentParser
import Stele

/// What all commands understand.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON: one object on a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false
}

/// What commands understand whose result has one form only.
struct QuietOption: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false
}

/// How much a package may make the program hold or write.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Entries that a package may have (default: \(Limits().entries)).", valueName: "n"),
    transform: Value.wholeNumber(0...Int.max))
  var maxEntries = Limits().entries

  @Option(
    help: ArgumentHelp(
      "Bytes that a tag file may have (default: \(Limits().tagFileBytes)).", valueName: "n"),
    transform: Value.wholeNumber(0...Int.max))
  var maxTagFileSize = Limits().tagFileBytes

  @Option(
    help: ArgumentHelp(
      "How many times its own size it may hold, if that is more than 1 GiB (default: \(Limits().expansion)).",
      valueName: "n"),
    transform: Value.wholeNumber(0...UInt64.max))
  var maxExpansion = Limits().expansion

  var limits: Limits {
    var limits = Limits()
    limits.entries = maxEntries
    limits.tagFileBytes = maxTagFileSize
    limits.expansion = maxExpansion
    return limits
  }
}

struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Threads at once (default: one for each core).", valueName: "n"),
    transform: Value.wholeNumber(1...1024))
  var threads: Int?

  /// Sets the number, if the user gave one.
  func apply(to number: inout Int) {
    if let threads { number = threads }
  }
}

/// A command that reads a package here and there.
protocol RandomAccessCommand: PackageCommand {
  var file: PackageArgument { get }
}

extension RandomAccessCommand {
  var package: String { file.path }
}

/// The package of a command that reads it here and there.
struct PackageArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The package.", valueName: "pkg"))
  var path: String

  func validate() throws { try Self.check(path) }

  /// Refuses `-`.
  static func check(_ path: String) throws {
    guard path != "-" else {
      throw ValidationError(
        "a pipe cannot be read here and there, as this command does: write it to a file first; verify, extract and salvage take '-'"
      )
    }
  }

  func open(_ limits: Limits = Limits()) throws -> Package { try Package(contentsOf: path, limits: limits) }
}
