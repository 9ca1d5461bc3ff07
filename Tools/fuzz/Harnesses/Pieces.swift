import SteleContainer

/// Bytes that come in pieces.
struct Pieces: StoredByteSource {
  var rest: ArraySlice<UInt8>
  /// The most bytes of a piece.
  var length = 777

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let part = rest.prefix(min(length, buffer.count))
    unsafe buffer.copyBytes(from: part)
    rest = rest.dropFirst(part.count)
    return part.count
  }
}
