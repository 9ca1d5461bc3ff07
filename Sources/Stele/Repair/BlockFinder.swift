import SteleContainer
import SteleCore

/// Finds the sound blocks of a package in its copies, also where they are not in their place. See Spec §9.5.
struct BlockFinder: Sendable {
  /// Where a sound block stands.
  struct Place: Hashable, Sendable {
    let copy: Int
    /// Offset in that copy.
    let offset: UInt64
  }

  private struct Anchor {
    let sealed: UInt64
    let found: UInt64
  }

  private let copies: [PackageCopy]
  /// For each copy, where frames were sealed and where they are, in the order in which they were sealed.
  private let anchors: [[Anchor]]
  private let known: KnownPackage

  init(_ known: KnownPackage) {
    self.known = known
    copies = known.copies.map(\.copy)
    anchors = known.copies.map { survey in
      guard survey.profile == known.profile else { return [] }
      var anchors = known.frames(survey, .data).compactMap { frame in
        known.frameOffsets[frame.descriptor.place].map { Anchor(sealed: $0, found: frame.offset) }
      }
      if let end = known.dataSize {
        for frame in known.frames(survey, .blockTable) where frame.descriptor.place == 0 {
          anchors.append(Anchor(sealed: end, found: frame.offset))
        }
      }
      return anchors.sorted { $0.sealed < $1.sealed }
    }
  }

  /// Where blocks that follow each other stand; `nil` for those that no copy has.
  ///
  /// - Parameter digests: Of all blocks, all known.
  func find(_ numbers: Range<Int>, _ digests: [Digest?]) throws -> [Place?] {
    guard let first = known.range(ofBlock: numbers.lowerBound),
      let last = known.range(ofBlock: numbers.upperBound - 1)
    else { return numbers.map { _ in nil } }
    // Most stand in the first copy one behind the other, and are read at once.
    let start =
      try digests[numbers.lowerBound].flatMap { digest in try offset(first, digest, copy: 0) }
      ?? likeliest(first, copy: 0)
    let bytes =
      try start < copies[0].size ? copies[0].read(Int(last.upperBound - first.lowerBound), at: start) : []
    return try numbers.map { number in
      guard let digest = digests[number], let range = known.range(ofBlock: number) else { return nil }
      let place = Int(range.lowerBound - first.lowerBound)
      let block = bytes.dropFirst(place).prefix(range.count)
      if block.count == range.count, Digest(hashing: block) == digest {
        return Place(copy: 0, offset: start + UInt64(place))
      }
      return try find(number, digest)
    }
  }

  /// Where a block with this digest stands; `nil` if no copy has it.
  func find(_ number: Int, _ digest: Digest) throws -> Place? {
    guard let range = known.range(ofBlock: number) else { return nil }
    for copy in copies.indices {
      if let offset = try offset(range, digest, copy: copy) { return Place(copy: copy, offset: offset) }
    }
    return nil
  }

  /// Where in a copy stored bytes with this digest stand: at their place, or shifted as the frames near them are.
  private func offset(_ range: Range<UInt64>, _ digest: Digest, copy: Int) throws -> UInt64? {
    let file = copies[copy]
    return try ([range.lowerBound] + shifted(range, copy: copy)).first { offset in
      guard offset < file.size else { return false }
      let bytes = try file.read(range.count, at: offset)
      return bytes.count == range.count && Digest(hashing: bytes) == digest
    }
  }

  /// Where bytes that no digest proves most likely stand in a copy.
  func likeliest(_ range: Range<UInt64>, copy: Int) -> UInt64 {
    shifted(range, copy: copy).first ?? range.lowerBound
  }

  /// Where bytes stand in a copy that are shifted as the frame before them, and as the one after them.
  private func shifted(_ range: Range<UInt64>, copy: Int) -> [UInt64] {
    let anchors = anchors[copy]
    let next = anchors.indices.partitionPoint { anchors[$0].sealed <= range.lowerBound }
    return [next - 1, next].filter(anchors.indices.contains).compactMap {
      // Where the shift leads before the beginning of the copy there is nothing.
      let (moved, overflows) = (range.lowerBound &+ anchors[$0].found)
        .subtractingReportingOverflow(anchors[$0].sealed)
      return overflows ? nil : moved
    }
  }
}
