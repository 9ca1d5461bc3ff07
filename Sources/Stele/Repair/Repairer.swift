import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Makes damaged packages whole again. See Spec §9.5.
public struct Repairer: Sendable {
  /// What a package may make the program hold.
  public var limits = Limits()
  /// How many tasks work at once, at least 1; by default one for each processor.
  public var threads = Processors.count
  /// The digest of the package that is repaired, of several in the file; `nil` for the one that the file is.
  public var expected: Digest?
  /// A receipt that the new file must agree with; `nil` for none. See Spec §9.6.
  public var receipt: Receipt?

  /// A repairer. It keeps nothing between packages.
  public init() {}

  /// Writes the package as it was sealed to a new file, byte for byte, and verifies that in full before it gets
  /// its name. The damaged file stays as it is.
  ///
  /// - Parameters:
  ///   - path: The damaged package.
  ///   - others: Other copies of it, damaged or whole: what they have is taken from them first. Those that cannot be used are passed over.
  ///   - output: The new file. It is not made if the package is intact, or cannot be made whole.
  ///   - overwriting: Whether a file that is there is replaced.
  ///   - progress: Is told how far the work has come.
  /// - Returns: What was put right; or what is lost.
  /// - Throws: ``SteleError``: a file cannot be read or written, is there already, or is no package;
  ///   `CancellationError` if the task is cancelled.
  public func repair(
    _ path: String, from others: [String] = [], to output: String, overwriting: Bool = false,
    progress: ProgressHandler? = nil
  ) async throws -> RepairReport {
    try await SteleError.translatingFileErrors {
      try SteleError.checkNamesFile(output)
      if let there = try UserPath.facts(FilePath(output)) {
        guard overwriting else { throw SteleError.exists(output) }
        for input in [path] + others where try UserPath.facts(FilePath(input))?.identity == there.identity {
          throw SteleError(
            .refused,
            "the new file '\(output)' would take the place of '\(input)', which is read for it: name another one"
          )
        }
      }
      var verifier = Verifier()
      verifier.limits = limits
      verifier.threads = threads
      verifier.expected = expected
      verifier.receipt = receipt
      let selection = try survey(path, others, progress)
      var report = try await repair(selection, to: FilePath(output), overwriting, verifier, progress)
      report.notes = selection.notes
      // A copy never spoils what works without it.
      if report.outcome == .lost, let alone = selection.alone {
        var second = try await repair(alone, to: FilePath(output), overwriting, verifier, progress)
        if second.outcome != .lost {
          second.notes = selection.notes + [RepairNote.leftAside(path)]
          report = second
        }
      }
      return report
    }
  }

  private func repair(
    _ selection: CopySelection, to output: FilePath, _ overwriting: Bool, _ verifier: Verifier,
    _ progress: ProgressHandler?
  ) async throws -> RepairReport {
    let plan: RepairPlan
    do {
      plan = try await self.plan(selection, progress)
    } catch let obstacle as RepairObstacle {
      return RepairReport(obstacle)
    }
    let copy = plan.known.copies[0].copy
    if plan.damagedBlocks.isEmpty, !copy.hasUnreadable {
      let report = try await verifier.verify(copy.path, progress: progress)
      if report.isIntact {
        if let obstacle = RepairObstacle(unexpected: report) { return RepairReport(obstacle) }
        return RepairReport(outcome: .wasIntact, steps: [], lost: [], verification: report, proof: nil)
      }
    }
    return try await write(plan, to: output, overwriting, verifier, progress)
  }

  /// Looks through all copies for frames. Those that cannot be read are passed over.
  ///
  /// - Throws: If the first one cannot be read.
  func survey(_ path: String, _ others: [String], _ progress: ProgressHandler?) throws -> CopySelection {
    var notes: [RepairNote] = []
    var opened = [try PackageCopy(path)]
    for other in others {
      do {
        let copy = try PackageCopy(other)
        if copy.identity == opened[0].identity {
          notes.append(RepairNote(.unusable, other, "is passed over: it is the damaged file itself"))
        } else {
          opened.append(copy)
        }
      } catch {
        notes.append(try RepairNote(passingOver: other, error))
      }
    }
    var state = Progress(phase: .surveying, totalBytes: opened.reduce(0) { $0 + $1.size })
    var surveys: [CopySurvey] = []
    var before: UInt64 = 0
    for copy in opened {
      do {
        surveys.append(
          try CopySurvey(copy) {
            state.bytes = before + $0
            progress?(state)
          })
      } catch  where !surveys.isEmpty { notes.append(try RepairNote(passingOver: copy.path, error)) }
      before += copy.size
    }
    return try CopySelection(
      surveys, wanted: (expected ?? receipt?.packageDigest).map(PackageTag.init), notes)
  }

  /// Looks for every block.
  func plan(_ selection: CopySelection, _ progress: ProgressHandler?) async throws -> RepairPlan {
    var known = try KnownPackage(selection)
    let plan = try await self.plan(known, progress)
    guard let size = try plan.sizeByLastBlock(), size != known.dataSize else { return plan }
    known.dataSize = size
    return try await self.plan(known, progress)
  }

  private func plan(_ known: KnownPackage, _ progress: ProgressHandler?) async throws -> RepairPlan {
    var search = Progress(phase: .searching, totalBytes: known.dataSize)
    return try await RepairPlan(known, limits, threads: threads) {
      search.bytes = $0
      progress?(search)
    }
  }

  private func write(
    _ plan: RepairPlan, to path: FilePath, _ overwriting: Bool, _ verifier: Verifier,
    _ progress: ProgressHandler?
  ) async throws -> RepairReport {
    let output = try PackageOutput(at: path)
    // What digests prove is read once it is written.
    let restoration = try await restore(plan, reads: false, scratch: output.scratch, progress)
    let end: Restoration.End
    switch restoration.end {
    case .success(let made): end = made
    case .failure(let obstacle): return RepairReport(obstacle)
    }
    let data = restoration.data
    var offset: UInt64 = 0
    var state = Progress(phase: .writing, totalBytes: data.size)
    while offset < data.size {
      try Task.checkCancellation()
      let bytes = try data.read(1 << 20, at: offset)
      try output.write(bytes)
      offset += UInt64(bytes.count)
      state.bytes = offset
      progress?(state)
    }
    let footer = end.tail.footer
    try end.tail.write(end.parity, to: output) {
      guard let place = end.additional else { return }
      try plan.known.copies[place.copy].copy.forEachPiece(place.offset, footer.additionalSize) {
        try output.write($0)
      }
    }
    let written = try output.written()
    let report = try await verifier.verify(
      PlacedBytes(size: footer.containerSize) { try written.read(upTo: $0, at: $1) }, progress)
    guard report.isIntact else {
      if !end.isRead, let fault = report.findings.first(where: { $0.severity == .error }) {
        return RepairReport(RepairObstacle.sealed(fault))
      }
      throw SteleError(
        .damaged, "what was put together does not pass a full verification; nothing was written",
        findings: report.findings)
    }
    if let obstacle = RepairObstacle(unexpected: report) { return RepairReport(obstacle) }
    do {
      try output.publish(replacing: overwriting)
    } catch {
      throw error.isExisting ? SteleError.exists(path.string) : SteleError(error)
    }
    return RepairReport(
      outcome: .repaired,
      steps: RepairStep.blocks(plan, data) + RepairStep.sections(restoration, end), lost: [],
      verification: report, proof: receipt != nil && end.proof != .sealed ? .receipt : end.proof)
  }
}

extension RepairReport {
  fileprivate init(_ obstacle: RepairObstacle) {
    self.init(outcome: .lost, steps: [], lost: obstacle.findings, verification: nil, proof: nil)
    mayBeInCopies = obstacle.isLoss
  }
}

extension RepairObstacle {
  /// What is whole is not the package or the container that the user named; `nil` if it is, or he named none.
  fileprivate init?(unexpected report: VerificationReport) {
    guard report.isExpected == false else { return nil }
    let findings = report.findings.filter { $0.code == .digestUnexpected || $0.code == .receiptMismatch }
    self.init(
      message: findings.first?.message ?? "it is not what was expected", findings: findings, isLoss: false)
  }
}
