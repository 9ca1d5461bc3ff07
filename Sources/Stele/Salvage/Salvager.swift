import SteleContainer
import SteleCore
import SteleFile
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

  /// Salvages a package file: with what recovery data and other copies give back of it, and if that is not all, as it is, too.
  ///
  /// - Parameters:
  ///   - path: What is left of the package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError``: the file cannot be read or holds no frame of a package, or the folder cannot be written or is not empty; `CancellationError` if the task is cancelled. Files that came out by then stay.
  public func salvage(_ path: String, progress: ProgressHandler? = nil) async throws -> SalvageReport {
    try await SteleError.translatingFileErrors {
      // If the end is sound, it proves a manifest whose own proof is lost.
      let footer = (try? PackageFile(FilePath(path)))?.footer
      let selection = try survey(path, progress)
      if options.expected != nil, let selection, selection.common == nil {
        throw PackageFile.damaged(
          .digestUnexpected, "no frame of the package that was named can be found in '\(path)'")
      }
      // Only for what is a package a folder is made.
      let folder = selection?.common == nil ? nil : try SalvageFolder(options)
      var (data, warning) = (RestoredData?.none, Finding?.none)
      if let selection, let folder { (data, warning) = try await restored(selection, folder, progress) }
      let sink = SalvageSink(options, footer: data?.plan.known.footer ?? footer, folder)
      var verification: VerificationReport?
      if let data {
        verification = try await read(data.source, extent: data.extent, sink, nil, progress)
      }
      if !sink.isDone {
        let chosen = selection == nil ? options.expected.map(PackageTag.init) : selection?.chosen
        let asItIs = try await read(StoredFile(FilePath(path)), sink, chosen, progress)
        // Of what could be put together no frame may be left, while sections behind the data are.
        if verification?.isOfPackage != true { verification = asItIs }
      }
      let steps = data.map { RepairStep.blocks($0.plan, $0) } ?? []
      let copies = try await readCopies(steps, sink, selection, folder, progress)
      if let warning { verification!.findings.append(warning) }
      return try finish(
        sink, verification!, isPackage: folder != nil, named: path,
        notes: selection?.notes.filter { $0.kind != .unusable } ?? [], restored: steps, copies: copies)
    }
  }

  /// Goes through copies, as long as files are missing, each with what its own recovery data gives back and then as it is;
  /// and says what each of them gave.
  private func readCopies(
    _ steps: [RepairStep], _ sink: SalvageSink, _ selection: CopySelection?, _ folder: SalvageFolder?,
    _ progress: ProgressHandler?
  ) async throws -> [SalvageReport.Copy] {
    var result: [SalvageReport.Copy] = []
    for path in options.copies {
      let before = sink.outCount
      let note = selection?.notes.first { $0.kind == .unusable && $0.path == path }
      if note == nil, !sink.isDone {
        if let folder,
          let data = try await restored(try repairer.survey(path, [], progress), folder, progress).0
        {
          _ = try await read(data.source, extent: data.extent, sink, nil, progress)
        }
        if !sink.isDone {
          _ = try await read(StoredFile(FilePath(path)), sink, selection?.common?.packageTag, progress)
        }
        if let failure = sink.failure { throw failure }
      }
      result.append(
        SalvageReport.Copy(
          path: path, storedBytes: steps.reduce(0) { $0 + ($1.copy == path ? $1.count : 0) },
          files: sink.outCount - before, fault: note?.message))
    }
    return result
  }

  private var repairer: Repairer {
    var repairer = Repairer()
    repairer.limits = options.limits
    repairer.threads = options.threads
    repairer.expected = options.expected
    return repairer
  }

  /// The file and its copies, looked through for frames; `nil` if it is no file.
  private func survey(_ path: String, _ progress: ProgressHandler?) throws -> CopySelection? {
    guard try UserPath.facts(FilePath(path))?.kind == .file else {
      try checkNoCopies()
      return nil
    }
    return try repairer.survey(path, options.copies, progress)
  }

  /// The package's data with all that can be restored of it, `nil` if nothing can; and a warning if recovery data could not be used.
  private func restored(
    _ selection: CopySelection, _ folder: SalvageFolder, _ progress: ProgressHandler?
  ) async throws -> (RestoredData?, Finding?) {
    let plan: RepairPlan
    do {
      plan = try await repairer.plan(selection, progress)
    } catch is RepairObstacle {
      // Too little is left to tell what to restore; files may be there nevertheless.
      return (nil, nil)
    }
    guard !plan.damagedBlocks.isEmpty else { return (nil, nil) }
    var warning: Finding?
    let data: RestoredData
    do {
      data = try await RestoredData(plan, threads: options.threads, scratch: folder.scratch)
    } catch let error as FileError {
      // Most files may need none.
      warning = Finding(
        .recoveryUnused, "recovery data was not used: \(SteleError(error).message); salvage to another disk")
      data = RestoredData(withoutParity: plan)
    }
    return (RepairStep.blocks(plan, data).isEmpty ? nil : data, warning)
  }

  /// The same for what comes from a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor. It stays open.
  ///   - progress: Is told how far the work has come.
  /// - Throws: As for a file.
  public func salvage(descriptor: Int32, progress: ProgressHandler? = nil) async throws -> SalvageReport {
    try await SteleError.translatingFileErrors {
      try checkNoCopies()
      let source = try StoredFile(descriptor: descriptor, name: "standard input")
      let sink = SalvageSink(options, footer: nil)
      return try finish(
        sink, try await read(source, sink, options.expected.map(PackageTag.init), progress),
        isPackage: false, named: "-", notes: [], restored: [], copies: [])
    }
  }

  private func checkNoCopies() throws {
    guard options.copies.isEmpty else {
      throw SteleError(.usage, "other copies can only be used with a file, which can be read more than once")
    }
  }

  /// Hands stored bytes to the sink, wherever they come from.
  ///
  /// - Parameter chosen: The package that is salvaged, of several in a file; `nil` for that of the first frame.
  private func read(
    _ source: some PackageSource, extent: PackageReader.Extent = .all, _ sink: SalvageSink,
    _ chosen: PackageTag?, _ progress: ProgressHandler?
  ) async throws -> VerificationReport {
    var reader = PackageReader(limits: options.limits, threads: options.threads, sink: sink, chosen: chosen)
    return try await reader.read(source, phase: .salvaging, progress, extent: extent).report(
      expected: options.expected)
  }

  /// - Parameter isPackage: Whether frames of a package were found before it was read.
  private func finish(
    _ sink: SalvageSink, _ verification: VerificationReport, isPackage: Bool, named name: String,
    notes: [RepairNote], restored: [RepairStep], copies: [SalvageReport.Copy]
  ) throws -> SalvageReport {
    guard isPackage || verification.isOfPackage || sink.outCount > 0 else {
      throw SteleError(
        .notAPackage,
        "'\(name)' holds no frame of a Stele package: nothing can be salvaged"
          + (options.copies.isEmpty
            ? "" : ", and nothing tells which package to take from the copies; salvage these"),
        findings: verification.findings)
    }
    try sink.finish()
    let report = SalvageReport(
      package: name, folder: options.folder, manifest: sink.manifest, files: sink.fileCount,
      bytes: sink.byteCount, lost: losses(sink, verification), unproven: sink.unproven,
      notes: notes, restored: restored, copies: copies, verification: verification)
    try sink.write(report)
    return report
  }

  private func losses(_ sink: SalvageSink, _ verification: VerificationReport) -> [SalvageReport.Loss] {
    var articles: [ExactText: String] = [:]
    for finding in verification.findings {
      if let path = finding.path, let article = finding.article { articles[ExactText(path)] = article }
    }
    func loss(_ path: PackagePath, _ digest: Digest?, _ size: UInt64?) -> SalvageReport.Loss {
      let damage = sink.damages[path] ?? SalvageDamage(verification.isCheckedToEnd ? .entryLost : .limit)
      return SalvageReport.Loss(
        path: path, digest: digest, size: size ?? damage.size, reason: damage.reason,
        article: articles[ExactText(path.description)], bytesFound: damage.bytesFound, gaps: damage.gaps,
        savedAs: damage.savedAs)
    }
    if sink.manifest == .proven {
      return sink.pending.map { loss($0.path, $0.digest, $0.claim?.file?.size) }
    }
    return sink.damagedPaths.filter { sink.damages[$0] != nil }.map { loss($0, nil, nil) }
  }
}

extension VerificationReport {
  /// Whether a frame of a package was found.
  fileprivate var isOfPackage: Bool { !findings.contains { $0.code == .notAPackage } }
}
