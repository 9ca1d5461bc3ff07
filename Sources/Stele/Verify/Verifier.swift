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
        var verifier = BagFolderVerifier(expected: expected)
        verifier.concurrency = threads
        return VerificationReport(try await verifier.verify(FilePath(path), progress: progress))
      }
      return try await verify(StoredFile(FilePath(path)), progress)
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
      try await verify(StoredFile(descriptor: descriptor, name: "standard input"), progress)
    }
  }

  /// Checks the stored bytes alone, without decompressing: that this is the file that was written. See Spec §9.3.
  ///
  /// - Parameters:
  ///   - path: The package, a file.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError`` if the file cannot be read.
  public func verifyQuickly(_ path: String, progress: ProgressHandler? = nil) throws -> VerificationReport {
    try SteleError.translatingFileErrors {
      let file: PackageFile
      do {
        file = try PackageFile(FilePath(path))
      } catch let error as SteleError where error.code == .damaged || error.code == .notAPackage {
        return VerificationReport(
          depth: .quick, isCheckedToEnd: false, isIntact: false, isComplete: false,
          isExpected: expected.map { _ in false },
          packageDigest: nil, contentDigest: nil, containerDigest: nil, files: 0, bytes: 0, articles: nil,
          findings: error.code == .damaged
            ? error.findings : [Finding(.notAPackage, offset: 0, error.message)])
      }
      var check = QuickCheck(file)
      var findings = try check.findings(progress)
      let digest = file.footer.packageDigest
      if let expected, expected != digest {
        findings.append(Finding(.digestUnexpected, "the package digest is \(digest), not \(expected)"))
      }
      let verdict = VerificationReport.verdict(findings)
      return VerificationReport(
        // What is damaged is not known to be complete.
        depth: .quick, isCheckedToEnd: true, isIntact: verdict.intact, isComplete: verdict.intact,
        isExpected: expected.map { $0 == digest }, packageDigest: digest,
        contentDigest: file.footer.contentDigest, containerDigest: Digest(hashing: file.footerFrame),
        files: Int(file.footer.payloadFileCount), bytes: file.footer.payloadSize, articles: nil,
        findings: findings)
    }
  }

  private func verify(_ file: StoredFile, _ progress: ProgressHandler?) async throws -> VerificationReport {
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    let result = try await reader.read(file, phase: .verifying, progress)
    return result.report(expected: expected)
  }
}
