import SteleCore

/// Makes the frames of one container. One encoder serves one task at a time; it keeps codec contexts.
///
/// See Spec §4.2 to §4.4.
package final class FrameEncoder {
  private let profile: Profile
  private let common: FrameCommons
  private let level: Int
  private lazy var deflate = DeflateCompressor(level: level)
  private lazy var deflateLeast = DeflateCompressor(level: 1)
  private lazy var deflateStored = DeflateCompressor(level: 0)
  private lazy var zstd = ZstdCompressor(level: level)
  private lazy var zstdLeast = ZstdCompressor(level: 1)
  private lazy var zstdStored = ZstdCompressor(level: -(1 << 16))

  /// How much is done to make a frame small.
  package enum Effort: Sendable {
    /// As much as the level says.
    case chosen
    /// As little as the lowest level does.
    case least
    /// Nothing: the bytes are stored as they are.
    case none
  }

  /// Makes an encoder. The level is one that ``Profile/levels`` holds; sections need none.
  package init(profile: Profile, level: Int? = nil, _ common: FrameCommons) {
    let level = level ?? profile.defaultLevel
    precondition(profile.levels.contains(level))
    self.profile = profile
    self.level = level
    self.common = common
  }

  /// A data frame for a piece of tar that begins at `place`.
  ///
  /// - Parameters:
  ///   - raw: 1 to ``Profile/maximumRawLength`` bytes.
  ///   - effort: How much is done to make it small.
  package func dataFrame(_ raw: ArraySlice<UInt8>, place: UInt64, _ effort: Effort = .chosen) -> [UInt8] {
    precondition(1...profile.maximumRawLength ~= raw.count)
    let checksum = CRC32.checksum(raw)
    func descriptor(_ storedLength: Int) -> FrameDescriptor {
      FrameDescriptor(
        kind: .data, common: common, place: place,
        storedLength: storedLength, rawLength: raw.count, rawChecksum: checksum)
    }
    switch profile {
    case .gzip:
      let codec = deflate(effort)
      let headerLength = GzipFraming.headerLength
      var frame = unsafe Self.output(offset: headerLength, bound: codec.bound(raw.count) + 8) { output in
        unsafe raw.withUnsafeBytes { unsafe codec.compress($0, into: output) }
      }
      frame.append(littleEndian: checksum)
      frame.append(littleEndian: UInt32(raw.count))
      frame.replaceSubrange(..<headerLength, with: GzipFraming.header(descriptor(frame.count)))
      return frame
    case .zstd:
      let codec = zstd(effort)
      let tailLength = ZstdFraming.descriptorFrameLength
      var frame = unsafe Self.output(offset: 0, bound: codec.bound(raw.count) + tailLength) { output in
        unsafe raw.withUnsafeBytes { unsafe codec.compress($0, into: output) }
      }
      frame += ZstdFraming.header(descriptor(frame.count + tailLength))
      return frame
    }
  }

  private func deflate(_ effort: Effort) -> DeflateCompressor {
    switch effort {
    case .chosen: deflate
    case .least: deflateLeast
    case .none: deflateStored
    }
  }

  private func zstd(_ effort: Effort) -> ZstdCompressor {
    switch effort {
    case .chosen: zstd
    case .least: zstdLeast
    case .none: zstdStored
    }
  }

  /// All frames of a section's content: pieces of 8,192 bytes and a last one. See Spec §4.4.
  ///
  /// - Parameter start: Where the content begins in its section, if it is only a part: a multiple of 8,192.
  package func sectionFrames(_ kind: FrameKind, _ content: [UInt8], from start: UInt64 = 0) -> [UInt8] {
    var output: [UInt8] = []
    for offset in stride(from: 0, to: content.count, by: Section.pieceLength) {
      let piece = content[offset..<min(offset + Section.pieceLength, content.count)]
      output += pieceFrame(kind, piece, place: start + UInt64(offset))
    }
    return output
  }

  /// The frame of one piece of a section, which begins at `place` in it. See Spec §4.4.
  package func pieceFrame(_ kind: FrameKind, _ piece: ArraySlice<UInt8>, place: UInt64) -> [UInt8] {
    let descriptor = FrameDescriptor(
      kind: kind, common: common, place: place,
      storedLength: piece.count + profile.pieceOverhead, rawLength: piece.count,
      rawChecksum: CRC32.checksum(piece))
    switch profile {
    case .gzip:
      return GzipFraming.header(descriptor, pieceLength: piece.count) + piece + GzipFraming.emptyTail
    case .zstd:
      return ZstdFraming.header(descriptor, pieceLength: piece.count) + piece
    }
  }

  /// An array with `offset` bytes of zero and then what `body` writes, of at most `bound` bytes.
  private static func output(
    offset: Int, bound: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int
  ) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: offset + bound) { buffer, count in
      for index in 0..<offset { unsafe buffer[index] = 0 }
      let rest = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[offset...])
      count = unsafe offset + body(rest)
    }
  }
}

extension Profile {
  /// The levels that a user may choose: fast and large to slow and small.
  package var levels: ClosedRange<Int> {
    switch self {
    case .gzip: 1...12
    case .zstd: 1...19
    }
  }

  /// The level that is used if none is chosen; Tools/benchmarks/levels has the figures.
  ///
  /// Deflate finds hardly more in articles at the next levels, and takes twice as long. For zstd a third more time, most
  /// of which reading the articles takes, makes packages of text a fifth smaller than at level 3; level 9 takes much more memory.
  package var defaultLevel: Int {
    switch self {
    case .gzip: 6
    case .zstd: 8
    }
  }
}
