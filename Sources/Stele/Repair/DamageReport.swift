import SteleContainer
import SteleCore
import SteleParity

/// Where a package is damaged, what that touches, and whether it can be put right. See Spec §9.5.
public struct DamageReport: Sendable {
  /// A run of stored bytes of the package as it was sealed.
  public struct Range: Hashable, Sendable {
    /// What stands there.
    public enum Part: String, Sendable {
      case data
      case blockTable = "block table"
      case parity
      case secondBlockTable = "second block table"
      case index
      /// Sections of a later revision of the format.
      case additional = "additional sections"
      case footer
      /// Nothing: the package ended before it.
      case behindEnd = "behind the end"
      /// Nobody knows, since the footer is lost; no sound frame of the package holds these bytes.
      case unknown
    }

    /// What stands there.
    public let part: Part
    /// Its first byte, counted from the start of the package as it was sealed.
    public let offset: UInt64
    /// How many bytes: whole blocks, or whole pieces of a section.
    public let count: UInt64
    /// Where these bytes are sound, but stand at another place of the file: how many bytes further on, or further back
    /// if negative. `nil` if they are damaged or lost.
    public let movedBy: Int64?
  }

  /// Whether ``Repairer`` can make the package whole.
  public enum Prospect: Hashable, Sendable {
    /// From this file alone.
    case possible
    /// Not from this file alone; other copies may have what is lost. With the reason.
    case needsCopies(String)
    /// Not at all: the package was sealed so. With the reason.
    case impossible(String)
    /// Nobody knows, since there was no room to try it, or a limit stopped the trial. With the reason.
    case unknown(String)
  }

  /// What is damaged, lost or not in its place, in the order of the package. Empty if the stored bytes are those that were
  /// sealed, and something else is wrong; or if too little is left to tell.
  public let ranges: [Range]
  /// The payload files that are not proven, and the articles that are such files or show them.
  public let touched: TouchedFiles
  /// Whether it can be put right: all of a repair was tried, but for the writing.
  public let prospect: Prospect
  /// Stripes of parity that the package has, that lost blocks, and that lost more than can be restored.
  public let stripes: (all: Int, damaged: Int, lost: Int)
}

extension DamageReport {
  init(_ restoration: Restoration, _ touched: TouchedFiles) {
    let prospect: Prospect =
      switch restoration.end {
      case .success: .possible
      case .failure(let obstacle): Prospect(obstacle)
      }
    self.init(
      restoration.damage, prospect, restoration.plan, lost: restoration.data.lostBlocks, touched)
  }

  /// Of a package of which too little is left, or which was sealed so.
  init(_ obstacle: RepairObstacle, _ touched: TouchedFiles) {
    self.init([], Prospect(obstacle), nil, lost: [], touched)
  }

  /// Of a package with which a repair could not be tried.
  init(_ plan: RepairPlan, _ error: SteleError, _ touched: TouchedFiles) throws {
    self.init(
      try Self.ranges(plan, nil), .unknown(error.message), plan,
      lost: plan.stripes.filter { !$0.isRestorable }.map(\.number), touched)
  }

  private init(
    _ ranges: [Range], _ prospect: Prospect, _ plan: RepairPlan?, lost: [Int], _ touched: TouchedFiles
  ) {
    self.ranges = ranges
    self.prospect = prospect
    self.touched = touched
    let all = plan?.known.layout?.stripes ?? 0
    stripes = (all, plan?.stripes.count ?? 0, all == 0 ? 0 : Set(lost.map { $0 % all }).count)
  }

  /// What the first copy has otherwise than it was sealed.
  ///
  /// - Parameter end: What must follow the data frames, if that is known.
  static func ranges(_ plan: RepairPlan, _ end: Restoration.End?) throws -> [Range] {
    let data = Range.joined(
      plan.damagedBlocks.compactMap { number in
        plan.known.range(ofBlock: number).map { Range(.data, $0, movedBy: plan.shift(ofBlock: number)) }
      })
    guard let footer = end?.tail.footer ?? plan.known.footer else {
      // Where the end stood is not known without it, only that it is lost.
      return data + (try UnknownEnd(plan).ranges(behind: plan.known.dataSize!))
    }
    return data + (try DamagedSections(plan.known, footer, end).ranges())
  }
}

extension DamageReport.Range {
  init(_ part: Part, _ bytes: Swift.Range<UInt64>, movedBy: Int64? = nil) {
    self.init(part: part, offset: bytes.lowerBound, count: UInt64(bytes.count), movedBy: movedBy)
  }

  /// Those that follow each other joined, where the same is true of them.
  static func joined(_ ranges: [Self]) -> [Self] {
    var result: [Self] = []
    for range in ranges {
      if let last = result.last, last.part == range.part, last.movedBy == range.movedBy,
        last.offset + last.count == range.offset
      {
        result[result.count - 1] = Self(
          part: last.part, offset: last.offset, count: last.count + range.count, movedBy: last.movedBy)
      } else {
        result.append(range)
      }
    }
    return result
  }
}

extension Finding {
  /// Whether damage to what was sealed well brings such a finding. Others may be of a fault that was sealed.
  var mayBeDamage: Bool { severity != .error || Self.codesOfDamage.contains(code) }

  private static let codesOfDamage: Set<RuleCode> = [
    .truncated, .descriptorDamaged, .frameHeader, .frameUndecodable, .frameChecksum, .framePlace,
    .frameForeign,
    .frameKind, .blockDigest, .blockTable, .paritySection, .indexMismatch, .trailingBytes, .unreadableRange,
    .tagFileMissing, .payloadDigest, .payloadMissing, .tagDigest, .digestUnexpected, .receiptMismatch,
  ]
}

extension DamageReport.Prospect {
  fileprivate init(_ obstacle: RepairObstacle) {
    self =
      if obstacle.findings.contains(where: { $0.code == .limitExceeded }) {
        .unknown(obstacle.message)
      } else {
        obstacle.isLoss ? .needsCopies(obstacle.message) : .impossible(obstacle.message)
      }
  }
}
