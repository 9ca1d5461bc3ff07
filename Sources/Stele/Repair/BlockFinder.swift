import SteleContainer
import SteleCore

/// Finds the sound blocks of a package in its copies, also where they are not in their place. See Spec §9.5.
struct BlockFinder: Sendable {
  /// Where a sound block stands.
  struct Place: Hashable, Sendable {
    let copy: Int
    /// Offset in that copy.
    let offset: UInt64
    /// Where its second part stands, if bytes came in within it.
    var second: Second?

    struct Second: Hashable, Sendable {
      /// Bytes of the block before it.
      let place: Int
      /// Offset in that copy.
      let offset: UInt64
    }
  }

  let known: KnownPackage
  let copies: [PackageCopy]
  /// For each copy, how far its bytes are shifted.
  let anchors: [ShiftAnchors]

  init(_ known: KnownPackage) {
    self.known = known
    copies = known.copies.map(\.copy)
    anchors = known.copies.map { ShiftAnchors(known, $0) }
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
      ?? likeliest(first, copy: 0) ?? first.lowerBound
    let length = Int(last.upperBound - first.lowerBound)
    let bytes = try start < copies[0].size ? copies[0].read(length, at: start) : []
    return try numbers.map { number in
      guard let digest = digests[number], let range = known.range(ofBlock: number) else { return nil }
      let place = Int(range.lowerBound - first.lowerBound)
      let block = bytes.dropFirst(place).prefix(range.count)
      if block.count == range.count, Digest(hashing: block) == digest {
        // What stands in its place, too, is not taken from elsewhere.
        if start != first.lowerBound, try isThere(range, digest, copy: 0, shift: 0) {
          return Place(copy: 0, offset: range.lowerBound)
        }
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
      if let place = try inTwoParts(range, digest, copy: copy) { return place }
    }
    return nil
  }

  /// Where in a copy stored bytes with this digest stand: at their place, or shifted as the frames near them are.
  private func offset(_ range: Range<UInt64>, _ digest: Digest, copy: Int) throws -> UInt64? {
    if try isThere(range, digest, copy: copy, shift: 0) { return range.lowerBound }
    for shift in anchors[copy].near(range.lowerBound)
    where try shift != 0 && isThere(range, digest, copy: copy, shift: shift) {
      return Self.offset(of: range, shift: shift)
    }
    return nil
  }

  /// Where a block stands between whose bytes others came in, just where a frame begins.
  private func inTwoParts(_ range: Range<UInt64>, _ digest: Digest, copy: Int) throws -> Place? {
    for (middle, before, behind) in anchors[copy].changes(in: range) {
      let parts = (range.lowerBound..<middle, middle..<range.upperBound)
      guard let first = Self.offset(of: parts.0, shift: before),
        let second = Self.offset(of: parts.1, shift: behind)
      else { continue }
      let place = Place(
        copy: copy, offset: first, second: Place.Second(place: parts.0.count, offset: second))
      if Digest(hashing: try copies.read(range.count, at: place)) == digest { return place }
    }
    return nil
  }

  /// Whether stored bytes with this digest stand in a copy with this shift.
  func isThere(_ range: Range<UInt64>, _ digest: Digest, copy: Int, shift: Int64) throws -> Bool {
    let file = copies[copy]
    guard let offset = Self.offset(of: range, shift: shift), offset < file.size else { return false }
    let bytes = try file.read(range.count, at: offset)
    return bytes.count == range.count && Digest(hashing: bytes) == digest
  }

  /// Where a shift leads; `nil` before the beginning of the copy, where there is nothing.
  static func offset(of range: Range<UInt64>, shift: Int64) -> UInt64? {
    UInt64(exactly: Int64(range.lowerBound) + shift)
  }

  /// Where bytes that no digest proves most likely stand in a copy: as the descriptor before them, or as the one behind them.
  ///
  /// - Returns: `nil` before the beginning of the copy, where there is nothing.
  func likeliest(_ range: Range<UInt64>, copy: Int, asBehind: Bool = false) -> UInt64? {
    guard let around = anchors[copy].around(range.lowerBound) else { return range.lowerBound }
    return Self.offset(of: range, shift: asBehind ? around.behind : around.before)
  }
}

extension [PackageCopy] {
  /// Reads bytes of a block, from `start` on, or as many as there are.
  func read(_ count: Int, from start: Int = 0, at place: BlockFinder.Place) throws -> [UInt8] {
    let copy = self[place.copy]
    guard let second = place.second, start + count > second.place else {
      return try copy.read(count, at: place.offset + UInt64(start))
    }
    guard start < second.place else {
      return try copy.read(count, at: second.offset + UInt64(start - second.place))
    }
    let first = second.place - start
    return try copy.read(first, at: place.offset + UInt64(start))
      + copy.read(count - first, at: second.offset)
  }
}
