import SteleContainer
import SteleCore
import SteleParity

/// What all copies together tell of the package as it was sealed. See Spec §9.5.
struct KnownPackage {
  let profile: Profile
  let common: FrameCommons
  /// The footer, if one was found.
  let footer: Footer?
  /// The copy that it was found in.
  let footerCopy: Int?
  let copies: [CopySurvey]
  /// Bytes in the data frames, if that could be found out.
  var dataSize: UInt64?
  /// The digests of the data blocks, as far as they are known.
  private(set) var digests: [Digest?] = []
  /// Where data frames stood: container offset by place in the tar.
  private(set) var frameOffsets: [UInt64: UInt64] = [:]
  private(set) var pieces: [FrameKind: PieceMap] = [:]

  /// - Throws: `notAPackage` if the first copy holds no frame; the reading error if some of it cannot be read; ``RepairObstacle`` if it
  ///   holds only the beginning of one, another package than the one that was named, or if its footer says that it cannot be repaired.
  init(_ selection: CopySelection) throws {
    let copies = selection.copies
    let first = copies[0]
    guard let common = selection.common else {
      if selection.wanted != nil, !first.frames.isEmpty { throw RepairObstacle.isAnother }
      if first.isCutOff { throw RepairObstacle.tooLittleIsLeft }
      // The frames may stand where the disk does not give anything back.
      if let error = first.copy.readingError { throw error }
      let hint =
        selection.hasUnrelated
        ? "; nothing shows either that the copies are of the same package: if they are, name it with --expect"
        : ""
      throw SteleError(
        .notAPackage,
        "'\(first.copy.path)' holds no frame of a Stele package: nothing can be repaired\(hint)")
    }
    self.copies = copies
    self.common = common
    profile = selection.profile
    (footer, footerCopy) = try Self.footer(copies, common, profile) ?? (nil, nil)
    collectPieces()
    placeFrames()
    findDigests()
    findDataSize()
  }

  /// A copy of which next to nothing is left cannot make us hold much: no package has more blocks.
  var mostBlocks: UInt64 {
    max(1 << 20, copies.map(\.copy.size).max()! / UInt64(common.blockSize.bytes) * 64)
  }

  /// The footer of the package and the copy that has it, if one does.
  ///
  /// - Throws: If the first copy has one that no sound package of this version has: then the package was sealed so, and repair
  ///   could only make another one of it.
  private static func footer(
    _ copies: [CopySurvey], _ common: FrameCommons, _ profile: Profile
  ) throws(RepairObstacle) -> (Footer, Int)? {
    if let (_, content) = copies[0].footers.first(where: { $0.tag == common.packageTag }) {
      switch content {
      case .success(let footer)
      where footer.common == common && footer.profile == profile && footer.isLaidOut:
        return (footer, 0)
      case .success:
        throw .sealed(.footerMismatch, "the footer does not fit the package's frames")
      case .failure(let error):
        throw .sealed(error.code, error.message)
      }
    }
    for (number, survey) in copies.enumerated() where survey.isSameContainer {
      if let footer = survey.footer(common, profile) { return (footer, number) }
    }
    if let survey = copies.first(where: { $0.isSameContainer && $0.hasAdditionalSections(common.packageTag) })
    {
      throw .lost(
        .truncated,
        "'\(survey.copy.path)' has sections of a later revision of the format, and the footer is lost: this program cannot make it anew"
      )
    }
    return nil
  }

  /// The layout of the parity; `nil` if there is none, or too little is known.
  var layout: ParityLayout? {
    dataSize.flatMap {
      ParityLayout(common.parityRatio, blockSize: common.blockSize.bytes, dataSize: $0)
    }
  }

  /// Whether no piece of the parity is left.
  var lostAllParity: Bool { pieces[.parity]?.places.isEmpty ?? true }

  /// The bytes of a block as it was sealed.
  func range(ofBlock number: Int) -> Range<UInt64>? {
    guard let dataSize else { return nil }
    let size = UInt64(common.blockSize.bytes)
    let start = UInt64(number) * size
    return start < dataSize ? start..<min(start + size, dataSize) : nil
  }

  /// Frames of this package in a copy.
  func frames(_ copy: CopySurvey, _ kind: FrameKind) -> some Sequence<CopySurvey.Frame> {
    copy.frames.lazy.filter {
      $0.descriptor.kind == kind.rawValue && $0.descriptor.packageTag == common.packageTag
    }
  }

  /// Sound descriptors of this package in a copy.
  func marks(_ copy: CopySurvey, _ kind: FrameKind) -> some Sequence<CopySurvey.Mark> {
    copy.marks.lazy.filter {
      $0.descriptor.kind == kind.rawValue && $0.descriptor.packageTag == common.packageTag
    }
  }

  private mutating func collectPieces() {
    for kind in [FrameKind.blockTable, .parity, .secondBlockTable, .index, .footer] {
      var map = PieceMap()
      for (number, survey) in copies.enumerated() where survey.isSameContainer {
        for frame in frames(survey, kind) {
          map.add(frame, copy: number, content: frame.offset + UInt64(profile.pieceOffset))
        }
      }
      pieces[kind] = map
    }
  }

  /// Finds where data frames stood: from the index, from the first one on, and from the last one back.
  private mutating func placeFrames() {
    var byPlace: [UInt64: FrameDescriptor] = [:]
    var byEnd: [UInt64: FrameDescriptor] = [:]
    // What frames say that are not whole counts as well, but not against those that are.
    let same = copies.filter(\.isSameContainer)
    let found =
      same.flatMap { frames($0, .data).map(\.descriptor) }
      + same.flatMap { marks($0, .data).map(\.descriptor) }
    for descriptor in found where descriptor.place < 1 << 60 && byPlace[descriptor.place] == nil {
      byPlace[descriptor.place] = descriptor
      byEnd[descriptor.place + UInt64(descriptor.rawLength)] = descriptor
    }
    for record in frameRecords() where record.offset < 1 << 56 { frameOffsets[record.place] = record.offset }
    var place: UInt64 = 0
    var offset: UInt64 = 0
    while let frame = byPlace[place] {
      frameOffsets[place] = offset
      place += UInt64(frame.rawLength)
      offset += UInt64(frame.storedLength)
    }
    // Each of them as many bytes before the end as it and those behind it take.
    guard let footer, footer.tarSize > place else { return }
    place = footer.tarSize
    offset = footer.dataSize
    while let frame = byEnd[place], UInt64(frame.storedLength) <= offset {
      place = frame.place
      offset -= UInt64(frame.storedLength)
      frameOffsets[place] = offset
    }
  }

  /// The frames that the index names, if it is whole.
  private func frameRecords() -> [FrameRecord] {
    guard let footer, let layout = try? IndexLayout(footer),
      let index = try? pieces[.index]?.content(footer.indexLength, copies),
      Digest(hashing: index) == footer.indexDigest
    else { return [] }
    var reader = ByteReader(index[..<Int(layout.tagFiles)])
    return (0..<Int(footer.frameCount)).compactMap { _ in
      guard let offset = reader.readInteger(UInt64.self), let place = reader.readInteger(UInt64.self) else {
        return nil
      }
      return FrameRecord(offset: offset, place: place)
    }
  }

  private mutating func findDigests() {
    let maps = [FrameKind.blockTable, .secondBlockTable].compactMap { pieces[$0] }
    let length = footer?.blockTableLength ?? maps.map(\.end).max() ?? 0
    guard length / UInt64(Digest.byteCount) <= mostBlocks else { return }
    let count = Int(length) / Digest.byteCount
    if let footer {
      for map in maps {
        guard let table = try? map.content(footer.blockTableLength, copies),
          Digest(hashing: table) == footer.blockTableDigest
        else { continue }
        digests = Self.digests(table)
        return
      }
    }
    digests = [Digest?](repeating: nil, count: count)
    for map in maps {
      for (place, bytes) in map.all(copies) where place % UInt64(Digest.byteCount) == 0 {
        let first = Int(place) / Digest.byteCount
        for (index, digest) in Self.digests(bytes).enumerated()
        where first + index < count && digests[first + index] == nil {
          digests[first + index] = digest
        }
      }
    }
  }

  /// The copy that the block table came from: the first one, if it has all pieces; `nil` if some of it is lost.
  var tableCopy: Int? {
    guard !digests.isEmpty, !digests.contains(nil) else { return nil }
    let maps = [FrameKind.blockTable, .secondBlockTable].compactMap { pieces[$0] }
    return stride(from: 0, to: UInt64(digests.count * Digest.byteCount), by: Section.pieceLength)
      .compactMap { place in maps.compactMap { $0.place(place)?.copy }.min() }.max()
  }

  private static func digests(_ table: [UInt8]) -> [Digest?] {
    stride(from: 0, to: table.count - Digest.byteCount + 1, by: Digest.byteCount).map {
      Digest(bytes: table[$0..<$0 + Digest.byteCount])
    }
  }

  /// The number of bytes in the data frames: what the footer says, or what the last block's digest proves.
  private mutating func findDataSize() {
    if let footer {
      dataSize = footer.dataSize
      return
    }
    let size = UInt64(common.blockSize.bytes)
    let last = digests.last ?? nil
    for survey in copies where survey.isSameContainer {
      var ends: [UInt64] = []
      let before = UInt64(profile.pieceOffset - FrameDescriptor.byteCount)
      for mark in marks(survey, .blockTable) where mark.descriptor.place == 0 && mark.offset >= before {
        ends.append(mark.offset - before)
        // One is enough; a file full of them costs no more.
        break
      }
      if let frame = frames(survey, .data).reversed().first { ends.append(frame.storedRange.upperBound) }
      for end in ends {
        guard let last, !digests.isEmpty else {
          // Without a table the data ends where its frames do, if no frame is missing.
          if digests.isEmpty, let known = knownEnd() { dataSize = known }
          continue
        }
        // Bytes before the block may have come in or fallen out, but its own end is here.
        let longest = min(size, end)
        guard let bytes = try? survey.copy.read(Int(longest), at: end - longest) else { continue }
        let likely = end % size == 0 ? size : end % size
        let lengths = [likely] + (1...longest).filter { $0 != likely }
        if let length = lengths.first(where: {
          $0 <= longest && Digest(hashing: bytes.suffix(Int($0))) == last
        }) {
          dataSize = UInt64(digests.count - 1) * size + length
          return
        }
      }
    }
    dataSize = dataSize ?? knownEnd()
    // With too few frames for the blocks of the table, a place within the last one: its digest tells more once it is restored.
    let blocks = UInt64(digests.count)
    if blocks > 0, dataSize ?? 0 <= (blocks - 1) * size { dataSize = blocks * size }
  }

  /// The end of the last data frame whose place in the container is known.
  private func knownEnd() -> UInt64? {
    var end: UInt64?
    for survey in copies where survey.isSameContainer {
      for mark in marks(survey, .data) {
        guard let offset = frameOffsets[mark.descriptor.place] else { continue }
        end = max(end ?? 0, offset + UInt64(mark.descriptor.storedLength))
      }
    }
    return end
  }
}

/// Where the sound pieces of a section stand in the copies. See Spec §4.4.
struct PieceMap {
  private struct Piece {
    let copy: Int
    let offset: UInt64
    let length: Int
  }
  private var pieces: [UInt64: Piece] = [:]

  mutating func add(_ frame: CopySurvey.Frame, copy: Int, content: UInt64) {
    let place = frame.descriptor.place
    guard place < 1 << 60, place % UInt64(Section.pieceLength) == 0, pieces[place] == nil else { return }
    pieces[place] = Piece(copy: copy, offset: content, length: Int(frame.descriptor.rawLength))
  }

  /// The copy that holds the piece with this place, and where in that copy the piece's bytes begin.
  func place(_ place: UInt64) -> (copy: Int, content: UInt64)? {
    pieces[place].map { ($0.copy, $0.offset) }
  }

  /// The end of the last piece.
  var end: UInt64 { pieces.map { $0.key + UInt64($0.value.length) }.max() ?? 0 }

  /// Bytes of a section of the given length; `nil` if a piece of them is missing.
  func read(_ range: Range<UInt64>, of length: UInt64, _ copies: [CopySurvey]) throws -> [UInt8]? {
    let piece = UInt64(Section.pieceLength)
    var result: [UInt8] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let place = position / piece * piece
      let end = min(place + piece, length)
      guard let found = pieces[place], UInt64(found.length) == end - place else { return nil }
      let count = Int(min(end, range.upperBound) - position)
      let bytes = try copies[found.copy].copy.read(count, at: found.offset + (position - place))
      guard bytes.count == count else { return nil }
      result += bytes
      position += UInt64(count)
    }
    return result
  }

  /// The whole section; `nil` if a piece is missing.
  func content(_ length: UInt64, _ copies: [CopySurvey]) throws -> [UInt8]? {
    // Nothing is made room for that is not there.
    guard UInt64(pieces.count) * UInt64(Section.pieceLength) >= length else { return nil }
    return try read(0..<length, of: length, copies)
  }

  /// The copy that all pieces of a section come from, if none is missing: the first one, or the last of several.
  func copy(ofWhole length: UInt64) -> Int? {
    guard UInt64(pieces.count) * UInt64(Section.pieceLength) >= length, end == length else { return nil }
    return pieces.values.map(\.copy).max()
  }

  /// The places of the pieces that are there, with their lengths.
  var places: [(place: UInt64, length: Int)] {
    pieces.map { ($0.key, $0.value.length) }.sorted { $0.place < $1.place }
  }

  /// Each piece that is there, with its place.
  func all(_ copies: [CopySurvey]) -> [(UInt64, [UInt8])] {
    pieces.sorted { $0.key < $1.key }.compactMap { place, piece in
      (try? copies[piece.copy].copy.read(piece.length, at: piece.offset)).map { (place, $0) }
    }
  }
}
