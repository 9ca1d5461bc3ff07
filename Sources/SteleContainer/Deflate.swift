internal import CDeflate

/// Deflate (RFC 1951) by libdeflate, one whole buffer at a time.
@safe final class DeflateCompressor {
  private let context: OpaquePointer

  /// Makes a compressor with a level from 0 (stored) to 12.
  init(level: Int) {
    guard let context = unsafe libdeflate_alloc_compressor(Int32(level)) else {
      fatalError("libdeflate: no memory for a compressor of level \(level)")
    }
    unsafe self.context = context
  }

  deinit { unsafe libdeflate_free_compressor(context) }

  /// The most bytes that compressing `count` bytes can give.
  func bound(_ count: Int) -> Int { unsafe libdeflate_deflate_compress_bound(context, count) }

  /// Compresses into `output`; the number of bytes written.
  func compress(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
    unsafe libdeflate_deflate_compress(
      context, input.baseAddress, input.count, output.baseAddress!, output.count)
  }
}

@safe final class DeflateDecompressor {
  private let context: OpaquePointer

  init() {
    guard let context = unsafe libdeflate_alloc_decompressor() else {
      fatalError("libdeflate: no memory for a decompressor")
    }
    unsafe self.context = context
  }

  deinit { unsafe libdeflate_free_decompressor(context) }

  enum Result {
    case done(read: Int, written: Int)
    case malformed
    /// More comes out than `output` holds.
    case tooLong
  }

  /// Decompresses, and says how many bytes were read and written.
  func decompress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Result {
    var read = 0
    var written = 0
    let result = unsafe libdeflate_deflate_decompress_ex(
      context, input.baseAddress, input.count, output.baseAddress, output.count, &read, &written)
    switch result {
    case LIBDEFLATE_SUCCESS: return .done(read: read, written: written)
    case LIBDEFLATE_INSUFFICIENT_SPACE: return .tooLong
    default: return .malformed
    }
  }
}
