/// How the frames of a container are compressed. See Spec §4.2 and §4.3.
package enum Profile: UInt8, CaseIterable, Sendable {
  /// Each data frame is a gzip member, RFC 1952.
  case gzip = 1
  /// Each data frame is a zstd frame, RFC 8878, with a skippable frame after it.
  case zstd = 2

  /// The largest number of bytes of tar in one data frame.
  package var maximumRawLength: Int {
    switch self {
    case .gzip: 1 << 20
    case .zstd: 8 << 20
    }
  }

  /// The largest number of stored bytes of one data frame.
  package var maximumStoredLength: Int { maximumRawLength + 65_536 }

  /// The fewest stored bytes of a data frame: the framing and one byte of data.
  package var minimumStoredLength: Int {
    switch self {
    case .gzip: 66
    case .zstd: 57
    }
  }

  /// Where the piece begins in a frame that holds a piece of a section.
  package var pieceOffset: Int {
    switch self {
    case .gzip: GzipFraming.headerLength
    case .zstd: ZstdFraming.descriptorFrameLength
    }
  }

  /// The bytes of a piece frame that are not the piece.
  package var pieceOverhead: Int {
    switch self {
    case .gzip: GzipFraming.headerLength + GzipFraming.emptyTail.count
    case .zstd: ZstdFraming.descriptorFrameLength
    }
  }

  /// Whether what follows the piece in a piece's frame is as it must be. See Spec §4.4.
  package func isPieceFraming(_ frame: ArraySlice<UInt8>, _ descriptor: FrameDescriptor) -> Bool {
    let tail = frame.dropFirst(pieceOffset + Int(descriptor.rawLength))
    switch self {
    case .gzip: return tail.elementsEqual(GzipFraming.emptyTail)
    case .zstd: return tail.isEmpty
    }
  }

  /// The stored bytes of the footer's frame.
  package var footerFrameLength: Int { Footer.byteCount + pieceOverhead }
}
