import ArgumentParser
import Stele
import SteleCore

struct PackCommand: AsyncParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    _superCommandName: SteleCommand.name,
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

  @Option(
    help: ArgumentHelp("By PKG's ending, else gzip.", valueName: "codec"))
  var codec: Codec?

  @Option(
    help: ArgumentHelp("Recovery data: 0.01% to 30%, or none (default: 2%).", valueName: "percent"),
    transform: Value.parityRatio)
  var parity = ParityRatio.standard

  @Flag(help: "Refuse names that other systems may stumble over.")
  var portable = false

  @Flag(help: "Leave out what cannot be packed, with a warning.")
  var skipUnreadable = false

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp("Folder for addresses that begin with PREFIX.", valueName: "prefix=dir"),
    transform: Value.addressMap)
  var maps: [AddressMap] = []

  @Option(
    name: .customLong("site-root"),
    help: ArgumentHelp("Where '/a.jpg' is looked for (default: guessed).", valueName: "dir"))
  var siteRoots: [String] = []

  @Flag(help: "Fetch what articles show and the sources do not have.")
  var capture = false

  @Flag(help: "The options of --capture.")
  var helpCapture = false

  @Flag(help: "Make no package if an asset is missing.")
  var requireComplete = false

  @OptionGroup(visibility: .hidden) var captureArguments: CaptureArguments
  @OptionGroup(visibility: .hidden) var details: PackDetails

  @Flag(help: "One package for each article, with what it shows; no other file.")
  var each = false

  @Flag(name: .shortAndLong, help: "Replace a package that is there.")
  var force = false

  @OptionGroup var options: OutputOptions

  @Flag(help: "Levels, threads, manifests, bag-info.txt.")
  var helpMore = false

  func validate() throws {
    if helpMore { throw CleanExit.message(PackDetailsHelp.helpMessage()) }
    if helpCapture { throw CleanExit.message(CaptureHelp.helpMessage()) }
    if sources.isEmpty { throw ValidationError("name what to pack") }
    if captureArguments.areGiven, !capture {
      throw ValidationError("these options work with --capture alone; 'stele pack --help-capture' lists them")
    }
    if let output, let codec, !each, let named = Codec(fileName: output), named != codec {
      throw ValidationError(
        "-o '\(output)' is the name of a \(named.rawValue) file, and --codec asks for \(codec.rawValue); change one of them"
      )
    }
    let levels = chosenCodec.levels
    if let level = details.level, !levels.contains(level) {
      throw ValidationError(
        "--level \(level): \(chosenCodec.rawValue) has levels \(levels.lowerBound) to \(levels.upperBound)")
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
    let destination = try destination()
    if each {
      let report = try await packer.packEach(sources, to: destination, progress: progress.handler) {
        progress.clear()
        try tell($0)
      }
      progress.clear()
      try tell(report)
    } else {
      let report = try await packer.pack(sources, to: destination, progress: progress.handler)
      progress.clear()
      try tell(report)
    }
  }

  private var chosenCodec: Codec { codec ?? (each ? nil : output.flatMap(Codec.init(fileName:))) ?? .gzip }

  private func destination() throws -> PackDestination {
    guard let output else { return .named(folder: ".", overwriting: force) }
    if output == "-" { return .descriptor(1) }
    if each, Codec(fileName: output) != nil, try !PackDestination.isFolder(output) {
      throw ValidationError(
        "--each writes several packages into the folder that -o names, and '\(output)' is the name of one package; for a folder of that name, write '\(output)/'"
      )
    }
    if output.hasSuffix("/") || each { return .folder(output, overwriting: force) }
    return .file(output, overwriting: force)
  }

  private func packOptions() throws -> PackOptions {
    var result = PackOptions()
    result.name = name
    result.codec = chosenCodec
    result.parity = parity
    try details.apply(to: &result)
    result.isPortable = portable
    result.skipsUnreadable = skipUnreadable
    result.addressMaps = maps
    result.siteRoots = siteRoots
    result.requiresComplete = requireComplete
    if capture {
      result.capturer = try captureArguments.capturer()
      result.capturesAllLinks = captureArguments.captureAllLinks
    }
    return result
  }

  var outputIsTaken: Bool { output == "-" }

  private func tell(_ report: PackEachReport) throws {
    if !options.quiet {
      Diagnostics.warnings(report.findings)
      if report.leftOut > 0 {
        Diagnostics.hint(
          "\(Formatting.count(report.leftOut, "file")) in no package; without --each, 'stele pack' packs a folder whole"
        )
      }
    }
    if options.json { try Terminal.write(PackText.json(report)) }
  }

  private func tell(_ report: PackReport) throws {
    if !options.quiet {
      Diagnostics.warnings(report.findings)
      if let line = report.capture.flatMap(PackText.failures) { Diagnostics.warning(line) }
    }
    if outputIsTaken {
      if !options.quiet { Terminal.writeError(options.json ? PackText.json(report) : PackText.text(report)) }
    } else if options.json {
      try Terminal.write(PackText.json(report))
    } else if !options.quiet {
      try Terminal.write(PackText.text(report))
    }
  }
}
