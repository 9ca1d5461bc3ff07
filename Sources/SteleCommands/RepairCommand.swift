import ArgumentParser
import Stele
import SteleCore

struct RepairCommand: AsyncParsableCommand, PackageCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    _superCommandName: SteleCommand.name,
    abstract: "Make a damaged package whole again, in a new file.",
    usage: "stele repair [--from COPY]… [--expect DIGEST] -o FIXED PKG",
    discussion: """
      The new file is the package as it was sealed, byte for byte, and verified in full; the damaged one stays \
      as it is. What proves that, is said. Index and footer are always made anew: 'stele rebuild-index' is this command.

      EXIT STATUS
        0  the new file is there; or the package is intact, and no file was written
        1  something is lost; no file was written (see 'stele salvage')
        2  wrong usage
        3  something cannot be read or written, or is no package

      EXAMPLE
        stele repair --from usb/news.stele.tar.gz -o fixed.tar.gz news.stele.tar.gz
      """,
    aliases: ["rebuild-index"])

  @Argument(help: ArgumentHelp("The damaged package.", valueName: "pkg"))
  var package: String

  @Option(
    help: ArgumentHelp("Another copy, damaged or whole; what it has is taken first.", valueName: "copy"))
  var from: [String] = []

  @Option(
    help: ArgumentHelp(
      "The digest of the package to repair, if the file holds several.", valueName: "digest"),
    transform: Value.digest)
  var expect: Digest?

  @Option(
    help: ArgumentHelp("What 'stele receipt' said of the package when it was sound.", valueName: "file"))
  var receipt: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The new file.", valueName: "fixed"))
  var output: String

  @Flag(name: .shortAndLong, help: "Replace a file that is there.")
  var force = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    for path in [package] + from { try PackageArgument.check(path) }
    guard output != "-" else {
      throw ValidationError(
        "the new file is verified before it gets its name, which a pipe has none of: name a file with -o")
    }
  }

  func run() async throws {
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    var repairer = Repairer()
    repairer.limits = limits.limits
    threads.apply(to: &repairer.threads)
    repairer.expected = expect
    repairer.receipt = try receipt.map { try Receipt(contentsOf: $0) }
    let report = try await repairer.repair(
      package, from: from, to: output, overwriting: force, progress: progress.handler)
    progress.clear()
    for note in report.notes { Diagnostics.warning(RepairText.line(note)) }
    if options.json {
      try Terminal.write(RepairText.json(report, package, output))
    } else if !options.quiet || report.outcome == .lost {
      try Terminal.write(RepairText.text(report, package, output))
    }
    if report.outcome == .lost, !options.json {
      let copies = report.mayBeInCopies ? "another copy may have what is lost (--from COPY); " : ""
      Diagnostics.hint(
        "\(copies)what is left gets out:  stele salvage -C DIR \(ShellWord.quoted(package))")
    }
    if report.outcome == .lost { throw ExitStatus.unsound.exitCode }
  }
}
