import SteleContainer
import SteleCore
import SteleFile

/// Checks the stored bytes of a package without decompressing them. See Spec §9.3.
struct QuickCheck {
  private let file: PackageFile
  private static let pieceLength = 1 << 20

  init(_ file: PackageFile) { self.file = file }

  func findings() throws -> [Finding] {
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
    let blockTable = try section(
      .blockTable, at: footer.dataSize, length: footer.blockTableLength, footer.blockTableDigest, encoder,
      found)
    _ = try section(
      .index, at: footer.indexOffset, length: footer.indexLength, footer.indexDigest, encoder, found)
    try checkLayout(footer, found)
    if let blockTable { try checkBlocks(blockTable, found) }
    return found.summary
  }

  /// The content of a section whose framing and digest are right.
  private func section(
    _ kind: FrameKind, at offset: UInt64, length: UInt64, _ digest: Digest, _ encoder: FrameEncoder,
    _ found: Findings
  ) throws -> [UInt8]? {
    let code: RuleCode = kind == .index ? .indexMismatch : .blockTable
    // What the footer says is bounded by the file's size, which it states truly.
    guard offset < file.footer.containerSize, length <= file.footer.containerSize else {
      found.add(.footerMismatch, offset: nil, "the footer says that a section stands outside of the file")
      return nil
    }
    let stored = try file.file.read(
      upTo: Int(Section.storedLength(contentLength: length, file.footer.profile)), at: offset)
    var reader = SectionReader(file, file.footer.profile, start: offset)
    guard let content = try? reader.read(Int(length), at: 0), Digest(hashing: content) == digest else {
      found.add(
        code, offset: offset,
        "the \(kind == .index ? "index" : "block table") does not have the digest that the footer states")
      return nil
    }
    if encoder.sectionFrames(kind, content) != stored {
      found.add(
        .frameHeader, offset: offset,
        "the framing of the \(kind == .index ? "index" : "block table") is not as it must be")
    }
    return content
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

  private func checkBlocks(_ table: [UInt8], _ found: Findings) throws {
    let footer = file.footer
    var hasher = BlockHasher(footer.blockSize)
    var offset: UInt64 = 0
    while offset < footer.dataSize {
      let piece = try file.file.read(
        upTo: Int(min(UInt64(Self.pieceLength), footer.dataSize - offset)), at: offset)
      guard !piece.isEmpty else { break }
      hasher.update(piece[...])
      offset += UInt64(piece.count)
    }
    BlockComparison(blockSize: footer.blockSize, dataSize: footer.dataSize).compare(
      hasher.finish(), with: table, found)
  }
}
