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
  /// Whether another copy of the package may have it: not if it was sealed so, if a limit was met, or if the file is of
  /// another package than the one named.
  public internal(set) var mayBeInCopies = false
  /// The verification of the package that was intact, or of the new file; `nil` if something is lost.
  public let verification: VerificationReport?
  /// What proves that the new file is the container that was sealed; `nil` if none was written.
  public let proof: RepairProof?
  /// What its user should know of the files that were given.
  public internal(set) var notes: [RepairNote] = []
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
  /// The part of the package that it is in.
  public let part: DamageReport.Range.Part
  /// The stored bytes of the package as it was sealed, from here on.
  public let offset: UInt64
  /// How many bytes.
  public let count: UInt64
  /// The path of the copy that they were taken from.
  public let copy: String?
}

extension RepairStep {
  /// The step as JSON. See `Spec/schemas/repair.schema.json`.
  package var json: JSONValue {
    .object([
      "means": .string(means.rawValue), "part": .string(part.rawValue),
      "offset": .integer(Int64(clamping: offset)),
      "bytes": .integer(Int64(clamping: count)), "copy": copy.map(JSONValue.string) ?? .null,
    ])
  }

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
          means: means, part: .data, offset: last.offset, count: last.count + UInt64(range.count), copy: copy)
      } else {
        steps.append(
          RepairStep(
            means: means, part: .data, offset: range.lowerBound, count: UInt64(range.count), copy: copy))
      }
    }
    return steps
  }

  /// What was done to all that is not data.
  static func sections(_ restoration: Restoration, _ end: Restoration.End) -> [RepairStep] {
    restoration.damage.filter { $0.part != .data }.map { range in
      var means = Means.derived
      var copy: String?
      if range.part == .behindEnd { means = .removed } else if range.movedBy != nil { means = .moved }
      if range.part == .additional, let place = end.additional {
        means = place.copy == 0 ? .moved : .copy
        if place.copy > 0 { copy = restoration.plan.known.copies[place.copy].copy.path }
      }
      return RepairStep(means: means, part: range.part, offset: range.offset, count: range.count, copy: copy)
    }
  }
}
