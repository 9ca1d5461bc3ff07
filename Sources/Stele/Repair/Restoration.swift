import SteleContainer
import SteleCore
import SteleFile
import SteleParity

/// A package put together anew, before anything of it is written: so what is said of a repair is what it does.
/// See Spec §9.5.
struct Restoration {
  let plan: RepairPlan
  let data: RestoredData
  /// What the first copy has otherwise than it was sealed, in the order of the package.
  let damage: [DamageReport.Range]
  /// All that follows the data frames; or why the package cannot be had.
  let end: Result<End, RepairObstacle>

  /// All that follows the data frames.
  struct End {
    let parity: ParitySection?
    let tail: ContainerTail
    /// Where the sections stand that a later revision added; `nil` if there are none.
    let additional: BlockFinder.Place?
    /// Whether the data was read, and is as a writer seals it; else digests prove that it is what was sealed.
    let isRead: Bool
    /// What proves that all this is what was sealed.
    let proof: RepairProof

    /// Bytes of a section's content.
    func content(_ kind: FrameKind, _ range: Range<UInt64>) throws -> ArraySlice<UInt8> {
      let bounds = Int(range.lowerBound)..<Int(range.upperBound)
      return switch kind {
      case .blockTable, .secondBlockTable: tail.blockTable[bounds]
      case .parity: try parity?.content(range)[...] ?? []
      case .index: tail.index[bounds]
      case .footer: tail.footer.bytes[bounds]
      case .data: []
      }
    }
  }
}

extension Repairer {
  /// Does all of a repair but the writing.
  ///
  /// - Parameters:
  ///   - reads: Whether the data is read and checked, even if digests prove that it is what was sealed: who seals may seal a fault.
  ///   - scratch: Makes files for the time of the work.
  func restore(
    _ plan: RepairPlan, reads: Bool, scratch: () throws -> ScratchFile, _ progress: ProgressHandler?
  ) async throws -> Restoration {
    let data = try await RestoredData(plan, threads: threads, scratch: scratch)
    do {
      let end: Restoration.End
      if !reads, let proven = try await provenEnd(plan, data, scratch, progress) {
        end = proven
      } else {
        end = try await self.end(plan, data, try await read(data, progress), scratch, progress)
      }
      let damage = try DamageReport.ranges(plan, end)
      guard !damage.isEmpty || plan.known.copies[0].copy.hasUnreadable else {
        throw RepairObstacle.sealed(.footerMismatch, "the stored bytes are those that were written")
      }
      return Restoration(plan: plan, data: data, damage: damage, end: .success(end))
    } catch let obstacle as RepairObstacle {
      return Restoration(
        plan: plan, data: data, damage: try DamageReport.ranges(plan, nil), end: .failure(obstacle))
    }
  }

  /// Reads the data frames alone, to learn what must follow them, or what is lost.
  private func read(_ data: RestoredData, _ progress: ProgressHandler?) async throws -> PackageReading {
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    return try await reader.read(data.source, phase: .verifying, progress, extent: data.extent)
  }

  /// All that follows the data, if digests that the footer states prove the data and all of this; `nil` if not.
  private func provenEnd(
    _ plan: RepairPlan, _ data: RestoredData, _ scratch: () throws -> ScratchFile,
    _ progress: ProgressHandler?
  ) async throws -> Restoration.End? {
    let known = plan.known
    guard plan.isProven, data.lostBlocks.isEmpty, let footer = known.footer,
      let index = try known.pieces[.index]?.content(footer.indexLength, known.copies),
      Digest(hashing: index) == footer.indexDigest
    else { return nil }
    let table = known.digests.flatMap { $0?.bytes ?? [] }
    guard Digest(hashing: table) == footer.blockTableDigest else { return nil }
    let parity = try await ParitySection.make(
      known.common, dataSize: data.size, from: data, scratch: scratch, threads: threads, progress)
    guard parity?.facts.digest ?? Footer.noDigest == footer.parityDigest else { return nil }
    return Restoration.End(
      parity: parity, tail: ContainerTail(blockTable: table, index: index, footer: footer),
      additional: try known.findAdditional(), isRead: false, proof: .sealed)
  }

  /// - Throws: ``RepairObstacle`` if the package cannot be had as it was sealed.
  private func end(
    _ plan: RepairPlan, _ data: RestoredData, _ reading: PackageReading, _ scratch: () throws -> ScratchFile,
    _ progress: ProgressHandler?
  ) async throws -> Restoration.End {
    let known = plan.known
    guard data.lostBlocks.isEmpty, reading.isSealed, let tail = reading.expectedTail,
      let content = tail.contentDigest, let package = tail.packageDigest
    else { throw RepairObstacle(plan, data, reading) }
    let parity = try await ParitySection.make(
      known.common, dataSize: data.size, from: data, scratch: scratch, threads: threads, progress)
    let end = ContainerEnd(
      profile: known.profile, common: known.common, dataSize: data.size, blocks: reading.blocks,
      index: tail.index, facts: tail.facts, contentDigest: content, packageDigest: package,
      later: known.footer.flatMap { $0.isOfLaterRevision ? $0 : nil })
    let made = end.tail(parity)
    guard known.footer == nil || known.footer == made.footer else {
      if plan.isProven { throw RepairObstacle.sealed(.footerMismatch, "the footer does not fit the data") }
      throw RepairObstacle.unlike("footer")
    }
    let whole = Restoration.End(
      parity: parity, tail: made, additional: try known.findAdditional(), isRead: true, proof: plan.proof)
    if known.footer == nil, let part = try known.contradiction(whole) {
      throw RepairObstacle.unlike(part.rawValue)
    }
    return whole
  }
}

extension RepairObstacle {
  /// What is lost or wrong of the data frames.
  fileprivate init(_ plan: RepairPlan, _ data: RestoredData, _ reading: PackageReading) {
    let known = plan.known
    let faults = reading.findings.summary.filter { $0.severity == .error }
    let lost = Ranges.joined(data.lostBlocks.compactMap { known.range(ofBlock: $0) })
    if lost.isEmpty, plan.isDataProven, let fault = faults.first {
      self = .sealed(fault)
      return
    }
    let (code, offset, reason): (RuleCode, UInt64, String)
    if lost.isEmpty {
      (code, offset) = (.truncated, data.size)
      reason = "the package is cut off, or its end cannot be found: what stood behind this is lost"
    } else {
      (code, offset) = (.blockDigest, lost[0].lowerBound)
      let stripes = Set(data.lostBlocks.map { $0 % (known.layout?.stripes ?? 1) }).count
      reason =
        known.layout.map {
          known.lostAllParity
            ? "\(stripes) of \($0.stripes) stripes lost data, and the recovery data is lost as well"
            : "\(stripes) of \($0.stripes) stripes lost more than parity can restore"
        }
        ?? "it has no recovery data, and \(lost.reduce(0) { $0 + $1.count }) bytes of it are lost"
    }
    message = reason
    isLoss = true
    findings =
      (lost.isEmpty
        ? [Finding(code, offset: offset, reason)]
        : lost.map {
          Finding(
            code, offset: $0.lowerBound,
            "the stored bytes \($0.lowerBound) to \($0.upperBound - 1) are lost: no copy has them, and "
              + (known.layout == nil
                ? "the package has no recovery data"
                : known.lostAllParity
                  ? "the recovery data is lost as well" : "their stripes lost more than parity can restore"))
        }) + Self.losses(faults)
  }
}

extension RepairObstacle {
  /// What is lost of files, once for each: other rules that are broken then follow from that.
  private static func losses(_ faults: [Finding]) -> [Finding] {
    let codes: Set<RuleCode> = [.tagFileMissing, .tagDigest, .payloadDigest, .payloadMissing]
    var seen: Set<ExactText> = []
    return faults.filter { finding in
      guard codes.contains(finding.code), let path = finding.path else { return false }
      return seen.insert(ExactText(path)).inserted
    }
  }
}

extension KnownPackage {
  /// A section of which a piece is left that is not what was made; `nil` if there is none.
  fileprivate func contradiction(_ end: Restoration.End) throws -> DamageReport.Range.Part? {
    let sections: [(FrameKind, DamageReport.Range.Part, UInt64)] = [
      (.blockTable, .blockTable, UInt64(end.tail.blockTable.count)),
      (.parity, .parity, end.parity?.facts.length ?? 0),
      (.secondBlockTable, .secondBlockTable, UInt64(end.tail.blockTable.count)),
      (.index, .index, UInt64(end.tail.index.count)),
    ]
    for (kind, part, length) in sections {
      guard let map = pieces[kind] else { continue }
      for (place, count) in map.places {
        let range = place..<place + UInt64(count)
        guard range.upperBound <= length, let found = try map.read(range, of: length, copies),
          try end.content(kind, range).elementsEqual(found)
        else { return part }
      }
    }
    return nil
  }

  /// Where the sections stand whole that a later revision added; `nil` if there are none. See Spec §6.6.
  ///
  /// - Throws: ``RepairObstacle`` if no copy has them.
  fileprivate func findAdditional() throws -> BlockFinder.Place? {
    guard let footer, footer.additionalSize > 0 else { return nil }
    for (number, survey) in copies.enumerated() {
      let copy = survey.copy
      // At their place, or as far from the end as they must be.
      for start in [footer.additionalOffset, copy.size &- footer.containerSize &+ footer.additionalOffset]
      where try copy.digest(start, footer.additionalSize) == footer.additionalDigest {
        return BlockFinder.Place(copy: number, offset: start)
      }
    }
    throw RepairObstacle.lost(
      .footerMismatch,
      "sections of a later revision of the format are damaged; this program cannot make them anew")
  }
}
