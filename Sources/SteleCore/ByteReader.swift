/// Reads little-endian integers and byte runs from the front of a byte sequence, within its bounds.
package struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  package private(set) var position: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  /// The bytes not read yet.
  package var remaining: Int { bytes.endIndex - position }

  /// The next `count` bytes; `nil`, with nothing read, if there are fewer.
  package mutating func read(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next integer, little-endian; `nil`, with nothing read, if there are too few bytes.
  package mutating func readInteger<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) -> T? {
    guard let slice = read(T.bitWidth / 8) else { return nil }
    var value: T = 0
    unsafe withUnsafeMutableBytes(of: &value) { unsafe $0.copyBytes(from: slice) }
    return T(littleEndian: value)
  }
}

extension Array where Element == UInt8 {
  /// Appends an integer, little-endian.
  package mutating func append<T: FixedWidthInteger & UnsignedInteger>(littleEndian value: T) {
    unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
  }
}
