import SteleContainer
import SteleCore
import SteleParity

/// Where in a copy sound descriptors stand, against where they were sealed: how far the bytes near them are shifted.
/// See Spec §9.5.
struct ShiftAnchors: Sendable {
  private struct Anchor {
    /// Where the descriptor was sealed.
    let sealed: UInt64
    /// Where its frame began then.
    let front: UInt64
    let shift: Int64
  }

  /// In the order in which they were sealed.
  private let anchors: [Anchor]

  init(_ known: KnownPackage, _ survey: CopySurvey) {
    guard survey.profile == known.profile else {
      anchors = []
      return
    }
    let sections = SectionStarts(known)
    let own = survey.marks.lazy.filter { $0.descriptor.packageTag == known.common.packageTag }
    let found = own.compactMap { mark in
      sections.front(of: mark.descriptor).map { front in
        let sealed = front + sections.place(in: mark.descriptor)
        return Anchor(sealed: sealed, front: front, shift: Int64(mark.offset) - Int64(sealed))
      }
    }
    anchors = found.sorted { $0.sealed < $1.sealed }
  }

  /// The shifts at the last descriptor before a place, and at the first one behind it, the nearer ones first; then some further away.
  func near(_ place: UInt64) -> [Int64] {
    let next = anchors.indices.partitionPoint { anchors[$0].sealed <= place }
    var shifts: [Int64] = []
    for distance in 0..<Self.reach {
      for index in [next - 1 - distance, next + distance] where anchors.indices.contains(index) {
        if !shifts.contains(anchors[index].shift) { shifts.append(anchors[index].shift) }
      }
    }
    return shifts
  }

  /// How many descriptors on each side count as near.
  private static let reach = 4

  /// The shifts at the last descriptor before a place and at the first one behind it; one of them twice if there is no other.
  func around(_ place: UInt64) -> (before: Int64, behind: Int64)? {
    let (before, behind) = neighbours(of: place)
    guard let any = before ?? behind else { return nil }
    return (before ?? any, behind ?? any)
  }

  /// The shifts between which bytes at a place can be if others came in or fell out more than once near it: as ``around(_:)``, but
  /// before the first descriptor the beginning of the file stands for one that is not shifted. It is no more than a bound: most
  /// bytes there are shifted as that descriptor is.
  func bounds(at place: UInt64) -> (before: Int64, behind: Int64) {
    let (before, behind) = neighbours(of: place)
    return (before ?? 0, behind ?? before ?? 0)
  }

  private func neighbours(of place: UInt64) -> (before: Int64?, behind: Int64?) {
    let next = anchors.indices.partitionPoint { anchors[$0].sealed <= place }
    return (next > 0 ? anchors[next - 1].shift : nil, next < anchors.count ? anchors[next].shift : nil)
  }

  /// The places within a range at which a frame begins that is shifted otherwise than the one before it, with both shifts: bytes came in
  /// between the two.
  func changes(in range: Range<UInt64>) -> [(place: UInt64, before: Int64, behind: Int64)] {
    var found: [(UInt64, Int64, Int64)] = []
    var index = max(1, anchors.indices.partitionPoint { anchors[$0].sealed <= range.lowerBound })
    while index < anchors.count, anchors[index].front < range.upperBound, found.count < Self.reach {
      let (before, behind) = (anchors[index - 1].shift, anchors[index].shift)
      if before != behind, anchors[index].front > range.lowerBound {
        found.append((anchors[index].front, before, behind))
      }
      index += 1
    }
    return found
  }
}

/// Where the descriptors of a package were sealed.
private struct SectionStarts {
  private let profile: Profile
  private let frameOffsets: [UInt64: UInt64]
  private var starts: [UInt8: UInt64] = [:]

  init(_ known: KnownPackage) {
    profile = known.profile
    frameOffsets = known.frameOffsets
    if let footer = known.footer {
      starts = [
        FrameKind.blockTable.rawValue: footer.dataSize, FrameKind.parity.rawValue: footer.parityOffset,
        FrameKind.secondBlockTable.rawValue: footer.secondBlockTableOffset,
        FrameKind.index.rawValue: footer.indexOffset,
        FrameKind.footer.rawValue: footer.additionalOffset + footer.additionalSize,
      ]
      return
    }
    guard let dataSize = known.dataSize, !known.digests.isEmpty else { return }
    let table = Section.storedLength(
      contentLength: UInt64(known.digests.count * Digest.byteCount), known.profile)
    var end = dataSize + table
    starts[FrameKind.blockTable.rawValue] = dataSize
    if let layout = known.layout {
      starts[FrameKind.parity.rawValue] = end
      end += Section.storedLength(contentLength: layout.parityLength, known.profile)
      starts[FrameKind.secondBlockTable.rawValue] = end
      end += table
    }
    starts[FrameKind.index.rawValue] = end
  }

  /// Where the frame of a descriptor began when it was sealed; `nil` if that is not known.
  func front(of descriptor: FrameDescriptor) -> UInt64? {
    // Nothing is larger, and below that no sum overflows.
    guard descriptor.place < 1 << 56 else { return nil }
    if descriptor.kind == FrameKind.data.rawValue { return frameOffsets[descriptor.place] }
    guard let start = starts[descriptor.kind], descriptor.place % UInt64(Section.pieceLength) == 0 else {
      return nil
    }
    return Section.containerOffset(sectionStart: start, offset: descriptor.place, profile)
      - UInt64(profile.pieceOffset)
  }

  /// Where in its frame a descriptor stands.
  func place(in frame: FrameDescriptor) -> UInt64 {
    let isAtEnd = profile == .zstd && frame.kind == FrameKind.data.rawValue
    return UInt64(
      isAtEnd
        ? max(Int(frame.storedLength), FrameDescriptor.byteCount) - FrameDescriptor.byteCount
        : profile.pieceOffset - FrameDescriptor.byteCount)
  }
}
