import ArgumentParser
import Stele
import SteleCore

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte of packages, or of extracted bags.",
    usage: "stele verify [--quick] [--expect DIGEST] PKG…",
    discussion: """
      'intact': every byte is as it was sealed. 'complete': every listed file is there. 'expected': the package \
      digest is the one that you named. A package that exceeds a limit (--max-…) is not checked to its end.

      EXIT STATUS
        0  all are intact and complete, and expected if --expect is given
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

  @Option(help: ArgumentHelp("The package digest that it must have.", valueName: "digest"))
  var expect: Digest?

  @OptionGroup var threads: ThreadOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func run() async throws {
    var worst = ExitStatus.done
    for package in packages {
      do {
        let report = try await verify(package)
        try tell(report, package)
        if report.findings.contains(where: { $0.code == .notAPackage }) {
          worst = .inputOutput
        } else if !report.isGood, worst == .done {
          worst = .unsound
        }
      } catch let error as SteleError {
        Diagnostics.error(Diagnostics.shown(error.message))
        worst = .inputOutput
      }
    }
    if worst != .done { throw worst.exitCode }
  }

  private func verify(_ package: String) async throws -> VerificationReport {
    var verifier = Verifier()
    verifier.limits = limits.limits
    threads.apply(to: &verifier.threads)
    verifier.expected = expect
    let progress = ProgressLine(isQuiet: options.quiet)
    defer { progress.clear() }
    if package == "-" {
      if quick { throw ValidationError("--quick reads a file, not a pipe") }
      return try await verifier.verify(descriptor: 0, progress: progress.handler)
    }
    if quick { return try verifier.verifyQuickly(package, progress: progress.handler) }
    return try await verifier.verify(package, progress: progress.handler)
  }

  private func tell(_ report: VerificationReport, _ package: String) throws {
    if options.json {
      try Terminal.write(VerifyText.json(report, package))
    } else if let finding = report.findings.first, finding.code == .notAPackage {
      let name = package == "-" ? "standard input" : "'\(Diagnostics.shown(package))'"
      Diagnostics.error("\(name): \(finding.code): \(Diagnostics.shown(finding.message))")
    } else if !options.quiet || !report.isGood {
      try Terminal.write(VerifyText.text(report, package))
    }
  }
}
