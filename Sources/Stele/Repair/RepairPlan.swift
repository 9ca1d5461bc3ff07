import SteleContainer
import SteleCore
import SteleParity

/// What of a package's data is sound, where it stands, and what parity can restore. See Spec §9.5.
struct RepairPlan: Sendable {
  let known: KnownPackage
  let limits: Limits
  let finder: BlockFinder
  /// For each data block, where a sound one stands.
  let places: [BlockFinder.Place?]
  /// The stripes with lost blocks.
  let stripes: [Stripe]

  /// A stripe that lost data blocks.
  struct Stripe: Sendable {
    let number: Int
    /// Its lost columns.
    let lost: [Int]
    /// Rows whose parity is sound.
    let rows: [Int]
    /// Rows whose parity may be right: it stands in a piece that is not, but which holds parity of other rows too.
    let doubtful: [Int]

    /// Whether there may be parity enough; what it restores is proven by digests.
    var isRestorable: Bool { lost.count <= rows.count + doubtful.count }
  }

  /// Looks for every block in every copy.
  ///
  /// - Parameter progress: Takes the number of bytes of data looked for.
  /// - Throws: ``RepairObstacle`` if not even the size of the data can be told.
  init(_ known: KnownPackage, _ limits: Limits, threads: Int, _ progress: (UInt64) -> Void) async throws {
    guard let dataSize = known.dataSize, dataSize > 0,
      dataSize / UInt64(known.common.blockSize.bytes) < known.mostBlocks
    else {
      throw RepairObstacle.tooLittleIsLeft
    }
    self.known = known
    self.limits = limits
    let size = UInt64(known.common.blockSize.bytes)
    let count = Int((dataSize + size - 1) / size)
    let digests = known.digests.count == count ? known.digests : [Digest?](repeating: nil, count: count)
    let proofs =
      digests.contains(nil) ? try known.copies.indices.map { try FrameProof(known, copy: $0, limits) } : []
    let finder = BlockFinder(known)
    self.finder = finder
    var places: [BlockFinder.Place?] = []
    places.reserveCapacity(count)
    var starts = stride(from: 0, to: count, by: Self.step).makeIterator()
    try await OrderedTasks.run(
      threads: threads, width: threads * 2,
      next: { starts.next() },
      work: { start in
        let numbers = start..<min(start + Self.step, count)
        if proofs.isEmpty { return try finder.find(numbers, digests) }
        return try numbers.map { number in
          if let digest = digests[number] { return try finder.find(number, digest) }
          guard let range = known.range(ofBlock: number) else { return nil }
          for (copy, proof) in proofs.enumerated() {
            if let offset = proof.offset(of: range) { return BlockFinder.Place(copy: copy, offset: offset) }
          }
          return nil
        }
      },
      consume: { (found: [BlockFinder.Place?]) in
        places += found
        progress(min(UInt64(places.count) * size, dataSize))
      })
    try ShiftSearch.complete(&places, digests, finder)
    self.places = places
    stripes = Self.stripes(known, places)
  }

  /// Blocks that one task looks for at a time.
  private static let step = 64

  private static func stripes(_ known: KnownPackage, _ places: [BlockFinder.Place?]) -> [Stripe] {
    guard let layout = known.layout else { return [] }
    var lost: [Int: [Int]] = [:]
    for (number, place) in places.enumerated() where place == nil {
      lost[number % layout.stripes, default: []].append(number / layout.stripes)
    }
    return lost.sorted { $0.key < $1.key }.map { stripe, columns in
      let sound = (0..<layout.rows).filter { known.hasParity(layout, stripe: stripe, row: $0) }
      // A piece that holds one block or less is as good as its checksum.
      let isShared = layout.blockSize < Section.pieceLength
      return Stripe(
        number: stripe, lost: columns, rows: sound,
        doubtful: isShared ? (0..<layout.rows).filter { !sound.contains($0) } : [])
    }
  }

  /// Bytes in the data frames where no footer says it, by the digest of the last block, if parity gives that block back; `nil` if not.
  func sizeByLastBlock() throws -> UInt64? {
    guard known.footer == nil, places.last == .some(nil), hasDigests, let layout = known.layout,
      let stripe = stripes.first(where: { $0.number == (places.count - 1) % layout.stripes })
    else { return nil }
    let restorer = StripeRestorer(
      plan: self, layout: layout, copies: known.copies.map(\.copy), searchesEnd: true)
    let last = try restorer.restore(stripe).first { $0.0 == places.count - 1 }
    return last.map { UInt64(places.count - 1) * UInt64(layout.blockSize) + UInt64($0.1.count) }
  }

  /// Whether the first copy itself proves what each data block must be, and what follows them.
  var isProven: Bool { known.footer != nil && isDataProven }

  /// Whether the first copy itself proves what each data block must be.
  var isDataProven: Bool { hasDigests && isOwn }

  /// Whether the digests of all blocks are known.
  private var hasDigests: Bool { known.digests.count == places.count && !known.digests.contains(nil) }

  /// Whether the first copy's own footer or block table says what was sealed.
  private var isOwn: Bool { known.footerCopy == 0 || hasDigests && known.tableCopy == 0 }

  /// What proves that data that these blocks make, and what is made of it, is the container that was sealed: with a footer
  /// the digests in it do, without one the block table; else the parity, which no change of so few blocks leaves as it is.
  var proof: RepairProof {
    if isOwn { return .sealed }
    var copy = known.footerCopy
    if copy == nil, hasDigests { copy = known.tableCopy }
    if copy == nil, let layout = known.layout {
      copy = known.pieces[.parity]?.copy(ofWhole: layout.parityLength)
    }
    return copy.map { $0 == 0 ? .sealed : .copy(known.copies[$0].copy.path) } ?? .files
  }

  /// Data blocks that stand in no copy.
  var lostBlocks: [Int] { places.indices.filter { places[$0] == nil } }

  /// How far a block stands in the first copy from where it was sealed, in one part; `nil` if it does not stand there.
  func shift(ofBlock number: Int) -> Int64? {
    guard let place = places[number], place.copy == 0, place.second == nil else { return nil }
    return Int64(place.offset) - Int64(number * known.common.blockSize.bytes)
  }

  /// Blocks of the first copy that are not sound where they were sealed.
  var damagedBlocks: [Int] {
    places.indices.filter { number in
      let start = UInt64(number) * UInt64(known.common.blockSize.bytes)
      return places[number] != BlockFinder.Place(copy: 0, offset: start)
    }
  }
}

extension KnownPackage {
  /// Whether all pieces of a parity block are there.
  func hasParity(_ layout: ParityLayout, stripe: Int, row: Int) -> Bool {
    let range = parityRange(layout, stripe: stripe, row: row)
    let piece = UInt64(Section.pieceLength)
    return stride(from: range.lowerBound / piece * piece, to: range.upperBound, by: Int(piece)).allSatisfy {
      pieces[.parity]?.place($0) != nil
    }
  }

  /// The bytes of a parity block; where its pieces are not sound, those of the first copy that most likely stood in its place, right or not.
  ///
  /// - Parameter asBehind: Whether those are shifted as what follows them, not as what stands before them.
  func parity(
    _ layout: ParityLayout, stripe: Int, row: Int, _ finder: BlockFinder, asBehind: Bool
  ) throws -> [UInt8]? {
    let range = parityRange(layout, stripe: stripe, row: row)
    if let sound = try pieces[.parity]?.read(range, of: layout.parityLength, copies) { return sound }
    let table = UInt64(layout.blockCount * Digest.byteCount)
    let start = layout.dataSize + Section.storedLength(contentLength: table, profile)
    var bytes: [UInt8] = []
    while bytes.count < range.count {
      let place = range.lowerBound + UInt64(bytes.count)
      let rest = Section.pieceLength - Int(place % UInt64(Section.pieceLength))
      let count = min(rest, range.count - bytes.count)
      let sealed = Section.containerOffset(sectionStart: start, offset: place, profile)
      guard
        let offset = finder.likeliest(sealed..<sealed + UInt64(count), copy: 0, asBehind: asBehind)
      else { return nil }
      let part = try copies[0].copy.read(count, at: offset)
      guard part.count == count else { return nil }
      bytes += part
    }
    return bytes
  }

  private func parityRange(_ layout: ParityLayout, stripe: Int, row: Int) -> Range<UInt64> {
    let start = UInt64(layout.parityBlock(stripe: stripe, row: row)) * UInt64(layout.blockSize)
    return start..<start + UInt64(layout.blockSize)
  }
}
