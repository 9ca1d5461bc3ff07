import SteleContainer
import SteleCore
import SteleParity

/// Takes in the stored bytes of a container in order: hashes the blocks of the data frames, and collects the
/// sections behind them. See Spec §6.
struct TailReader {
  private let findings: Findings
  /// Takes the stored bytes of the data, when the first frame has told the block size.
  private(set) var lane: BlockLane?
  private(set) var blockSize: BlockSize?
  /// The parity ratio of the first frame; `nil` if it is out of bounds.
  private(set) var parityRatio: ParityRatio?
  /// Bytes from before the first frame that could be read, which tells the block size.
  private var unhashed: [[UInt8]] = []
  private var unhashedCount = 0
  /// More than this before the first frame is no package with a damaged beginning.
  static let maximumUnhashed = 32 << 20
  private(set) var dataSize: UInt64 = 0
  private var dataHasEnded = false
  /// Where the data ends if the bytes behind it, which no frame holds, belong to the block table.
  private var possibleEnd: DataEnd?
  private(set) var hasFrames = false
  /// Whether there are bytes before the footer that no frame holds.
  private(set) var hasUnframedBytes = false

  private var lastKind = FrameKind.data.rawValue
  private var lastPieceLength = Section.pieceLength
  /// The place of the piece that comes next, by kind.
  private var nextPlaces: [UInt8: UInt64] = [:]
  /// Whether bytes that no frame holds stand before what comes next.
  private var followsGap = false
  /// Bytes of content of the parity that was found.
  private(set) var parityLength: UInt64 = 0
  private(set) var blockTable: [UInt8] = []
  private(set) var secondBlockTable: [UInt8] = []
  private(set) var index: [UInt8] = []
  private var parityHasher = DigestHasher()
  private var paritySums: BlockSums?
  private(set) var additional = Additional()
  /// The footer's 384 bytes, and the stored bytes of its frame.
  private(set) var footer: (content: [UInt8], frame: [UInt8], offset: UInt64)?
  /// Whether the footer has the checksum that its descriptor states.
  private(set) var isFooterSound = false

  private struct DataEnd {
    let dataSize: UInt64
    let blocks: BlockWorker.Mark
  }

  /// The sections that a later revision added. See Spec §6.6.
  struct Additional {
    private(set) var size: UInt64 = 0
    /// Where the first frame stands.
    private(set) var offset: UInt64?
    private var hasher = DigestHasher()

    var digest: Digest { size == 0 ? Footer.noDigest : hasher.finalize() }

    fileprivate mutating func take(_ run: StoredRun) {
      offset = offset ?? run.offset
      size += UInt64(run.bytes.count)
      hasher.update(run.bytes)
    }
  }

  init(_ findings: Findings) { self.findings = findings }

  var hasFooter: Bool { footer != nil }

  /// Whether the footer says that a later revision added something that this program passes over; also if there is none that can be
  /// read, since then nobody knows.
  var isOfLaterRevision: Bool {
    guard let footer, let fields = try? Footer(footer.content[...]) else { return true }
    return fields.isOfLaterRevision
  }

  /// Whether the block table is over: something that stands behind it was read.
  var hasWholeBlockTable: Bool { lastKind > FrameKind.blockTable.rawValue }

  /// The digests of the blocks of the data frames, when all of them are in.
  var blocks: [Digest] { lane?.withWorker { $0.digests } ?? [] }

  /// The digest of the parity that was found.
  var parityDigest: Digest { parityLength == 0 ? Footer.noDigest : parityHasher.finalize() }

  /// How the parity must be laid out; `nil` if there is none.
  var parityLayout: ParityLayout? {
    guard let parityRatio, let blockSize else { return nil }
    return ParityLayout(parityRatio, blockSize: blockSize.bytes, dataSize: dataSize)
  }

  /// The stripes whose parity is not that of their data.
  func wrongStripes(_ layout: ParityLayout) -> [Int] {
    guard var data = lane?.withWorker({ $0.sums }), var parity = paritySums else { return [] }
    data.finish()
    parity.finish()
    return ParityCheck(data: data, parity: parity).wrongStripes(layout)
  }

  /// Takes note of every run, of whatever kind.
  mutating func note(_ run: StoredRun) {
    switch run.content {
    case .noFrame(let error):
      if error.code == .truncated || run.torn != nil { hasFrames = true }
      if !hasFooter { hasUnframedBytes = true }
      followsGap = true
      if possibleEnd == nil, !dataHasEnded, let lane {
        possibleEnd = DataEnd(dataSize: dataSize, blocks: lane.withWorker { $0.mark })
      }
    case .frame(let descriptor):
      hasFrames = true
      if lane == nil { beginBlocks(descriptor) }
      if descriptor.kind == FrameKind.data.rawValue {
        if !dataHasEnded { possibleEnd = nil }
        followsGap = false
      } else {
        dataHasEnded = true
      }
    }
    guard !dataHasEnded else { return }
    dataSize += UInt64(run.bytes.count)
    if let lane { return lane.push(run.bytes) }
    // Whatever stands here was reported. Not all of a large file may be kept because it is no package.
    unhashedCount += run.bytes.count
    if unhashedCount <= Self.maximumUnhashed { unhashed.append(Array(run.bytes)) } else { unhashed = [] }
  }

  /// Where damage stands between the data and the first sound piece of the block table, the footer says where the data ends.
  private mutating func endData(_ footer: [UInt8]) {
    guard let end = possibleEnd, let footer = try? Footer(footer[...]), footer.dataSize == end.dataSize else {
      return
    }
    dataSize = end.dataSize
    lane?.withWorker { $0.goBack(to: end.blocks) }
  }

  private mutating func beginBlocks(_ descriptor: FrameDescriptor) {
    guard unhashedCount <= Self.maximumUnhashed else { return }
    let size = BlockSize(log2: descriptor.blockSizeLog2) ?? BlockSize(tarSize: 0)
    blockSize = size
    parityRatio = ParityRatio(hundredths: descriptor.parityHundredths)
    let hasParity = parityRatio.map { $0 != .none } ?? false
    let weights = hasParity ? BlockSums.Weights(blockSize: size.bytes) : nil
    paritySums = weights.map { BlockSums($0) }
    let lane = BlockLane(BlockWorker(size, weights: weights))
    for bytes in unhashed { lane.push(bytes[...]) }
    self.lane = lane
    unhashed = []
  }

  /// Takes in a frame that is not a data frame.
  mutating func take(_ run: StoredRun, _ descriptor: FrameDescriptor, _ profile: Profile) {
    let findings = findings
    func add(_ code: RuleCode, _ message: String) { findings.add(code, offset: run.offset, message) }
    if hasFooter { return add(.trailingBytes, "a frame follows the footer") }
    let kind = FrameKind(rawValue: descriptor.kind)
    guard kind != nil || FrameKind.additional.contains(descriptor.kind) else {
      return add(.frameKind, "the frame is of kind \(descriptor.kind), which this version does not know")
    }
    if parityRatio == ParityRatio.none, kind == .parity || kind == .secondBlockTable {
      add(.frameKind, "the frame holds parity, but the package says that it has none")
    }
    if descriptor.kind < lastKind { add(.frameKind, "the frame's section stands in the wrong place") }
    let piece = run.bytes.dropFirst(profile.pieceOffset).prefix(Int(descriptor.rawLength))
    let isSound = checkPiece(piece, descriptor, add)
    if run.problem == nil, !profile.isPieceFraming(run.bytes, descriptor) {
      add(.frameHeader, "the frame's last bytes are not as they must be")
    }
    switch kind {
    case .data: break
    case .blockTable: blockTable += piece
    case .secondBlockTable: secondBlockTable += piece
    case .index: index += piece
    case .parity:
      parityLength += UInt64(piece.count)
      parityHasher.update(piece)
      paritySums?.update(piece)
    case .footer:
      footer = (Array(piece), Array(run.bytes), run.offset)
      isFooterSound = isSound
      if isSound { endData(Array(piece)) }
    case nil: additional.take(run)
    }
    followsGap = false
    lastKind = descriptor.kind
    lastPieceLength = piece.count
  }

  /// Checks a piece against those before it.
  ///
  /// - Returns: Whether the piece has the checksum that its descriptor states.
  private mutating func checkPiece(
    _ piece: ArraySlice<UInt8>, _ descriptor: FrameDescriptor, _ add: (RuleCode, String) -> Void
  ) -> Bool {
    if piece.count > Section.pieceLength {
      add(.pieceLength, "the piece has more than \(Section.pieceLength) bytes")
    }
    if piece.isEmpty { add(.pieceLength, "the piece of a section is empty") }
    if descriptor.kind == lastKind, lastPieceLength != Section.pieceLength {
      add(.pieceLength, "the piece before this one is shorter than \(Section.pieceLength) bytes")
    }
    if descriptor.kind == FrameKind.footer.rawValue, piece.count != Footer.byteCount {
      add(.pieceLength, "the footer has \(piece.count) bytes, not \(Footer.byteCount)")
    }
    var place = nextPlaces[descriptor.kind, default: 0]
    if descriptor.place != place {
      // Pieces may be lost in the bytes before this one, which were reported.
      if followsGap, descriptor.place > place, descriptor.place < 1 << 60 {
        place = descriptor.place
      } else {
        add(
          .framePlace,
          "the piece says that it stands at \(descriptor.place) in its section, but \(place) comes next")
      }
    }
    nextPlaces[descriptor.kind] = place + UInt64(piece.count)
    let isSound = CRC32.checksum(piece) == descriptor.rawChecksum
    if !isSound {
      add(.frameChecksum, "the piece does not have the checksum that its descriptor states")
    }
    return isSound
  }
}
