import SteleContainer
import SteleCore
import SteleFile

/// Checks the stored bytes of a package without decompressing them. See Spec §9.3.
struct QuickCheck {
  private let file: PackageFile
  private var gaps = ReadingGaps()
  private static let pieceLength = 1 << 20

  init(_ file: PackageFile) { self.file = file }

  mutating func findings(_ progress: ProgressHandler? = nil) throws -> [Finding] {
    let found = Findings()
    let footer = file.footer
    let encoder = FrameEncoder(
      profile: footer.profile, level: footer.profile.defaultLevel,
      packageTag: PackageTag(footer.packageDigest),
      blockSize: footer.blockSize)
    if encoder.sectionFrames(.footer, footer.bytes) != file.footerFrame {
      found.add(
        .frameHeader, offset: footer.containerSize - UInt64(file.footerFrame.count),
        "the footer's frame is not as it must be")
    }
    var blockTable: [UInt8]? = []
    try section(
      .blockTable, at: footer.dataSize, length: footer.blockTableLength, footer.blockTableDigest, encoder,
      found
    ) { piece in
      if let piece { blockTable? += piece } else { blockTable = nil }
    }
    if footer.parityLength > 0 {
      try section(
        .parity, at: footer.parityOffset, length: footer.parityLength, footer.parityDigest, encoder, found)
    }
    try section(
      .index, at: footer.indexOffset, length: footer.indexLength, footer.indexDigest, encoder, found)
    try checkLayout(footer, found)
    if let blockTable { try checkBlocks(blockTable, found, progress) }
    gaps.report(found)
    return found.summary
  }

  /// Checks framing and digest of a section, piece by piece.
  ///
  /// - Parameter keep: Takes the pieces; `nil` if the section is not what the footer describes.
  private mutating func section(
    _ kind: FrameKind, at offset: UInt64, length: UInt64, _ digest: Digest, _ encoder: FrameEncoder,
    _ found: Findings, keep: (ArraySlice<UInt8>?) -> Void = { _ in }
  ) throws {
    let profile = file.footer.profile
    var hasher = DigestHasher()
    var place: UInt64 = 0
    var position = offset
    var isFramed = true
    while place < length, isFramed {
      let count = Int(min(UInt64(Section.pieceLength), length - place))
      let stored = try gaps.read(file.file, upTo: count + profile.pieceOverhead, at: position)
      let piece = stored.dropFirst(profile.pieceOffset).prefix(count)
      isFramed = piece.count == count && encoder.pieceFrame(kind, piece, place: place) == stored
      hasher.update(piece)
      keep(piece)
      place += UInt64(count)
      position += UInt64(stored.count)
    }
    let name = kind == .index ? "index" : kind == .parity ? "parity" : "block table"
    if !isFramed {
      found.add(
        .frameHeader, offset: position, "the \(name) is damaged, or its frames are not as they must be")
      keep(nil)
    } else if hasher.finalize() != digest {
      let code: RuleCode = kind == .index ? .indexMismatch : kind == .parity ? .paritySection : .blockTable
      found.add(code, offset: offset, "the \(name) does not have the digest that the footer states")
      keep(nil)
    }
  }

  /// Whether the sections follow each other without gap.
  private func checkLayout(_ footer: Footer, _ found: Findings) throws {
    let profile = footer.profile
    let parity = footer.dataSize + Section.storedLength(contentLength: footer.blockTableLength, profile)
    let index = parity + Section.storedLength(contentLength: footer.parityLength, profile)
    let end = index + Section.storedLength(contentLength: footer.indexLength, profile)
    if footer.parityOffset != parity || footer.indexOffset != index
      || footer.containerSize != end + UInt64(profile.footerFrameLength)
    {
      found.add(.footerMismatch, offset: nil, "the footer's offsets and lengths do not fill the file")
    }
    if footer.parityLength > 0 {
      found.add(
        .parityUnchecked, offset: footer.parityOffset,
        "the package holds parity, which this program does not know")
    }
  }

  private mutating func checkBlocks(
    _ table: [UInt8], _ found: Findings, _ progress: ProgressHandler?
  ) throws {
    let footer = file.footer
    let counter = ProgressCounter(.verifying, totalBytes: footer.dataSize, progress)
    var hasher = BlockHasher(footer.blockSize)
    var offset: UInt64 = 0
    while offset < footer.dataSize {
      let piece = try gaps.read(
        file.file, upTo: Int(min(UInt64(Self.pieceLength), footer.dataSize - offset)), at: offset)
      guard !piece.isEmpty else { break }
      hasher.update(piece[...])
      offset += UInt64(piece.count)
      counter.add(bytes: UInt64(piece.count))
    }
    BlockComparison(blockSize: footer.blockSize, dataSize: footer.dataSize).compare(
      hasher.finish(), with: table, found)
  }
}
