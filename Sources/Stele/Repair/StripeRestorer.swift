import SteleCore
import SteleParity

/// Restores the lost blocks of one stripe.
struct StripeRestorer {
  let plan: RepairPlan
  let layout: ParityLayout
  let copies: [PackageCopy]
  /// Whether the size of the data is a guess within its last block.
  var searchesEnd = false

  /// The lost blocks with their numbers; none if they cannot be restored.
  func restore(_ stripe: RepairPlan.Stripe) throws -> [(Int, ArraySlice<UInt8>)] {
    guard stripe.isRestorable else { return [] }
    for (rows, asBehind) in choices(stripe) {
      let blocks = try restore(stripe, rows: rows, asBehind: asBehind)
      let proven = blocks.compactMap { number, bytes in self.proven(bytes, number).map { (number, $0) } }
      if !blocks.isEmpty, proven.count == blocks.count { return proven }
    }
    return []
  }

  /// Which rows to use: sound ones, and if these do not suffice doubtful ones, from the end of the parity first, since a
  /// burst that took data before it took its beginning. The digests of the restored blocks tell whether a choice was right.
  /// Where bytes came in or fell out within the parity, unsound ones may be shifted as what stands before them, or as what follows.
  private func choices(_ stripe: RepairPlan.Stripe) -> [(rows: [Int], asBehind: Bool)] {
    let needed = stripe.lost.count
    let missing = needed - stripe.rows.count
    guard missing > 0 else {
      let spare = stripe.rows.count - needed
      return (0...min(spare, 4)).map { (Array(stripe.rows.dropFirst($0).prefix(needed)), false) }
    }
    let spare = stripe.doubtful.count - missing
    let doubtful = Array(stripe.doubtful.reversed())
    return (0...min(spare, Self.mostChoices)).flatMap { first in
      let rows = stripe.rows + doubtful.dropFirst(first).prefix(missing)
      return [(rows, false), (rows, true)]
    }
  }

  private static let mostChoices = 64

  /// What a restored block is without the zeros that fill it up; `nil` if it has not its digest.
  private func proven(_ bytes: ArraySlice<UInt8>, _ number: Int) -> ArraySlice<UInt8>? {
    let block = bytes.prefix(layout.range(ofBlock: number).count)
    guard number < plan.known.digests.count, let digest = plan.known.digests[number] else { return block }
    if Digest(hashing: block) == digest { return block }
    return searchesEnd && number == layout.blockCount - 1 ? beginning(of: bytes, digest) : nil
  }

  /// The beginning that has this digest, with nothing but zeros behind it; `nil` if none has.
  private func beginning(of bytes: ArraySlice<UInt8>, _ digest: Digest) -> ArraySlice<UInt8>? {
    var end = bytes.lastIndex { $0 != 0 }.map { $0 + 1 } ?? bytes.startIndex
    var hasher = DigestHasher()
    hasher.update(bytes[..<end])
    while hasher.finalize() != digest {
      guard end < bytes.endIndex else { return nil }
      hasher.update(bytes[end...end])
      end += 1
    }
    return bytes[..<end]
  }

  private func restore(
    _ stripe: RepairPlan.Stripe, rows: [Int], asBehind: Bool
  ) throws -> [(Int, ArraySlice<UInt8>)] {
    var repair = StripeRepair(
      lost: stripe.lost, rows: rows, columns: layout.columns, blockSize: layout.blockSize)
    for column in 0..<layout.columns where !stripe.lost.contains(column) {
      try Task.checkCancellation()
      guard let number = layout.dataBlock(stripe: stripe.number, column: column),
        let place = plan.places[number]
      else { continue }
      let bytes = try copies.read(layout.range(ofBlock: number).count, at: place)
      repair.add(bytes[...], column: column)
    }
    for (index, row) in rows.enumerated() {
      guard
        let bytes = try plan.known.parity(
          layout, stripe: stripe.number, row: row, plan.finder, asBehind: asBehind)
      else { return [] }
      repair.add(bytes[...], parity: index)
    }
    return zip(stripe.lost, repair.restored()).map { column, bytes in
      (layout.dataBlock(stripe: stripe.number, column: column)!, bytes[...])
    }
  }
}
