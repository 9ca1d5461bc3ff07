import ArgumentParser
import Stele
import SteleCore

struct SalvageCommand: AsyncParsableCommand, PackageCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "salvage",
    _superCommandName: SteleCommand.name,
    abstract: "Get out of a damaged package whatever can be had.",
    usage: "stele salvage -C DIR [--from COPY]… [--partial] [<options>] PKG",
    discussion: """
      DIR/proven/data gets every file that is still proven; if nothing is lost, DIR/proven is a whole bag. \
      DIR/salvage-report.json lists the other files and why. With --partial, DIR/partial gets what there is of those. \
      If the manifest is lost, files come out into DIR/unproven. Recovery data is used.

      EXIT STATUS
        0  every file came out
        1  something is lost; the report says what
        2  wrong usage
        3  no package, DIR is not empty or holds an earlier salvage, or something
           cannot be read or written

      EXAMPLE
        stele salvage -C rescued/ --partial broken.stele.tar.gz
      """)

  @Argument(help: ArgumentHelp("What is left of the package; '-' for a pipe.", valueName: "pkg"))
  var package: String

  @Option(
    name: [.customShort("C"), .customLong("directory")],
    help: ArgumentHelp("Where to: a new or empty folder.", valueName: "dir")
  )
  var folder: String

  @Option(
    help: ArgumentHelp("Another copy, damaged or whole, that may have more.", valueName: "copy"))
  var from: [String] = []

  @Option(
    help: ArgumentHelp(
      "Which package, if the file holds frames of several.", valueName: "digest"),
    transform: Value.digest)
  var expect: Digest?

  @Flag(help: "What there is of files that are not whole, too.")
  var partial = false

  @Flag(
    name: .shortAndLong, help: "Write into a folder that is not empty, but for files of an earlier salvage.")
  var force = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    for path in from { try PackageArgument.check(path) }
  }

  func run() async throws {
    var wanted = SalvageOptions(folder: folder)
    wanted.copies = from
    wanted.expected = expect
    wanted.includesPartial = partial
    wanted.overwrites = force
    wanted.limits = limits.limits
    threads.apply(to: &wanted.threads)
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    let salvager = Salvager(wanted)
    let report =
      package == "-"
      ? try await salvager.salvage(descriptor: 0, progress: progress.handler)
      : try await salvager.salvage(package, progress: progress.handler)
    progress.clear()
    for note in report.notes { Diagnostics.warning(RepairText.line(note)) }
    if options.json {
      try Terminal.write(report.json)
    } else if !options.quiet || !report.isComplete {
      try Terminal.write(SalvageText.text(report))
    }
    if !report.isComplete { throw ExitStatus.unsound.exitCode }
  }
}

/// What `stele salvage` prints.
enum SalvageText {
  static func text(_ report: SalvageReport) -> String {
    let folder = Diagnostics.shown(report.folder)
    let partial = report.lost.count { $0.savedAs != nil }
    var rows = [
      ("intact", "\(Formatting.count(report.files, "file")), \(Formatting.bytes(report.bytes))"),
      ("lost", lost(report.lost.count - partial, report)),
    ]
    let own = report.restored.filter { $0.copy == nil }
    for (name, steps, what) in [
      ("restored", own.filter { $0.means != .moved }, "of the package"),
      ("moved", own.filter { $0.means == .moved }, "of the package, found at another place in the file"),
    ] where !steps.isEmpty {
      rows.append((name, "\(Formatting.bytes(steps.reduce(0) { $0 + $1.count })) \(what)"))
    }
    rows += report.copies.map { ("copy", words($0)) }
    if partial > 0 { rows.insert(("in part", Formatting.count(partial, "file")), at: 1) }
    if report.manifest != .proven {
      rows.append(
        (
          "unproven",
          "\(Formatting.count(report.unproven.count, "file")): the manifest is \(report.manifest == .lost ? "lost" : "not proven")"
        ))
    }
    rows += report.verification.findings.filter { [.recoveryUnused, .limitExceeded].contains($0.code) }.map {
      ("warning", "\($0.code): \(Diagnostics.shown($0.message))")
    }
    rows.append(("report", "\(folder)\(folder.hasSuffix("/") ? "" : "/")salvage-report.json"))
    return "\(folder): \(report.isComplete ? "every file came out" : "NOT EVERY FILE CAME OUT")\n"
      + Formatting.table(rows)
  }

  /// How many files are lost; without the manifest nobody knows.
  private static func lost(_ count: Int, _ report: SalvageReport) -> String {
    let known = Formatting.count(count, "file")
    if report.manifest == .proven { return known }
    return count == 0
      ? "not known, without a proven manifest" : "at least \(known), without a proven manifest nobody knows"
  }

  /// What a copy gave.
  private static func words(_ copy: SalvageReport.Copy) -> String {
    if let fault = copy.fault { return "\(Diagnostics.shown(copy.path)) \(Diagnostics.shown(fault))" }
    var given: [String] = []
    if copy.storedBytes > 0 { given.append("\(Formatting.bytes(copy.storedBytes)) of the package") }
    if copy.files > 0 { given.append("\(Formatting.count(copy.files, "file")) out of it as it is") }
    return "\(Diagnostics.shown(copy.path)): \(given.isEmpty ? "nothing" : given.joined(separator: ", "))"
  }
}
