import ArgumentParser
import Stele

struct ReceiptCommand: AsyncParsableCommand, RandomAccessCommand {
  static let configuration = CommandConfiguration(
    commandName: "receipt",
    _superCommandName: SteleCommand.name,
    abstract: "Write down what a package's copies must be.",
    usage: "stele receipt [-o FILE] PKG",
    discussion: """
      A receipt is a small JSON document: digests, sizes and the name. Send it by another way than the package, and \
      keep it apart: 'stele verify --receipt' holds a file against it, while the transfer runs (--partial), quickly \
      (--quick) and in full. Every stored byte is looked at before; nothing is decompressed.

      EXIT STATUS
        0  done
        1  the package is not as it was written, and gets no receipt
        2  wrong usage
        3  no package, cannot read or write, or the file is there already

      EXAMPLE
        stele receipt -o news.receipt.json news.stele.tar.gz
        stele verify --receipt news.receipt.json --partial news.stele.tar.gz.part
      """)

  @OptionGroup var file: PackageArgument

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file"))
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the file if it is there.")
  var force = false

  @OptionGroup var options: QuietOption

  func run() async throws {
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    let receipt = try await Receipt(of: file.open(), progress: progress.handler)
    progress.clear()
    if let output, output != "-" {
      try receipt.write(to: output, overwriting: force)
    } else {
      try Terminal.write(receipt.json)
    }
  }
}
