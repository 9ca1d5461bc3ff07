import SteleContainer
import SteleCore
import SteleFile
import SteleParity

/// The data frames of a package, put together from sound blocks of its copies and from restored ones.
///
/// What is lost for good is there as the first copy has it, for those who can use a part.
final class RestoredData: Sendable {
  let plan: RepairPlan
  /// The blocks that parity gave back, and where they stand in `scratch`.
  private let restored: [Int: UInt64]
  private let scratch: ScratchFile?
  private let copies: [PackageCopy]

  /// Restores what can be restored.
  ///
  /// - Parameter scratch: Makes a file for restored blocks.
  init(_ plan: RepairPlan, threads: Int, scratch: () throws -> ScratchFile) async throws {
    self.plan = plan
    let copies = plan.known.copies.map(\.copy)
    self.copies = copies
    var restored: [Int: UInt64] = [:]
    let scratch = plan.stripes.contains(where: \.isRestorable) ? try scratch() : nil
    self.scratch = scratch
    if let scratch, let layout = plan.known.layout {
      var stripes = plan.stripes.makeIterator()
      var end: UInt64 = 0
      try await OrderedTasks.run(
        threads: threads, width: threads,
        next: { stripes.next() },
        work: { try StripeRestorer(plan: plan, layout: layout, copies: copies).restore($0) },
        consume: { blocks in
          for (number, bytes) in blocks {
            try scratch.append(Array(bytes))
            restored[number] = end
            end += UInt64(bytes.count)
          }
        })
    }
    self.restored = restored
  }

  /// Takes all of the copies, and restores nothing.
  init(withoutParity plan: RepairPlan) {
    self.plan = plan
    copies = plan.known.copies.map(\.copy)
    restored = [:]
    scratch = nil
  }

  /// Blocks that are lost for good.
  var lostBlocks: [Int] { plan.lostBlocks.filter { restored[$0] == nil } }

  /// Blocks that parity gave back.
  var restoredBlocks: [Int] { restored.keys.sorted() }

  /// Bytes of all data frames.
  var size: UInt64 { plan.known.dataSize! }

  /// Reads at most `count` bytes, as many as stand side by side; none only at the end of the data.
  func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    let number = Int(offset / UInt64(plan.known.common.blockSize.bytes))
    guard let range = plan.known.range(ofBlock: number) else { return [] }
    let inside = offset - range.lowerBound
    if let place = plan.places[number] {
      if place.second != nil {
        return try copies.read(min(count, Int(range.upperBound - offset)), from: Int(inside), at: place)
      }
      let end = endOfRun(number, place, atLeast: offset + UInt64(count))
      return try copies[place.copy].read(Int(min(UInt64(count), end - offset)), at: place.offset + inside)
    }
    let count = min(count, Int(range.upperBound - offset))
    if let start = restored[number], let scratch { return try scratch.read(upTo: count, at: start + inside) }
    let start = plan.finder.likeliest(range, copy: 0)
    let bytes = try start.map { try copies[0].read(count, at: $0 + inside) } ?? []
    return bytes + [UInt8](repeating: 0, count: count - bytes.count)
  }

  /// Where the blocks end that stand in a copy one behind the other as they were sealed, from this one on; or some place behind `wanted`.
  private func endOfRun(_ first: Int, _ place: BlockFinder.Place, atLeast wanted: UInt64) -> UInt64 {
    let size = UInt64(plan.known.common.blockSize.bytes)
    var (number, next) = (first + 1, place.offset + size)
    while UInt64(number) * size < wanted, number < plan.places.count,
      plan.places[number] == BlockFinder.Place(copy: place.copy, offset: next)
    {
      number += 1
      next += size
    }
    return min(UInt64(number) * size, self.size)
  }
}

extension RestoredData: PlacedData {
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws {
    var done = 0
    while done < buffer.count {
      let bytes = try read(buffer.count - done, at: offset + UInt64(done))
      precondition(!bytes.isEmpty, "data frames are read within their bounds")
      unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).copyBytes(from: bytes)
      done += bytes.count
    }
  }

  /// All of it in order.
  var source: PlacedBytes { PlacedBytes(size: size) { try self.read($0, at: $1) } }

  /// How a reader is to take it.
  var extent: PackageReader.Extent {
    .dataFrames(ofLaterRevision: plan.known.footer?.isOfLaterRevision ?? false)
  }
}
