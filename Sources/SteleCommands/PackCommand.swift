import ArgumentParser
import Stele
import SteleCore

struct PackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Pack folders whole, articles (Markdown, HTML) with what they show.",
    usage: "stele pack [-o PKG] [<options>] SOURCE…",
    discussion: """
      EXIT STATUS
        0  the package is there
        1  --require-complete was given, and something is missing
        2  wrong usage
        3  something cannot be packed, read or written; there is no new package

      EXAMPLE
        stele pack -o kept/ --map https://i.example/=mirror/ article.md
      """)

  @Argument(help: ArgumentHelp("Folders, articles, other files, addresses to capture.", valueName: "source"))
  var sources: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A file; FOLDER/: named by its digest; '-': a pipe.", valueName: "pkg"))
  var output: String?

  @Option(help: "The folder's name in it (default: the source's).")
  var name: String?

  @Option(help: "How to compress.")
  var codec = Codec.gzip

  @Option(help: ArgumentHelp("gzip 1 to 12 (default: 6), zstd 1 to 19 (default: 3).", valueName: "n"))
  var level: Int?

  @OptionGroup var threads: ThreadOptions

  @Option(help: ArgumentHelp("Recovery data: 0.01% to 30%, or none.", valueName: "percent"))
  var parity = ParityRatio.standard

  @Option(help: ArgumentHelp("A second manifest.", valueName: "algorithm"))
  var digest: SecondDigest?

  @Flag(help: "Store equal files again, not as links (FAT, exFAT).")
  var noDedup = false

  @Flag(help: "Refuse names that other systems may stumble over.")
  var portable = false

  @Flag(help: "Leave out what cannot be packed, with a warning.")
  var skipUnreadable = false

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp("Folder for addresses that begin with PREFIX.", valueName: "prefix=dir"))
  var maps: [AddressMap] = []

  @Option(
    name: .customLong("site-root"),
    help: ArgumentHelp("Where '/a.jpg' is looked for (default: guessed).", valueName: "dir"))
  var siteRoots: [String] = []

  @Flag(help: "Fetch what articles show; --help-capture says more.")
  var capture = false

  @Flag(help: .hidden)
  var helpCapture = false

  @Flag(help: "Make no package if an asset is missing.")
  var requireComplete = false

  @OptionGroup(visibility: .hidden) var captureArguments: CaptureArguments

  @Option(
    name: .customLong("info"), help: ArgumentHelp("An element for bag-info.txt.", valueName: "key=value"))
  var info: [BagInfoElement] = []

  @Option(
    help: ArgumentHelp("YYYY-MM-DD (default: SOURCE_DATE_EPOCH, or none).", valueName: "date")
  )
  var baggingDate: String?

  @Option(
    name: .customLong("as"), help: ArgumentHelp("What the articles are.", valueName: "format")
  )
  var format: ArticleFormat?

  @Flag(help: "One package for each article.")
  var each = false

  @Flag(name: .shortAndLong, help: "Replace a package that is there.")
  var force = false

  @OptionGroup var options: OutputOptions

  func validate() throws {
    if helpCapture { throw CleanExit.message(CaptureHelp.helpMessage()) }
    if sources.isEmpty { throw ValidationError("name what to pack") }
    if captureArguments.areGiven, !capture {
      throw ValidationError("these options work with --capture alone; 'stele pack --help-capture' lists them")
    }
    if let level, !codec.levels.contains(level) {
      throw ValidationError(
        "--level \(level): \(codec.rawValue) has levels \(codec.levels.lowerBound) to \(codec.levels.upperBound)"
      )
    }
    if let baggingDate, !PackDate.isDate(baggingDate) {
      throw ValidationError("--bagging-date '\(baggingDate)' is not a date as YYYY-MM-DD")
    }
    if each, output == "-" { throw ValidationError("--each writes several packages; name a folder with -o") }
    if each, name != nil {
      throw ValidationError("--each names packages after their articles; leave out --name")
    }
  }

  func run() async throws {
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    let packer = Packer(try packOptions())
    if each {
      try await packer.packEach(sources, to: destination, progress: progress.handler) { report in
        progress.clear()
        try tell(report)
      }
    } else {
      let report = try await packer.pack(sources, to: destination, progress: progress.handler)
      progress.clear()
      try tell(report)
    }
  }

  private var destination: PackDestination {
    guard let output else { return .named(folder: ".", overwriting: force) }
    if output == "-" { return .descriptor(1) }
    if output.hasSuffix("/") || each { return .folder(output, overwriting: force) }
    return .file(output, overwriting: force)
  }

  private func packOptions() throws -> PackOptions {
    var result = PackOptions()
    result.name = name
    result.codec = codec
    result.level = level
    threads.apply(to: &result.threads)
    result.parity = parity
    result.includesSHA512 = digest != nil
    result.deduplicates = !noDedup
    result.isPortable = portable
    result.skipsUnreadable = skipUnreadable
    result.addressMaps = maps
    result.siteRoots = siteRoots
    result.articleFormat = format
    result.requiresComplete = requireComplete
    if capture {
      result.capturer = try captureArguments.capturer()
      result.capturesAllLinks = captureArguments.captureAllLinks
    }
    if let date = try baggingDate ?? PackDate.fromEnvironment() {
      result.info.append(BagInfoElement(label: "Bagging-Date", value: date))
    }
    result.info += info
    return result
  }

  private func tell(_ report: PackReport) throws {
    if !options.quiet {
      Diagnostics.warnings(report.findings)
      if let line = report.capture.flatMap(PackText.failures) { Diagnostics.warning(line) }
    }
    if output == "-" {
      if !options.quiet { Terminal.writeError(options.json ? PackText.json(report) : PackText.text(report)) }
    } else if options.json {
      try Terminal.write(PackText.json(report))
    } else if !options.quiet {
      try Terminal.write(PackText.text(report))
    }
  }
}
