import SteleContainer
import SteleCore
import SteleFile
import SteleParity

/// Checks the stored bytes of a package without decompressing them. See Spec §9.3.
struct QuickCheck {
  private let file: PackageFile
  private let threads: Int
  private var gaps = ReadingGaps()

  /// - Parameter threads: How many pieces of the data are read and hashed at once.
  init(_ file: PackageFile, threads: Int) {
    self.file = file
    self.threads = threads
  }

  mutating func findings(_ progress: ProgressHandler? = nil) async throws -> [Finding] {
    let found = Findings()
    let footer = file.footer
    let encoder = FrameEncoder(profile: footer.profile, footer.common)
    if encoder.sectionFrames(.footer, footer.bytes) != file.footerFrame {
      found.add(
        .frameHeader, offset: footer.containerSize - UInt64(file.footerFrame.count),
        "the footer's frame is not as it must be")
    }
    let table = try section(
      .blockTable, at: footer.dataSize, length: footer.blockTableLength, footer.blockTableDigest, encoder,
      found, isKept: true)
    var second: [UInt8]?
    if footer.parityRatio != .none {
      _ = try section(
        .parity, at: footer.parityOffset, length: footer.parityLength, footer.parityDigest, encoder, found)
      second = try section(
        .secondBlockTable, at: footer.secondBlockTableOffset, length: footer.blockTableLength,
        footer.blockTableDigest, encoder, found, isKept: table == nil)
    }
    _ = try section(
      .index, at: footer.indexOffset, length: footer.indexLength, footer.indexDigest, encoder, found)
    try checkAdditional(footer, found)
    checkLayout(footer, found)
    if let table = table ?? second { try await checkBlocks(table, found, progress) }
    gaps.report(found)
    return found.summary
  }

  /// Checks framing and digest of a section, piece by piece, to its end.
  ///
  /// - Returns: The content, if it is kept and is what the footer describes.
  private mutating func section(
    _ kind: FrameKind, at offset: UInt64, length: UInt64, _ digest: Digest, _ encoder: FrameEncoder,
    _ found: Findings, isKept: Bool = false
  ) throws -> [UInt8]? {
    let profile = file.footer.profile
    var hasher = DigestHasher()
    var place: UInt64 = 0
    var position = offset
    var content: [UInt8] = []
    // No more is kept than the digests of the data's blocks.
    let blocks = file.footer.dataSize / UInt64(file.footer.blockSize.bytes) + 1
    let isKept = isKept && length / UInt64(Digest.byteCount) <= blocks
    while place < length {
      let count = Int(min(UInt64(Section.pieceLength), length - place))
      let stored = try gaps.read(file.file, upTo: count + profile.pieceOverhead, at: position)
      let piece = stored.dropFirst(profile.pieceOffset).prefix(count)
      hasher.update(piece)
      if encoder.pieceFrame(kind, piece, place: place) != stored {
        let (code, message) = fault(kind, stored, piece, place: place)
        found.add(code, offset: position, "the \(kind.name): \(message)")
      }
      // The file ends here.
      guard stored.count == count + profile.pieceOverhead else { break }
      if isKept { content += piece }
      place += UInt64(count)
      position += UInt64(stored.count)
    }
    guard hasher.finalize() == digest else {
      found.add(
        kind.code, offset: offset, "the \(kind.name) does not have the digest that the footer states")
      return nil
    }
    return isKept ? content : nil
  }

  /// What is wrong with the frame of a piece.
  private func fault(
    _ kind: FrameKind, _ stored: [UInt8], _ piece: ArraySlice<UInt8>, place: UInt64
  ) -> (RuleCode, String) {
    let bytes = stored.prefix(file.footer.profile.pieceOffset).suffix(FrameDescriptor.byteCount)
    guard let descriptor = FrameDescriptor(bytes) else {
      return (.descriptorDamaged, "a frame's descriptor is damaged")
    }
    if descriptor.packageTag != file.footer.common.packageTag {
      return (.frameForeign, "a frame says that it belongs to another package")
    }
    if descriptor.kind != kind.rawValue { return (.frameKind, "a frame of another kind stands there") }
    if descriptor.place != place {
      return (.framePlace, "a piece says that it stands at \(descriptor.place), but \(place) comes next")
    }
    if descriptor.rawChecksum != CRC32.checksum(piece) {
      return (.frameChecksum, "a piece does not have the checksum that its descriptor states")
    }
    return (.frameHeader, "the bytes around a piece are not as they must be")
  }

  /// Checks the digest of what a later revision added. See Spec §6.6.
  private mutating func checkAdditional(_ footer: Footer, _ found: Findings) throws {
    if footer.isOfLaterRevision {
      found.addLaterRevision(footer)
    } else if footer.additionalSize > 0 {
      found.add(
        .frameKind, offset: footer.additionalOffset,
        "there are frames of kinds that revision 1.\(footer.revision) does not have")
    }
    var hasher = DigestHasher()
    _ = try gaps.forEachPiece(file.file, at: footer.additionalOffset, count: footer.additionalSize) {
      hasher.update($0)
    }
    let digest = footer.additionalSize == 0 ? Footer.noDigest : hasher.finalize()
    if digest != footer.additionalDigest {
      found.add(
        .footerMismatch, offset: footer.additionalOffset,
        "the additional sections do not have the digest that the footer states")
    }
  }

  /// Whether the sections follow each other without gap, and the parity is laid out as it must be.
  private func checkLayout(_ footer: Footer, _ found: Findings) {
    if !footer.isLaidOut {
      found.add(.footerMismatch, offset: nil, "the footer's offsets and lengths do not fill the file")
    }
  }

  private mutating func checkBlocks(
    _ table: [UInt8], _ found: Findings, _ progress: ProgressHandler?
  ) async throws {
    let file = file
    let footer = file.footer
    let counter = ProgressCounter(.verifying, totalBytes: footer.dataSize, progress)
    // Whole blocks, so that each piece has digests of its own.
    let length = UInt64(max(Self.pieceLength, footer.blockSize.bytes))
    var start: UInt64 = 0
    var digests: [Digest] = []
    var isAtEnd = false
    try await OrderedTasks.run(
      threads: threads, width: threads,
      next: { () -> Range<UInt64>? in
        guard start < footer.dataSize, !isAtEnd else { return nil }
        let end = min(start + length, footer.dataSize)
        defer { start = end }
        return start..<end
      },
      work: { range in
        var gaps = ReadingGaps()
        var hasher = BlockHasher(footer.blockSize)
        let wanted = range.upperBound - range.lowerBound
        let count = try gaps.forEachPiece(file.file, at: range.lowerBound, count: wanted) {
          hasher.update($0)
        }
        return (count: count, digests: hasher.finish(), gaps: gaps, isWhole: count == wanted)
      },
      consume: { piece in
        // The file ends here: what was read behind it came too late.
        guard !isAtEnd else { return }
        isAtEnd = !piece.isWhole
        digests += piece.digests
        gaps.add(piece.gaps)
        counter.add(bytes: piece.count)
      })
    BlockComparison(blockSize: footer.blockSize, dataSize: footer.dataSize).compare(
      digests, with: table, found)
  }

  /// How much of the data one task checks, in bytes, if blocks are not longer.
  private static let pieceLength = 1 << 20
}

extension FrameKind {
  fileprivate var name: String {
    switch self {
    case .data: "data"
    case .blockTable: "block table"
    case .parity: "parity"
    case .secondBlockTable: "second block table"
    case .index: "index"
    case .footer: "footer"
    }
  }

  /// The code of a section that is not the one that the footer describes.
  fileprivate var code: RuleCode {
    switch self {
    case .blockTable, .secondBlockTable: .blockTable
    case .parity: .paritySection
    case .index: .indexMismatch
    case .data, .footer: .footerMismatch
    }
  }
}
