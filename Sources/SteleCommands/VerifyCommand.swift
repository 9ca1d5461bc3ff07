import ArgumentParser
import Stele
import SteleCore

struct VerifyCommand: AsyncParsableCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    _superCommandName: SteleCommand.name,
    abstract: "Check every byte of packages, or of extracted bags.",
    usage: """
      stele verify [--quick] [--expect DIGEST] PKG…
      stele verify --receipt FILE [--quick | --partial] PKG
      """,
    discussion: """
      'intact': every byte is as it was sealed. 'complete': every listed file is there. 'expected': the package \
      digest is the one that you named, and the receipt is of this file. A package that exceeds a limit (--max-…) is \
      not checked to its end.

      EXIT STATUS
        0  all are intact, complete, and expected if you named what to expect;
           with --partial: what is there is right
        1  one is not, or was not checked to its end
        2  wrong usage
        3  one could not be read, or is no package

      EXAMPLE
        ssh host cat news.stele.tar.gz | stele verify --expect sha256:fe02… -
      """)

  @Argument(
    help: ArgumentHelp("Packages; folders that are bags; '-' for a pipe.", valueName: "pkg"))
  var packages: [String]

  @Flag(help: "Check the stored bytes without decompressing them.")
  var quick = false

  @Option(
    help: ArgumentHelp("The package digest that it must have.", valueName: "digest"),
    transform: Value.digest)
  var expect: Digest?

  @Option(
    help: ArgumentHelp("What 'stele receipt' said of the package where it came from.", valueName: "file"))
  var receipt: String?

  @Flag(help: "Check what is there of a transfer that still runs.")
  var partial = false

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if receipt != nil, packages.count > 1 { throw ValidationError("--receipt is of one package") }
    if partial, receipt == nil || quick || expect != nil {
      throw ValidationError("--partial needs --receipt, and goes with neither --quick nor --expect")
    }
  }

  func run() async throws {
    let receipt = try receipt.map { try Receipt(contentsOf: $0) }
    var worst = ExitStatus.done
    for package in packages {
      do {
        if partial {
          try await verifyPart(package, of: receipt!)
          continue
        }
        let report = try await verify(package, receipt)
        try tell(report, package)
        if report.findings.contains(where: { $0.code == .notAPackage }) {
          worst = .inputOutput
        } else if !report.isGood, worst == .done {
          worst = .unsound
        }
      } catch let error as SteleError {
        if options.json {
          let depth = partial ? "partial" : quick ? "quick" : "full"
          try Terminal.write(VerifyText.json(error, package, depth: depth))
        }
        Diagnostics.error(Diagnostics.shown(error.message))
        worst = .inputOutput
      }
    }
    if worst != .done { throw worst.exitCode }
  }

  private func verifyPart(_ package: String, of receipt: Receipt) async throws {
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    let report =
      package == "-"
      ? try await verifier.verifyPart(descriptor: 0, of: receipt, progress: progress.handler)
      : try await verifier.verifyPart(package, of: receipt, progress: progress.handler)
    progress.clear()
    if options.json {
      try Terminal.write(VerifyText.json(report, receipt, package))
    } else if !options.quiet || !report.isRight {
      try Terminal.write(VerifyText.text(report, receipt, package))
    }
    if !report.isRight { throw ExitStatus.unsound.exitCode }
  }

  private var verifier: Verifier {
    var verifier = Verifier()
    verifier.limits = limits.limits
    threads.apply(to: &verifier.threads)
    verifier.expected = expect
    return verifier
  }

  private func verify(_ package: String, _ receipt: Receipt?) async throws -> VerificationReport {
    var verifier = verifier
    verifier.receipt = receipt
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    if package == "-" {
      if quick { throw ValidationError("--quick reads a file, not a pipe") }
      return try await verifier.verify(descriptor: 0, progress: progress.handler)
    }
    if quick { return try await verifier.verifyQuickly(package, progress: progress.handler) }
    return try await verifier.verify(package, progress: progress.handler)
  }

  private func tell(_ report: VerificationReport, _ package: String) throws {
    if options.json {
      try Terminal.write(VerifyText.json(report, package))
    } else if let finding = report.findings.first, finding.code == .notAPackage {
      Diagnostics.error(
        "\(Diagnostics.named(package)): \(finding.code): \(Diagnostics.shown(finding.message))")
    } else if !options.quiet || !report.isGood {
      try Terminal.write(VerifyText.text(report, package))
    }
  }
}
