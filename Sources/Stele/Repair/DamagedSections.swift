import SteleContainer
import SteleCore

/// Where the first copy of a package has not what was sealed behind the data frames. See Spec §6.
struct DamagedSections {
  private let copy: PackageCopy
  private let profile: Profile
  private let footer: Footer
  private let encoder: FrameEncoder
  /// All that must stand there; if that is not known, whatever is sound in itself passes.
  private let end: Restoration.End?

  init(_ known: KnownPackage, _ footer: Footer, _ end: Restoration.End?) {
    copy = known.copies[0].copy
    profile = known.profile
    encoder = FrameEncoder(profile: known.profile, known.common)
    self.footer = footer
    self.end = end
  }

  /// Runs of whole pieces.
  func ranges() throws -> [DamageReport.Range] {
    let second = footer.parityRatio == .none ? 0 : footer.blockTableLength
    var ranges =
      try section(.blockTable, .blockTable, at: footer.dataSize, footer.blockTableLength)
      + section(.parity, .parity, at: footer.parityOffset, footer.parityLength)
      + section(.secondBlockTable, .secondBlockTable, at: footer.secondBlockTableOffset, second)
      + section(.index, .index, at: footer.indexOffset, footer.indexLength)
    if footer.additionalSize > 0,
      try copy.digest(footer.additionalOffset, footer.additionalSize) != footer.additionalDigest
    {
      ranges.append(
        DamageReport.Range(
          part: .additional, offset: footer.additionalOffset, count: footer.additionalSize))
    }
    let last = try section(
      .footer, .footer, at: footer.additionalOffset + footer.additionalSize, UInt64(Footer.byteCount))
    ranges += last
    // Where the footer is not in its place, it is not what stands behind that does not belong there.
    if last.isEmpty, copy.size > footer.containerSize {
      ranges.append(
        DamageReport.Range(
          part: .behindEnd, offset: footer.containerSize, count: copy.size - footer.containerSize))
    }
    return ranges
  }

  private func section(
    _ part: DamageReport.Range.Part, _ kind: FrameKind, at start: UInt64, _ length: UInt64
  ) throws -> [DamageReport.Range] {
    let piece = UInt64(Section.pieceLength)
    let overhead = UInt64(profile.pieceOverhead)
    var damaged: [Range<UInt64>] = []
    var place: UInt64 = 0
    var offset = start
    while place < length {
      guard offset < copy.size else {
        // All the rest; a footer may speak of more than anybody has.
        damaged.append(offset..<start + Section.storedLength(contentLength: length, profile))
        break
      }
      let count = min(piece, length - place)
      if try !isRight(kind, place..<place + count, at: offset) {
        damaged.append(offset..<offset + count + overhead)
      }
      place += count
      offset += count + overhead
    }
    return Ranges.joined(damaged).map {
      DamageReport.Range(part: part, offset: $0.lowerBound, count: UInt64($0.count))
    }
  }

  private func isRight(_ kind: FrameKind, _ range: Range<UInt64>, at offset: UInt64) throws -> Bool {
    let stored = try copy.read(range.count + profile.pieceOverhead, at: offset)
    let own = stored.dropFirst(profile.pieceOffset).prefix(range.count)
    let piece = try end?.content(kind, range) ?? own
    return piece.count == range.count
      && encoder.pieceFrame(kind, piece, place: range.lowerBound) == stored
  }
}
