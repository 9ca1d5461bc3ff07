import SteleContainer
public import SteleCore
import SteleParity

/// What came of a repair. See Spec §9.5.
public struct RepairReport: Sendable {
  /// How it ended.
  public enum Outcome: String, Sendable {
    /// There was nothing to repair; nothing was written.
    case wasIntact = "intact"
    /// The new file is the package as it was sealed.
    case repaired
    /// Not everything can be had back; nothing was written.
    case lost
  }

  /// How it ended.
  public let outcome: Outcome
  /// What was put right, in the order of the package.
  public let steps: [RepairStep]
  /// What is lost: a finding for each file, and for each run of stored bytes.
  public let lost: [Finding]
  /// The verification of the package that was intact, or of the new file; `nil` if something is lost.
  public let verification: VerificationReport?
}

extension RepairReport {
  /// What cannot be had back.
  static func lost(_ plan: RepairPlan, _ data: RestoredData, _ reading: PackageReading) -> [Finding] {
    let size = UInt64(plan.known.common.blockSize.bytes)
    let ranges = Ranges.joined(
      data.lostBlocks.map { UInt64($0) * size..<min(UInt64($0 + 1) * size, data.size) })
    let reason =
      plan.known.layout == nil
      ? "the package has no recovery data" : "their stripes lost more than parity can restore"
    var findings = ranges.map {
      Finding(
        .blockDigest, offset: $0.lowerBound,
        "the stored bytes \($0.lowerBound) to \($0.upperBound - 1) are lost: no copy has them, and \(reason)"
      )
    }
    if plan.known.footer == nil, !reading.isSealed {
      findings.append(
        Finding(
          .truncated, offset: data.size,
          "the package is cut off, or its end cannot be found: what stood behind this is lost"))
    }
    return findings + reading.findings.summary.filter { $0.path != nil && $0.severity == .error }
  }
}

/// Something that was put right.
public struct RepairStep: Hashable, Sendable {
  /// How it was put right.
  public enum Means: String, Sendable {
    /// Restored from parity.
    case parity
    /// Found in the damaged file, at another place.
    case moved
    /// Taken from another copy.
    case copy
    /// Made anew from the data.
    case derived
    /// Taken away: it stood behind the end of the package.
    case removed
  }

  /// How it was put right.
  public let means: Means
  /// The stored bytes of the package as it was sealed, from here on.
  public let offset: UInt64
  /// How many bytes.
  public let count: UInt64
  /// The path of the copy that they were taken from.
  public let copy: String?
}

extension RepairStep {
  /// What was done to the data blocks.
  static func blocks(_ plan: RepairPlan, _ data: RestoredData) -> [RepairStep] {
    let known = plan.known
    var steps: [RepairStep] = []
    let restored = Set(data.restoredBlocks)
    for number in plan.damagedBlocks {
      guard let range = known.range(ofBlock: number) else { continue }
      let means: Means
      var copy: String?
      if let place = plan.places[number] {
        means = place.copy == 0 ? .moved : .copy
        if place.copy > 0 { copy = known.copies[place.copy].copy.path }
      } else if restored.contains(number) {
        means = .parity
      } else {
        continue
      }
      if let last = steps.last, last.means == means, last.copy == copy,
        last.offset + last.count == range.lowerBound
      {
        steps[steps.count - 1] = RepairStep(
          means: means, offset: last.offset, count: last.count + UInt64(range.count), copy: copy)
      } else {
        steps.append(
          RepairStep(means: means, offset: range.lowerBound, count: UInt64(range.count), copy: copy))
      }
    }
    return steps
  }

  /// What follows the data, if it was not all there.
  static func sections(_ plan: RepairPlan, _ footer: Footer) -> [RepairStep] {
    let known = plan.known
    func isWhole(_ kind: FrameKind, _ length: UInt64) -> Bool {
      stride(from: 0, to: length, by: Section.pieceLength).allSatisfy {
        guard let found = known.pieces[kind]?.place($0) else { return false }
        return found.copy == 0
      }
    }
    let sections: [(FrameKind, UInt64, UInt64, UInt64)] = [
      (.blockTable, footer.dataSize, footer.parityOffset, footer.blockTableLength),
      (.parity, footer.parityOffset, footer.secondBlockTableOffset, footer.parityLength),
      (.secondBlockTable, footer.secondBlockTableOffset, footer.indexOffset, footer.blockTableLength),
      (.index, footer.indexOffset, footer.additionalOffset, footer.indexLength),
    ]
    var steps: [RepairStep] = []
    for (kind, start, end, length) in sections where start < end && !isWhole(kind, length) {
      steps.append(RepairStep(means: .derived, offset: start, count: end - start, copy: nil))
    }
    if known.copies[0].footers.isEmpty {
      let start = footer.additionalOffset + footer.additionalSize
      steps.append(RepairStep(means: .derived, offset: start, count: footer.containerSize - start, copy: nil))
    }
    let size = known.copies[0].copy.size
    if known.isUnmoved, size > footer.containerSize {
      steps.append(
        RepairStep(
          means: .removed, offset: footer.containerSize, count: size - footer.containerSize, copy: nil))
    }
    return steps
  }
}

extension KnownPackage {
  /// Whether the footer of the first copy stands where it was sealed.
  fileprivate var isUnmoved: Bool {
    guard let footer else { return false }
    let offset = footer.additionalOffset + footer.additionalSize
    return frames(copies[0], .footer).contains { $0.offset == offset }
  }
}
