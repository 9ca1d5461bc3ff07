internal import CZlib

/// Deflate (RFC 1951) by zlib, which gives what comes before a fault; libdeflate gives all or nothing.
enum DeflateBeginning {
  struct Result {
    /// What came out. The last of it may be wrong: damage is seen only some way behind it.
    var bytes: [UInt8] = []
    var read = 0
    /// Whether the data came to its own end.
    var hasEnded = false
  }

  /// Decompresses as far as that goes.
  ///
  /// - Parameter limit: The most bytes that come out.
  static func inflate(_ input: ArraySlice<UInt8>, limit: Int) -> Result {
    var result = Result()
    let count = input.count
    let room = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, written in
      unsafe input.withUnsafeBufferPointer { input in
        var stream = unsafe z_stream()
        unsafe withUnsafeMutablePointer(to: &stream) { stream in
          // No header and no trailer, and the largest window.
          let size = unsafe Int32(MemoryLayout<z_stream>.size)
          guard unsafe inflateInit2_(stream, -15, zlibVersion(), size) == Z_OK else {
            fatalError("zlib: no memory for a decompressor")
          }
          // zlib takes a pointer to bytes that may change; it does not change them.
          unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
          unsafe stream.pointee.avail_in = UInt32(count)
          unsafe stream.pointee.next_out = output.baseAddress
          unsafe stream.pointee.avail_out = UInt32(limit)
          result.hasEnded = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH) == Z_STREAM_END
          result.read = unsafe count - Int(stream.pointee.avail_in)
          written = unsafe limit - Int(stream.pointee.avail_out)
          unsafe inflateEnd(stream)
        }
      }
    }
    // What came out may be far less than there was room for: it is kept in as much as it takes.
    result.bytes = unsafe room.withUnsafeBytes { unsafe Array($0) }
    return result
  }
}
