internal import CZstd

/// Zstandard (RFC 8878) block by block, which gives what comes before a fault.
enum ZstdBeginning {
  /// Decompresses the frame at the front of `input` as far as that goes.
  ///
  /// - Parameter limit: The most bytes that come out.
  /// - Returns: What came out, and how many bytes the frame has, if its blocks lead to its end.
  static func decompress(_ input: ArraySlice<UInt8>, limit: Int) -> (bytes: [UInt8], frameLength: Int?) {
    guard let header = ZstdFrameHeader(input) else { return ([], nil) }
    let length = ZstdFrameHeader.frameLength(input)
    let room = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, written in
      unsafe input.withUnsafeBytes { input in
        written = unsafe decompress(
          input, headerLength: header.byteCount, UnsafeMutableRawBufferPointer(output))
      }
    }
    // What came out may be far less than there was room for: it is kept in as much as it takes.
    return (unsafe room.withUnsafeBytes { unsafe Array($0) }, length)
  }

  /// Gives libzstd the header, then each block's header and its content one by one: what it wrote before a fault it
  /// tells only for the calls that came before.
  private static func decompress(
    _ input: UnsafeRawBufferPointer, headerLength: Int, _ output: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let context = unsafe ZSTD_createDCtx() else { fatalError("libzstd: no memory for a decompressor") }
    defer { unsafe ZSTD_freeDCtx(context) }
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 23)
    var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: 0, pos: 0)
    var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    func take(upTo end: Int) -> Bool {
      unsafe source.size = min(end, input.count)
      while unsafe source.pos < source.size, unsafe target.pos < target.size {
        guard unsafe ZSTD_isError(ZSTD_decompressStream(context, &target, &source)) == 0 else { return false }
      }
      return end <= input.count
    }
    var position = headerLength
    guard take(upTo: position) else { return 0 }
    while take(upTo: position + 3) {
      let block = unsafe Int(input[position]) | Int(input[position + 1]) << 8 | Int(input[position + 2]) << 16
      position += 3 + (block >> 1 & 3 == 1 ? 1 : block >> 3)
      guard take(upTo: position), block & 1 == 0 else { break }
    }
    return unsafe target.pos
  }
}
