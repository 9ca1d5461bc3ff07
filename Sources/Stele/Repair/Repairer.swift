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

  /// A repairer. It keeps nothing between packages.
  public init() {}

  /// Writes the package as it was sealed to a new file, byte for byte, and verifies that in full before it gets
  /// its name. The damaged file stays as it is.
  ///
  /// - Parameters:
  ///   - path: The damaged package.
  ///   - others: Other copies of it, damaged or whole: what they have is taken from them first.
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
      if let there = try UserPath.facts(FilePath(output)) {
        guard overwriting else { throw SteleError.exists(output) }
        for input in [path] + others where try UserPath.facts(FilePath(input))?.identity == there.identity {
          throw SteleError(
            .refused, "'\(output)' is the same file as '\(input)': what is repaired is never written over")
        }
      }
      var verifier = Verifier()
      verifier.limits = limits
      verifier.threads = threads
      let plan: RepairPlan
      do {
        plan = try await self.plan(path, others, progress)
      } catch let obstacle as RepairObstacle {
        return RepairReport(obstacle)
      }
      if plan.damagedBlocks.isEmpty, !plan.known.copies[0].copy.hasUnreadable {
        let report = try await verifier.verify(path, progress: progress)
        if report.isIntact {
          return RepairReport(outcome: .wasIntact, steps: [], lost: [], verification: report)
        }
      }
      return try await write(plan, to: FilePath(output), overwriting, verifier, progress)
    }
  }

  /// Looks at all copies, and for every block.
  func plan(_ path: String, _ others: [String], _ progress: ProgressHandler?) async throws -> RepairPlan {
    let opened = try ([path] + others).map { try PackageCopy($0) }
    var state = Progress(phase: .surveying, totalBytes: opened.reduce(0) { $0 + $1.size })
    var surveys: [CopySurvey] = []
    var before: UInt64 = 0
    for copy in opened {
      surveys.append(
        try CopySurvey(copy) {
          state.bytes = before + $0
          progress?(state)
        })
      before += copy.size
    }
    let known = try KnownPackage(surveys)
    for survey in surveys.dropFirst() where !known.hasFrames(survey) {
      throw SteleError(.refused, "'\(survey.copy.path)' is not a copy of the package '\(path)'")
    }
    var search = Progress(phase: .searching, totalBytes: known.dataSize)
    return try await RepairPlan(known, threads: threads) {
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
    do {
      try output.publish(replacing: overwriting)
    } catch {
      throw error.isExisting ? SteleError.exists(path.string) : SteleError(error)
    }
    return RepairReport(
      outcome: .repaired,
      steps: RepairStep.blocks(plan, data) + RepairStep.sections(restoration, end), lost: [],
      verification: report)
  }
}

extension RepairReport {
  fileprivate init(_ obstacle: RepairObstacle) {
    self.init(outcome: .lost, steps: [], lost: obstacle.findings, verification: nil)
  }
}

extension KnownPackage {
  /// Whether a copy has anything of this package.
  func hasFrames(_ survey: CopySurvey) -> Bool {
    survey.frames.contains { $0.descriptor.packageTag == common.packageTag }
  }
}
