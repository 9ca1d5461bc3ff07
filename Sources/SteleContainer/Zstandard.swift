internal import CZstd

/// Zstandard (RFC 8878) by libzstd, one whole frame at a time.
@safe final class ZstdCompressor {
  private let context: OpaquePointer

  /// Makes a compressor that writes frames with content size and checksum, and a window of at most 8 MiB.
  init(level: Int) {
    guard let context = unsafe ZSTD_createCCtx() else {
      fatalError("libzstd: no memory for a compressor")
    }
    unsafe self.context = context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1)
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 23)
  }

  deinit { unsafe ZSTD_freeCCtx(context) }

  func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  func compress(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
    let written = unsafe ZSTD_compress2(
      context, output.baseAddress, output.count, input.baseAddress, input.count)
    precondition(ZSTD_isError(written) == 0, "libzstd refused a buffer within its bound")
    return written
  }
}

@safe final class ZstdDecompressor {
  private let context: OpaquePointer

  init() {
    guard let context = unsafe ZSTD_createDCtx() else {
      fatalError("libzstd: no memory for a decompressor")
    }
    unsafe self.context = context
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 23)
    // Decoded blocks go where they belong, not by way of a buffer.
    unsafe ZSTD_DCtx_setParameter(context, steleZstdStableOutBuffer, 1)
  }

  deinit { unsafe ZSTD_freeDCtx(context) }

  /// Decodes one frame that fills `input`; the number of bytes written, or `nil` if it is malformed.
  ///
  /// Block by block, as other programs do it: of a frame that it gets whole, libzstd takes blocks that are longer than
  /// RFC 8878 allows.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int? {
    unsafe ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: 0, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    for end in [input.count - 1, input.count] {
      unsafe source.size = end
      while unsafe source.pos < end {
        let (read, written) = unsafe (source.pos, target.pos)
        let rest = unsafe ZSTD_decompressStream(context, &target, &source)
        if ZSTD_isError(rest) != 0 { return nil }
        if rest == 0 { return unsafe source.pos == input.count ? target.pos : nil }
        if unsafe (source.pos, target.pos) == (read, written) { return nil }
      }
    }
    return nil
  }
}

/// What the header of a zstd frame says, RFC 8878 §3.1.1.1.
struct ZstdFrameHeader {
  let contentSize: UInt64?
  let windowSize: UInt64
  let hasChecksum: Bool
  let hasDictionary: Bool
  /// Bytes of the header, magic number included.
  let byteCount: Int
  /// The most that a header can have: magic number, flags, window, dictionary, content size.
  static let maximumByteCount = 18

  /// Reads a header; `nil` if there is none, or too few bytes.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.starts(with: ZstdFraming.frameMagic), bytes.count >= 6 else { return nil }
    let start = bytes.startIndex
    let flags = bytes[start + 4]
    let singleSegment = flags & 0x20 != 0
    // The bit after the checksum flag's neighbour is reserved and must be zero.
    guard flags & 0x08 == 0 else { return nil }
    hasChecksum = flags & 0x04 != 0
    hasDictionary = flags & 0x03 != 0
    let dictionaryLength = [0, 1, 2, 4][Int(flags & 3)]
    let sizeLength = [singleSegment ? 1 : 0, 2, 4, 8][Int(flags >> 6)]
    byteCount = 5 + (singleSegment ? 0 : 1) + dictionaryLength + sizeLength
    guard bytes.count >= byteCount else { return nil }
    if sizeLength == 0 {
      contentSize = nil
    } else {
      let field = bytes[(start + byteCount - sizeLength)..<(start + byteCount)]
      let value = field.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      contentSize = sizeLength == 2 ? value + 256 : value
    }
    if singleSegment {
      windowSize = contentSize ?? 0
    } else {
      let window = UInt64(bytes[start + 5])
      let base: UInt64 = 1 << (10 + (window >> 3))
      windowSize = base + base / 8 * (window & 7)
    }
  }

  /// The most blocks that a frame may have, Spec §4.3: else each look for a frame could walk through all that follows.
  static let maximumBlockCount = 16_384

  /// The most that a block may be or hold, RFC 8878 §3.1.1.2.4.
  private var maximumBlockSize: Int { Int(min(windowSize, 128 << 10)) }

  /// How many bytes a frame has.
  enum Extent: Equatable {
    case whole(Int)
    /// It has more blocks than are allowed.
    case tooManyBlocks
    /// It goes on behind the bytes that are there: at least as many are needed to tell more.
    case notBefore(Int)
  }

  /// The bytes of the whole frame at the front of `bytes`; `nil` if it does not end within them or is malformed.
  static func frameLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    if case .whole(let length) = extent(bytes) { length } else { nil }
  }

  /// How many bytes the frame at the front of `bytes` has, found from its block headers (RFC 8878 §3.1.1.2); `nil` if it
  /// is malformed.
  static func extent(_ bytes: ArraySlice<UInt8>) -> Extent? {
    guard let header = ZstdFrameHeader(bytes) else { return nil }
    var position = bytes.startIndex + header.byteCount
    for _ in 0..<maximumBlockCount {
      guard position + 3 <= bytes.endIndex else { return .notBefore(position + 3 - bytes.startIndex) }
      let block = Int(bytes[position]) | Int(bytes[position + 1]) << 8 | Int(bytes[position + 2]) << 16
      let size = block >> 3
      guard size <= header.maximumBlockSize else { return nil }
      switch block >> 1 & 3 {
      // A compressed block says at least that it holds nothing: libzstd takes none of no bytes where it gets the frame whole.
      case 2 where size == 0: return nil
      case 0, 2: position += 3 + size
      case 1: position += 3 + 1
      default: return nil
      }
      guard block & 1 == 1 else { continue }
      position += header.hasChecksum ? 4 : 0
      let length = position - bytes.startIndex
      return position <= bytes.endIndex ? .whole(length) : .notBefore(length)
    }
    return .tooManyBlocks
  }
}
