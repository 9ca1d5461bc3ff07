import SteleContainer
import SteleCore

/// Takes in the stored bytes of a container in order: hashes the blocks of the data frames, and collects the
/// sections behind them. See Spec §6.
struct TailReader {
  private let findings: Findings
  private var hasher: BlockHasher?
  private(set) var blockSize: BlockSize?
  /// Bytes from before the first frame that could be read, which tells the block size.
  private var unhashed: [[UInt8]] = []
  private var unhashedCount = 0
  /// More than this before the first frame is no package with a damaged beginning.
  private static let maximumUnhashed = 64 << 20
  private(set) var dataSize: UInt64 = 0
  private var dataHasEnded = false
  private(set) var hasFrames = false

  private var lastKind = FrameKind.data
  private var lastPieceLength = Section.pieceLength
  private(set) var blockTable: [UInt8] = []
  private(set) var index: [UInt8] = []
  private var parityHasher = DigestHasher()
  private(set) var parityLength: UInt64 = 0
  /// The footer's 272 bytes, and the stored bytes of its frame.
  private(set) var footer: (content: [UInt8], frame: [UInt8], offset: UInt64)?

  init(_ findings: Findings) { self.findings = findings }

  var hasFooter: Bool { footer != nil }

  /// The digests of the blocks of the data frames, when all of them are in.
  var blocks: [Digest] {
    var copy = hasher
    return copy?.finish() ?? []
  }

  /// The digest of the parity that was found.
  var parityDigest: Digest { parityHasher.finalize() }

  /// Takes note of every run, of whatever kind.
  mutating func note(_ run: StoredRun) {
    if case .noFrame(let error) = run.content, error.code == .truncated { hasFrames = true }
    if case .frame(let descriptor) = run.content {
      hasFrames = true
      if hasher == nil { beginBlocks(descriptor) }
      if descriptor.kind != FrameKind.data.rawValue { dataHasEnded = true }
    }
    guard !dataHasEnded else { return }
    dataSize += UInt64(run.bytes.count)
    if hasher != nil { return hasher!.update(run.bytes[...]) }
    // Whatever stands here was reported. Not all of a large file may be kept because it is no package.
    unhashedCount += run.bytes.count
    if unhashedCount <= Self.maximumUnhashed { unhashed.append(run.bytes) } else { unhashed = [] }
  }

  private mutating func beginBlocks(_ descriptor: FrameDescriptor) {
    guard unhashedCount <= Self.maximumUnhashed else { return }
    let size = BlockSize(log2: descriptor.blockSizeLog2) ?? BlockSize(tarSize: 0)
    blockSize = size
    hasher = BlockHasher(size)
    for bytes in unhashed { hasher!.update(bytes[...]) }
    unhashed = []
  }

  /// Takes in a frame that is not a data frame.
  mutating func take(_ run: StoredRun, _ descriptor: FrameDescriptor, _ profile: Profile) {
    func add(_ code: RuleCode, _ message: String) { findings.add(code, offset: run.offset, message) }
    if hasFooter { return add(.trailingBytes, "a frame follows the footer") }
    guard let kind = FrameKind(rawValue: descriptor.kind) else {
      return add(.frameKind, "the frame is of kind \(descriptor.kind), which this version does not know")
    }
    if kind.rawValue < lastKind.rawValue { add(.frameKind, "the frame's section stands in the wrong place") }
    let piece = run.bytes.dropFirst(profile.pieceOffset).prefix(Int(descriptor.rawLength))
    checkPiece(piece, kind, descriptor, add)
    if run.problem == nil, !profile.isPieceFraming(run.bytes, descriptor) {
      add(.frameHeader, "the frame's last bytes are not as they must be")
    }
    switch kind {
    case .data: break
    case .blockTable: blockTable += piece
    case .index: index += piece
    case .parity:
      parityHasher.update(piece)
      parityLength += UInt64(piece.count)
    case .footer: footer = (Array(piece), run.bytes, run.offset)
    }
    lastKind = kind
    lastPieceLength = piece.count
  }

  private func checkPiece(
    _ piece: ArraySlice<UInt8>, _ kind: FrameKind, _ descriptor: FrameDescriptor,
    _ add: (RuleCode, String) -> Void
  ) {
    if piece.count > Section.pieceLength {
      add(.pieceLength, "the piece has more than \(Section.pieceLength) bytes")
    }
    if piece.isEmpty { add(.pieceLength, "the piece of a section is empty") }
    if kind == lastKind, lastPieceLength != Section.pieceLength {
      add(.pieceLength, "the piece before this one is shorter than \(Section.pieceLength) bytes")
    }
    if kind == .footer, piece.count != Footer.byteCount {
      add(.pieceLength, "the footer has \(piece.count) bytes, not \(Footer.byteCount)")
    }
    if descriptor.place != length(of: kind) {
      add(
        .framePlace,
        "the piece says that it stands at \(descriptor.place) in its section, but \(length(of: kind)) comes next"
      )
    }
    if CRC32.checksum(piece) != descriptor.rawChecksum {
      add(.frameChecksum, "the piece does not have the checksum that its descriptor states")
    }
  }

  private func length(of kind: FrameKind) -> UInt64 {
    switch kind {
    case .blockTable: UInt64(blockTable.count)
    case .index: UInt64(index.count)
    case .parity: parityLength
    case .data, .footer: 0
    }
  }
}
