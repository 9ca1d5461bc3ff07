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
      } catch let error as SteleError where error.code == .damaged {
        return RepairReport(
          outcome: .lost, steps: [], lost: [Finding(.truncated, error.message)], verification: nil)
      }
      if plan.damagedBlocks.isEmpty, plan.known.copies[0].copy.unreadable.isEmpty {
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
    let data = try await RestoredData(plan, threads: threads, scratch: try output.scratch())
    var steps = RepairStep.blocks(plan, data)
    let reading = try await read(data, progress)
    guard data.lostBlocks.isEmpty, reading.isSealed, let tail = reading.expectedTail,
      let content = tail.contentDigest, let package = tail.packageDigest
    else {
      return RepairReport(
        outcome: .lost, steps: [], lost: RepairReport.lost(plan, data, reading), verification: nil)
    }
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
    var end = ContainerEnd(
      profile: plan.known.profile, common: plan.known.common, dataSize: data.size, blocks: reading.blocks,
      index: tail.index, facts: tail.facts, contentDigest: content, packageDigest: package)
    if let footer = plan.known.footer, footer.isOfLaterRevision {
      end.later = (footer, { try plan.known.writeAdditional(footer, to: $0) })
    }
    let (footer, _) = try await end.write(to: output, threads: threads, progress)
    if let sealed = plan.known.footer, sealed != footer {
      throw SteleError(
        .damaged,
        "the repaired package would not be the one that was sealed: the footer that was found does not fit the data"
      )
    }
    let written = try output.written()
    let report = try await verifier.verify(
      PlacedBytes(size: footer.containerSize) { try written.read(upTo: $0, at: $1) }, progress)
    guard report.isIntact else {
      throw SteleError(
        .damaged, "what was put together does not pass a full verification; nothing was written",
        findings: report.findings)
    }
    steps += RepairStep.sections(plan, footer)
    do {
      try output.publish(replacing: overwriting)
    } catch {
      throw error.isExisting ? SteleError.exists(path.string) : SteleError(error)
    }
    return RepairReport(outcome: .repaired, steps: steps, lost: [], verification: report)
  }

  /// Reads the data frames alone, to learn what must follow them, or what is lost.
  private func read(_ data: RestoredData, _ progress: ProgressHandler?) async throws -> PackageReading {
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    return try await reader.read(
      PlacedBytes(size: data.size) { try data.read($0, at: $1) }, phase: .verifying, progress,
      isDataAlone: true)
  }
}

extension KnownPackage {
  /// Whether a copy has anything of this package.
  func hasFrames(_ survey: CopySurvey) -> Bool {
    survey.frames.contains { $0.descriptor.packageTag == common.packageTag }
  }

  /// Copies the sections that a later revision added, if a copy has them whole. See Spec §6.6.
  func writeAdditional(_ footer: Footer, to output: PackageOutput) throws {
    guard footer.additionalSize > 0 else { return }
    for survey in copies {
      let copy = survey.copy
      // At their place, or as far from the end as they must be.
      for start in [footer.additionalOffset, copy.size &- footer.containerSize &+ footer.additionalOffset] {
        guard start < copy.size, copy.size - start >= footer.additionalSize else { continue }
        var hasher = DigestHasher()
        try Self.forEachPiece(copy, start, footer.additionalSize) { hasher.update($0[...]) }
        guard hasher.finalize() == footer.additionalDigest else { continue }
        return try Self.forEachPiece(copy, start, footer.additionalSize) { try output.write($0) }
      }
    }
    throw SteleError(
      .damaged, "sections of a later revision of the format are damaged; this program cannot make them anew")
  }

  private static func forEachPiece(
    _ copy: PackageCopy, _ start: UInt64, _ count: UInt64, _ body: ([UInt8]) throws -> Void
  ) throws {
    for done in stride(from: 0, to: count, by: 1 << 20) {
      try body(try copy.read(Int(min(1 << 20, count - done)), at: start + done))
    }
  }
}
