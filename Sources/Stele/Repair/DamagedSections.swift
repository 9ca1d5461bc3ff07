import SteleContainer
import SteleCore

/// Where the first copy of a package has not what was sealed behind the data frames. See Spec §6.
struct DamagedSections {
  private let known: KnownPackage
  private let copy: PackageCopy
  private let profile: Profile
  private let footer: Footer
  private let encoder: FrameEncoder
  /// All that must stand there; if that is not known, whatever is sound in itself passes.
  private let end: Restoration.End?

  init(_ known: KnownPackage, _ footer: Footer, _ end: Restoration.End?) {
    self.known = known
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
      let end = footer.additionalOffset + footer.additionalSize
      ranges.append(DamageReport.Range(.additional, footer.additionalOffset..<end))
    }
    let last = try section(
      .footer, .footer, at: footer.additionalOffset + footer.additionalSize, UInt64(Footer.byteCount))
    ranges += last
    // Where the footer is lost, nobody knows what stands behind it.
    guard let shift = last.isEmpty ? 0 : last[0].movedBy else { return ranges }
    let end = UInt64(clamping: Int64(clamping: footer.containerSize) + shift)
    if copy.size > end {
      let begin = footer.containerSize
      ranges.append(DamageReport.Range(.behindEnd, begin..<begin + (copy.size - end)))
    }
    return ranges
  }

  private func section(
    _ part: DamageReport.Range.Part, _ kind: FrameKind, at start: UInt64, _ length: UInt64
  ) throws -> [DamageReport.Range] {
    let piece = UInt64(Section.pieceLength)
    let overhead = UInt64(profile.pieceOverhead)
    var damaged: [DamageReport.Range] = []
    var place: UInt64 = 0
    var offset = start
    while place < length {
      guard offset < copy.size || known.pieces[kind]?.place(place) != nil else {
        // All the rest; a footer may speak of more than anybody has.
        let end = start + Section.storedLength(contentLength: length, profile)
        damaged.append(DamageReport.Range(part, offset..<end))
        break
      }
      let count = min(piece, length - place)
      let range = place..<place + count
      if try !isRight(kind, range, at: offset) {
        damaged.append(
          DamageReport.Range(
            part, offset..<offset + count + overhead, movedBy: try shift(kind, range, from: offset)))
      }
      place += count
      offset += count + overhead
    }
    return DamageReport.Range.joined(damaged)
  }

  /// How far the piece stands from where it was sealed; `nil` if the copy does not have it as it must be.
  private func shift(_ kind: FrameKind, _ range: Range<UInt64>, from offset: UInt64) throws -> Int64? {
    guard let found = known.pieces[kind]?.place(range.lowerBound), found.copy == 0 else { return nil }
    let start = found.content - UInt64(profile.pieceOffset)
    guard start != offset, try isRight(kind, range, at: start) else { return nil }
    return Int64(start) - Int64(offset)
  }

  private func isRight(_ kind: FrameKind, _ range: Range<UInt64>, at offset: UInt64) throws -> Bool {
    let stored = try copy.read(range.count + profile.pieceOverhead, at: offset)
    let own = stored.dropFirst(profile.pieceOffset).prefix(range.count)
    let piece = try end?.content(kind, range) ?? own
    return piece.count == range.count
      && encoder.pieceFrame(kind, piece, place: range.lowerBound) == stored
  }
}
