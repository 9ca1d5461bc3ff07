import SteleCore

/// Looks for blocks that are shifted otherwise than the frames near them, since bytes came in or fell out more than once between
/// these. See Spec §9.5.
///
/// A block that is found tells the shift of those beside it; so only one of each run of them is looked for at many places, and
/// of what is not there at all ever fewer. What all this may hash is bounded by the size of the data.
struct ShiftSearch {
  /// Shifts beyond those of the frames that are tried; `wide` if these two differ.
  private static let margin: (narrow: Int64, wide: Int64) = (8, 256)
  /// All shifts between two that differ by no more are tried.
  private static let mostBetween: Int64 = 4096

  private let finder: BlockFinder
  private let digests: [Digest?]
  private let copy: Int
  private var places: [BlockFinder.Place?]
  /// Bytes that may still be hashed.
  private var allowance: UInt64

  /// Completes what was found at the shifts of frames.
  static func complete(
    _ places: inout [BlockFinder.Place?], _ digests: [Digest?], _ finder: BlockFinder
  ) throws {
    var allowance = (finder.known.dataSize ?? 0) * 16 + (1 << 30)
    for (copy, survey) in finder.known.copies.enumerated()
    where survey.isSameContainer && places.contains(nil) {
      var search = ShiftSearch(
        finder: finder, digests: digests, copy: copy, places: places, allowance: allowance)
      try search.run()
      (places, allowance) = (search.places, search.allowance)
    }
  }

  private mutating func run() throws {
    var start = 0
    while let first = places[start...].firstIndex(of: nil) {
      let end = places[first...].firstIndex { $0 != nil } ?? places.count
      try Task.checkCancellation()
      try search(first..<end)
      start = end
    }
  }

  /// Looks for blocks in a run of which none was found.
  private mutating func search(_ run: Range<Int>) throws {
    var rest = run
    if let shift = shift(ofBlock: rest.lowerBound - 1) {
      rest = try forward(rest, shift)..<rest.upperBound
    }
    if let shift = shift(ofBlock: rest.upperBound) {
      rest = rest.lowerBound..<(try backward(rest, shift))
    }
    var (number, step) = (rest.lowerBound, 1)
    var failed: Set<Int> = []
    while number < rest.upperBound {
      guard !failed.contains(number), let shift = try findShift(number, after: rest.lowerBound - 1) else {
        failed.insert(number)
        number += step
        step *= 2
        continue
      }
      let end = try forward(number..<rest.upperBound, shift)
      let begin = try backward(rest.lowerBound..<number, shift)
      // Between those that were not there others may be, of which nothing tells the shift.
      for skipped in rest.lowerBound..<begin where !failed.contains(skipped) {
        if let shift = try findShift(skipped, after: skipped - 1) { place(skipped, shift) }
      }
      rest = end..<rest.upperBound
      (number, step) = (end, 1)
    }
  }

  /// Places blocks from the front of a run on that have this shift.
  ///
  /// - Returns: The first one that has not.
  private mutating func forward(_ run: Range<Int>, _ shift: Int64) throws -> Int {
    for number in run {
      guard try isThere(number, shift) else { return number }
      place(number, shift)
    }
    return run.upperBound
  }

  /// Places blocks from the end of a run on that have this shift.
  ///
  /// - Returns: The end of those that have not.
  private mutating func backward(_ run: Range<Int>, _ shift: Int64) throws -> Int {
    for number in run.reversed() {
      guard try isThere(number, shift) else { return number + 1 }
      place(number, shift)
    }
    return run.lowerBound
  }

  /// The shift of a block, if it stands in the copy that is searched.
  private func shift(ofBlock number: Int) -> Int64? {
    guard places.indices.contains(number), let place = places[number], place.copy == copy,
      let range = finder.known.range(ofBlock: number)
    else { return nil }
    return Int64(place.offset) - Int64(range.lowerBound)
  }

  private mutating func place(_ number: Int, _ shift: Int64) {
    guard let range = finder.known.range(ofBlock: number),
      let offset = BlockFinder.offset(of: range, shift: shift)
    else { return }
    places[number] = BlockFinder.Place(copy: copy, offset: offset)
  }

  private func isThere(_ number: Int, _ shift: Int64) throws -> Bool {
    guard let digest = digests[number], let range = finder.known.range(ofBlock: number) else { return false }
    return try finder.isThere(range, digest, copy: copy, shift: shift)
  }

  /// The shift of a block among many; `nil` if it has none of them.
  private mutating func findShift(_ number: Int, after previous: Int) throws -> Int64? {
    guard let digest = digests[number], let range = finder.known.range(ofBlock: number) else { return nil }
    let bounds = finder.anchors[copy].bounds(at: range.lowerBound)
    let last = shift(ofBlock: previous) ?? bounds.before
    let known = [last, bounds.before, bounds.behind]
    let (least, most) = (known.min()!, known.max()!)
    let margin = least == most ? Self.margin.narrow : Self.margin.wide
    let windows =
      most - least <= Self.mostBetween
      ? [least - margin...most + margin] : [least, most].map { $0 - margin...$0 + margin }
    for window in windows {
      if let shift = try findShift(range, digest, in: window, from: last) { return shift }
    }
    return nil
  }

  /// The shift in a window at which bytes have this digest; those near a likely one are tried first.
  private mutating func findShift(
    _ range: Range<UInt64>, _ digest: Digest, in window: ClosedRange<Int64>, from likely: Int64
  ) throws -> Int64? {
    let first = max(Int64(range.lowerBound) + window.lowerBound, 0)
    let end = Int64(range.upperBound) + window.upperBound
    guard first < end, UInt64(first) < finder.copies[copy].size else { return nil }
    let bytes = try finder.copies[copy].read(Int(end - first), at: UInt64(first))
    let likely = min(max(likely, window.lowerBound), window.upperBound)
    let most = max(likely - window.lowerBound, window.upperBound - likely)
    for distance in 0...most {
      for shift in distance == 0 ? [likely] : [likely - distance, likely + distance]
      where window.contains(shift) {
        let begin = Int64(range.lowerBound) + shift - first
        guard begin >= 0, Int(begin) + range.count <= bytes.count else { continue }
        guard allowance >= UInt64(range.count) else { return nil }
        allowance -= UInt64(range.count)
        if Digest(hashing: bytes[Int(begin)..<Int(begin) + range.count]) == digest { return shift }
      }
    }
    return nil
  }
}
