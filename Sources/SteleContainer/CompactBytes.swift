/// Bytes that are kept in memory for later, compressed: text that is written once takes a seventh of the room so, and hardly
/// any time. They are never stored; no format depends on how they are compressed.
package struct CompactBytes: Sendable {
  private let frame: [UInt8]
  /// How many bytes they are.
  package let count: Int

  /// The fastest level that finds most of what repeats.
  private static let level = 1

  /// Takes in bytes, some kilobytes or more: each makes a compressor of its own.
  package init(_ bytes: [UInt8]) {
    count = bytes.count
    let compressor = ZstdCompressor(level: Self.level)
    let output = unsafe [UInt8](unsafeUninitializedCapacity: compressor.bound(bytes.count)) { buffer, count in
      count = unsafe bytes.withUnsafeBytes {
        unsafe compressor.compress($0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
    // A copy, since what is kept must not hold the room that might have been needed.
    frame = unsafe output.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// The bytes, decompressed anew each time.
  package var bytes: [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      let length = unsafe frame.withUnsafeBytes {
        unsafe ZstdDecompressor().decompress($0, into: UnsafeMutableRawBufferPointer(buffer))
      }
      precondition(length == count, "bytes in memory are not those that were put there")
      written = count
    }
  }
}
