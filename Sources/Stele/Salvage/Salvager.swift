import SteleContainer
import SteleCore
import SystemPackage

/// Gets out of a damaged package whatever can be had.
///
/// Every payload file that is still provably as it was sealed comes out under its name, even where footer, index or the
/// package's head are gone. The folder gets `proven/` with these files in `data/` and the tag files that are proven, a whole bag if nothing is
/// lost; `salvage-report.json`, which lists all other files with reasons; `partial/` with what there is of those, if that is wanted;
/// and `unproven/` with what nothing proves, since the manifest is lost. Nothing is written outside of the folder, and no
/// link of the file system in it is followed. See Spec §9.7.
public struct Salvager: Sendable {
  private let options: SalvageOptions

  /// A salvager. It keeps nothing between packages.
  public init(_ options: SalvageOptions) { self.options = options }

  /// Salvages a package file.
  ///
  /// - Parameters:
  ///   - path: What is left of the package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError``: the file cannot be read or holds no frame of a package, or the folder cannot be written or
  ///   is not empty; `CancellationError` if the task is cancelled. Files that came out by then stay.
  public func salvage(_ path: String, progress: ProgressHandler? = nil) async throws -> SalvageReport {
    try await SteleError.translatingFileErrors {
      // If the end is sound, it proves a manifest whose own proof is lost.
      let footer = (try? PackageFile(FilePath(path)))?.footer
      return try await salvage(StoredFile(FilePath(path)), named: path, footer: footer, progress)
    }
  }

  /// The same for what comes from a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor. It stays open.
  ///   - progress: Is told how far the work has come.
  /// - Throws: As for a file.
  public func salvage(descriptor: Int32, progress: ProgressHandler? = nil) async throws -> SalvageReport {
    try await SteleError.translatingFileErrors {
      let source = try StoredFile(descriptor: descriptor, name: "standard input")
      return try await salvage(source, named: "-", footer: nil, progress)
    }
  }

  /// Salvages stored bytes, wherever they come from.
  ///
  /// - Parameters:
  ///   - source: The container's bytes, as many of them right as can be.
  ///   - name: What the report calls them.
  ///   - footer: The package's footer, if it is known before the rest.
  func salvage(
    _ source: some PackageSource, named name: String, footer: Footer?, _ progress: ProgressHandler?
  ) async throws -> SalvageReport {
    let sink = SalvageSink(options, footer: footer)
    var reader = PackageReader(limits: options.limits, threads: options.threads, sink: sink)
    let verification = try await reader.read(source, phase: .salvaging, progress).report(expected: nil)
    guard !verification.findings.contains(where: { $0.code == .notAPackage }) else {
      throw SteleError(
        .notAPackage, "'\(name)' holds no frame of a Stele package: nothing can be salvaged",
        findings: verification.findings)
    }
    try sink.finish()
    let report = SalvageReport(
      package: name, folder: options.folder, manifest: sink.manifest, files: sink.fileCount,
      bytes: sink.byteCount, lost: losses(sink, verification), unproven: sink.unproven,
      verification: verification)
    try sink.write(report)
    return report
  }

  private func losses(_ sink: SalvageSink, _ verification: VerificationReport) -> [SalvageReport.Loss] {
    var articles: [String: String] = [:]
    var isStopped = false
    for finding in verification.findings {
      if let path = finding.path, let article = finding.article { articles[path] = article }
      isStopped = isStopped || finding.code == .limitExceeded
    }
    func loss(_ path: PackagePath, _ digest: Digest?, _ size: UInt64?) -> SalvageReport.Loss {
      let damage = sink.damages[path] ?? SalvageDamage(isStopped ? .limit : .entryLost)
      return SalvageReport.Loss(
        path: path, digest: digest, size: size ?? damage.size, reason: damage.reason,
        article: articles[path.description], bytesFound: damage.bytesFound, gaps: damage.gaps,
        savedAs: damage.savedAs)
    }
    if sink.manifest == .proven {
      return sink.pending.map { loss($0.path, $0.digest, $0.claim?.file?.size) }
    }
    return sink.damagedPaths.map { loss($0, nil, nil) }
  }
}
