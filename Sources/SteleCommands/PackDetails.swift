import ArgumentParser
import Stele

/// The options of `stele pack` that few need. They stand on a help page of their own.
struct PackDetails: ParsableArguments {
  @Option(
    help: ArgumentHelp("gzip 1 to 12 (default: 6), zstd 1 to 19 (default: 3).", valueName: "n"),
    transform: Value.read("1 to 12 for gzip, 1 to 19 for zstd") { Int($0) })
  var level: Int?

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: ArgumentHelp("A second manifest: sha512.", valueName: "algorithm"),
    transform: Value.one(of: SecondDigest.self))
  var digest: SecondDigest?

  @Flag(help: "Store equal files again, not as links (FAT, exFAT).")
  var noDedup = false

  @Option(
    name: .customLong("info"),
    help: ArgumentHelp("An element for bag-info.txt; as often as wanted.", valueName: "key=value"),
    transform: Value.bagInfoElement)
  var info: [BagInfoElement] = []

  @Option(
    help: ArgumentHelp("YYYY-MM-DD (default: SOURCE_DATE_EPOCH, or none).", valueName: "date")
  )
  var baggingDate: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What articles are: markdown, html; else told by looking.", valueName: "format"),
    transform: Value.one(of: ArticleFormat.self))
  var format: ArticleFormat?

  func validate() throws {
    if let baggingDate, !PackDate.isDate(baggingDate) {
      throw ValidationError("--bagging-date '\(baggingDate)' is not a date as YYYY-MM-DD")
    }
  }

  /// Sets what the user chose.
  func apply(to options: inout PackOptions) throws {
    options.level = level
    threads.apply(to: &options.threads)
    options.includesSHA512 = digest != nil
    options.deduplicates = !noDedup
    options.articleFormat = format
    if let date = try baggingDate ?? PackDate.fromEnvironment() {
      options.info.append(BagInfoElement(label: "Bagging-Date", value: date))
    }
    options.info += info
  }
}

/// The help page of the options above: `stele pack --help-more`.
struct PackDetailsHelp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Say more closely how a package is made.",
    usage: "stele pack [<options>] SOURCE…",
    discussion: """
      The same sources, times and options give the same package, to the last byte, whatever the number of threads. \
      Level and threads change no digest by which a package is cited.

      EXIT STATUS
        as 'stele pack --help' says

      EXAMPLE
        stele pack --info Contact-Name='Ann Lee' --digest sha512 articles/
      """)

  @OptionGroup var arguments: PackDetails
}
