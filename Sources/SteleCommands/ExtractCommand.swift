import ArgumentParser
import Stele
import SteleCore

struct ExtractCommand: AsyncParsableCommand, PackageCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    _superCommandName: SteleCommand.name,
    abstract: "Get the original files back, byte for byte.",
    usage: "stele extract [-C DIR] [--article GLOB]… [--path GLOB]… [<options>] PKG",
    discussion: """
      Every file is checked before it gets its name; a damaged one gets none. In a GLOB, '*' stands for any \
      characters, '?' for one; a GLOB without '/' may be a file's name alone; a folder's stands for all in it. A GLOB that fits no original path \
      is held against those in the bag (data/…).

      EXIT STATUS
        0  all that was asked for is there, and the package is intact
        1  it is damaged or exceeds a limit; what could be proven is there
        2  wrong usage
        3  no package, nothing fits a GLOB, or something cannot be read or written

      EXAMPLE
        stele extract -C review/ --article '*n1001*' news.stele.tar.gz
      """)

  @Argument(help: ArgumentHelp("The package; '-' for a pipe.", valueName: "pkg"))
  var package: String

  @Option(
    name: [.customShort("C"), .customLong("directory")],
    help: ArgumentHelp("Where to (default: a folder with the package's name).", valueName: "dir")
  )
  var folder: String?

  @Option(
    name: .customLong("article"), help: ArgumentHelp("Articles, with what they show.", valueName: "glob"))
  var articles: [String] = []

  @Option(name: .customLong("path"), help: ArgumentHelp("Files and folders.", valueName: "glob"))
  var paths: [String] = []

  @Flag(help: "The whole bag, as tar extracts it.")
  var bag = false

  @Flag(name: .shortAndLong, help: "Replace files that are there.")
  var force = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func run() async throws {
    var wanted = ExtractOptions()
    wanted.folder = folder
    wanted.articles = articles
    wanted.paths = paths
    wanted.extractsBag = bag
    wanted.overwrites = force
    wanted.limits = limits.limits
    threads.apply(to: &wanted.threads)
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    let extractor = Extractor(wanted)
    let report =
      package == "-"
      ? try await extractor.extract(descriptor: 0, progress: progress.handler)
      : try await extractor.extract(package, progress: progress.handler)
    progress.clear()
    try tell(report)
    if !report.verification.isGood { throw ExitStatus.unsound.exitCode }
  }

  private static func fault(_ report: VerificationReport) -> String {
    if !report.isCheckedToEnd, !report.isKnownDamaged { return "was not read to its end" }
    return report.isIntact ? "is not complete" : "is not intact"
  }

  private static func outcome(_ report: ExtractReport) -> String {
    if report.hasAll { return "all that was asked for was extracted, and is right" }
    return report.files == 0 ? "nothing could be extracted" : "what could be proven was extracted"
  }

  private func tell(_ report: ExtractReport) throws {
    let verification = report.verification
    if options.json {
      try Terminal.write(
        FindingText.line(
          .object([
            "package": .string(package), "folder": .string(report.folder),
            "files": .integer(Int64(report.files)), "bytes": .integer(Int64(clamping: report.bytes)),
            "allExtracted": .bool(report.hasAll),
            "checkedToEnd": .bool(verification.isCheckedToEnd),
            "intact": .bool(verification.isIntact), "complete": .bool(verification.isComplete),
            "packageDigest": verification.packageDigest.map { .string($0.description) } ?? .null,
            "findings": .array(verification.findings.map(\.json)),
          ])))
      return
    }
    if !verification.isGood {
      Diagnostics.error(
        "\(Diagnostics.named(package)) \(Self.fault(verification)); \(Self.outcome(report))"
      )
      Terminal.writeError(FindingText.list(verification.findings))
      if verification.isKnownDamaged || !verification.isComplete && verification.isCheckedToEnd {
        DamageHint.give(package)
      }
    }
    // A package that ends before its payload has given no folder.
    if !options.quiet, !report.folder.isEmpty {
      try Terminal.write(
        "\(Diagnostics.shown(report.folder)): \(Formatting.count(report.files, "file")), \(Formatting.bytes(report.bytes))\n"
      )
    }
  }
}
