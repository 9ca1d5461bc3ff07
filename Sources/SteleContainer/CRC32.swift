internal import CDeflate

/// CRC-32 as in RFC 1952 §8.
package struct CRC32: Sendable {
  /// The checksum of the bytes given so far.
  package private(set) var value: UInt32 = 0

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    value = unsafe libdeflate_crc32(value, bytes.baseAddress, bytes.count)
  }

  /// The checksum of some bytes.
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc = CRC32()
    unsafe bytes.withUnsafeBytes { unsafe crc.update($0) }
    return crc.value
  }
}
