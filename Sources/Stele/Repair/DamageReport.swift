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
      case footer
    }

    /// What stands there.
    public let part: Part
    /// Its first byte, counted from the start of the package as it was sealed.
    public let offset: UInt64
    /// How many bytes: whole blocks, or whole pieces of a section.
    public let count: UInt64
  }

  /// What is damaged, lost or not in its place, in the order of the package. Empty if the stored bytes are those that were
  /// sealed, and something else is wrong.
  public let ranges: [Range]
  /// The payload files that are not proven, by their paths in the bag.
  public let files: [String]
  /// The articles that are such files or show them, by their paths in the bag.
  public let articles: [String]
  /// Whether ``Repairer`` can make the package whole from this file alone.
  public let isRepairable: Bool
  /// Stripes of parity that the package has, that lost blocks, and that lost more than can be restored.
  public let stripes: (all: Int, damaged: Int, lost: Int)
}

extension DamageReport {
  /// - Parameter findings: What a full verification found.
  init(_ plan: RepairPlan, _ findings: [Finding]) {
    let blocks = Ranges.joined(plan.damagedBlocks.compactMap { plan.known.range(ofBlock: $0) })
    ranges =
      blocks.map { Range(part: .data, offset: $0.lowerBound, count: UInt64($0.count)) }
      + plan.known.lostSections()
    let touched = findings.filter { $0.severity == .error && ($0.path?.hasPrefix("data/") ?? false) }
    files = Set(touched.compactMap(\.path)).sorted()
    articles = Set(touched.compactMap(\.article)).sorted()
    // Without footer and block table only a whole tar shows that nothing stood behind what is there.
    let isEndKnown =
      plan.known.footer != nil || !plan.known.digests.isEmpty || PackageReading.isSealed(findings)
    isRepairable = !ranges.isEmpty && plan.isRestorable && isEndKnown
    stripes = (
      plan.known.layout?.stripes ?? 0, plan.stripes.count, plan.stripes.count { !$0.isRestorable }
    )
  }
}

extension KnownPackage {
  /// The pieces of sections that the first copy does not have, as far as their places are known.
  fileprivate func lostSections() -> [DamageReport.Range] {
    guard let footer else {
      // Where the end stood is not known without it, only that it is lost.
      return [DamageReport.Range(part: .footer, offset: copies[0].copy.size, count: 0)]
    }
    let sections: [(DamageReport.Range.Part, FrameKind, UInt64, UInt64)] = [
      (.blockTable, .blockTable, footer.dataSize, footer.blockTableLength),
      (.parity, .parity, footer.parityOffset, footer.parityLength),
      (
        .secondBlockTable, .secondBlockTable, footer.secondBlockTableOffset,
        footer.parityRatio == .none ? 0 : footer.blockTableLength
      ),
      (.index, .index, footer.indexOffset, footer.indexLength),
    ]
    return sections.flatMap { part, kind, start, length in
      let overhead = UInt64(profile.pieceOverhead)
      let lost = stride(from: 0, to: length, by: Section.pieceLength).filter {
        pieces[kind]?.place($0)?.copy != 0
      }
      let ranges = lost.map { place in
        let begin = start + place + place / UInt64(Section.pieceLength) * overhead
        return begin..<begin + min(UInt64(Section.pieceLength), length - place) + overhead
      }
      return Ranges.joined(ranges).map {
        DamageReport.Range(part: part, offset: $0.lowerBound, count: UInt64($0.count))
      }
    }
  }
}
