import SteleBag
import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Verifies packages, and folders that are bags.
///
/// Collects all that is wrong, and never stops at the first fault.
public struct Verifier: Sendable {
  /// What a package may make the program hold.
  public var limits = Limits()
  /// How many tasks decompress at once, at least 1; by default one for each processor.
  public var threads = Processors.count
  /// The package digest that the package must have; `nil` if any will do.
  public var expected: Digest?

  /// A receipt that the package must agree with; `nil` for none. See Spec §9.6.
  public var receipt: Receipt?

  /// A verifier without an expectation.
  public init() {}

  /// Reads a package from first to last byte and checks everything. See Spec §9.2.
  ///
  /// A folder is taken for a bag that was extracted, of whatever maker (RFC 8493).
  ///
  /// - Parameters:
  ///   - path: A package, or a folder that is a bag.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError`` if the file cannot be read; `CancellationError` if the task is cancelled. Whatever
  ///   is wrong with what was read is in the report.
  public func verify(_ path: String, progress: ProgressHandler? = nil) async throws -> VerificationReport {
    try await SteleError.translatingFileErrors {
      guard try UserPath.facts(FilePath(path))?.kind != .folder else {
        guard receipt == nil else {
          throw SteleError(
            .usage,
            "'\(path)' is a folder, and a receipt is of a package file; name the package digest to expect instead"
          )
        }
        var verifier = BagFolderVerifier(expected: expected)
        verifier.concurrency = threads
        return VerificationReport(try await verifier.verify(FilePath(path), progress: progress))
      }
      let file = try StoredFile(FilePath(path))
      let report = try await verify(file, progress)
      let isPackage = !report.findings.contains { $0.code == .notAPackage }
      guard !report.isIntact, isPackage, file.size != nil else { return report }
      return try await withDamage(path, report, progress)
    }
  }

  /// The same for what comes from a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor. It stays open.
  ///   - progress: Is told how far the work has come.
  /// - Throws: As for a file.
  public func verify(descriptor: Int32, progress: ProgressHandler? = nil) async throws -> VerificationReport {
    try await SteleError.translatingFileErrors {
      let file = try StoredFile(descriptor: descriptor, name: "standard input")
      return try await verify(file, progress)
    }
  }

  /// Checks the stored bytes alone, without decompressing: that this is the file that was written. See Spec §9.3.
  ///
  /// - Parameters:
  ///   - path: The package, a file.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError`` if the file cannot be read.
  public func verifyQuickly(_ path: String, progress: ProgressHandler? = nil) async throws
    -> VerificationReport
  {
    try await SteleError.translatingFileErrors {
      let file: PackageFile
      do {
        file = try PackageFile(FilePath(path))
      } catch let error as SteleError where error.code == .damaged || error.code == .notAPackage {
        let found =
          error.code == .damaged ? error.findings : [Finding(.notAPackage, offset: 0, error.message)]
        return VerificationReport(
          depth: .quick, isCheckedToEnd: false, isIntact: false, isComplete: false,
          isExpected: expected == nil && receipt == nil ? nil : false,
          packageDigest: nil, contentDigest: nil, containerDigest: nil, files: 0, bytes: 0,
          articleCounts: nil,
          findings: found + unreadable)
      }
      var check = QuickCheck(file, threads: threads)
      var findings = try await check.findings(progress)
      let digest = file.footer.packageDigest
      if let expected, expected != digest {
        findings.append(Finding(.digestUnexpected, "the package digest is \(digest), not \(expected)"))
      }
      let differences =
        receipt?.differences(
          ReceiptFacts(
            folder: nil, packageDigest: digest, contentDigest: file.footer.contentDigest,
            containerDigest: Digest(hashing: file.footerFrame), footer: file.footer,
            packageBytes: file.footer.containerSize), comparesFolder: false) ?? []
      findings += differences
      let isExpected =
        expected == nil && receipt == nil
        ? nil : (expected == nil || expected == digest) && differences.isEmpty
      let verdict = VerificationReport.verdict(findings)
      return VerificationReport(
        // What is damaged is not known to be complete.
        depth: .quick, isCheckedToEnd: true, isIntact: verdict.intact, isComplete: verdict.intact,
        isExpected: isExpected, packageDigest: digest,
        contentDigest: file.footer.contentDigest, containerDigest: Digest(hashing: file.footerFrame),
        files: Int(file.footer.payloadFileCount), bytes: file.footer.payloadSize, articleCounts: nil,
        findings: findings)
    }
  }

  /// That what is expected cannot be compared with a file whose footer cannot be read.
  private var unreadable: [Finding] {
    var findings: [Finding] = []
    if let expected {
      findings.append(
        Finding(
          .digestUnexpected, "there is no footer to be read, so no package digest to compare with \(expected)"
        ))
    }
    if receipt != nil {
      findings.append(
        Finding(.receiptMismatch, "there is no footer to be read, so nothing to compare with the receipt"))
    }
    return findings
  }

  /// Checks the beginning of a package while its transfer still runs, against the receipt. See Spec §9.6.
  ///
  /// - Parameters:
  ///   - path: The file as far as it is there; all of it may be.
  ///   - receipt: The receipt of the whole package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError`` if the file cannot be read; `CancellationError` if the task is cancelled.
  public func verifyPart(
    _ path: String, of receipt: Receipt, progress: ProgressHandler? = nil
  ) async throws -> PartReport {
    try await SteleError.translatingFileErrors {
      try await verifyPart(StoredFile(FilePath(path)), of: receipt, progress)
    }
  }

  /// The same for what comes from a pipe, up to its end.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor. It stays open.
  ///   - receipt: The receipt of the whole package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: As for a file.
  public func verifyPart(
    descriptor: Int32, of receipt: Receipt, progress: ProgressHandler? = nil
  ) async throws -> PartReport {
    try await SteleError.translatingFileErrors {
      try await verifyPart(StoredFile(descriptor: descriptor, name: "standard input"), of: receipt, progress)
    }
  }

  private func verifyPart(
    _ file: StoredFile, of receipt: Receipt, _ progress: ProgressHandler?
  ) async throws -> PartReport {
    try file.leaveOutZeros(of: receipt.packageBytes)
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    return try await reader.readPart(file, of: receipt, progress)
  }

  /// The report with what there is to say of the damage.
  private func withDamage(
    _ path: String, _ report: VerificationReport, _ progress: ProgressHandler?
  ) async throws -> VerificationReport {
    var repairer = Repairer()
    repairer.limits = limits
    repairer.threads = threads
    let selection = try repairer.survey(path, [], progress)
    var report = report
    // All that is said is said of one package.
    if let chosen = selection.chosen {
      report = try await verify(StoredFile(FilePath(path)), chosen: chosen, progress)
    }
    report.damage = try await damage(repairer, selection, report, progress)
    return report
  }

  /// Where a package is damaged; `nil` if it is none.
  private func damage(
    _ repairer: Repairer, _ selection: CopySelection, _ report: VerificationReport,
    _ progress: ProgressHandler?
  ) async throws -> DamageReport? {
    let plan: RepairPlan
    do {
      plan = try await repairer.plan(selection, progress)
    } catch let obstacle as RepairObstacle {
      return DamageReport(obstacle, TouchedFiles(report))
    } catch let error as SteleError where error.code == .notAPackage {
      return nil
    }
    do {
      let restoration = try await repairer.restore(
        plan, reads: !report.findings.allSatisfy(\.mayBeDamage), scratch: { try ScratchFile() }, progress)
      return DamageReport(restoration, try await touched(restoration, report, progress))
    } catch let error as FileError {
      return try DamageReport(plan, SteleError(error), TouchedFiles(report))
    }
  }

  /// The files that damage touches: if the manifest is lost, by the one that can be restored.
  private func touched(
    _ restoration: Restoration, _ report: VerificationReport, _ progress: ProgressHandler?
  ) async throws -> TouchedFiles {
    guard !report.hasManifest else { return TouchedFiles(report) }
    let data = restoration.data
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    let reading = try await reader.read(data.source, phase: .verifying, progress, extent: data.extent)
    return reading.bag.hasManifest ? TouchedFiles(restored: reading.bag) : TouchedFiles(report)
  }

  /// Verifies stored bytes, wherever they come from.
  ///
  /// - Parameter chosen: The package that is verified, of several in a file; `nil` for that of the first frame.
  func verify(
    _ source: some PackageSource, chosen: PackageTag? = nil, _ progress: ProgressHandler?
  ) async throws -> VerificationReport {
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink(), chosen: chosen)
    let result = try await reader.read(source, phase: .verifying, progress)
    return result.report(expected: expected, receipt: receipt)
  }
}
