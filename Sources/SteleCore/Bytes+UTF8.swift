extension ArraySlice<UInt8> {
  /// Whether the bytes are UTF-8 (RFC 3629). Makes nothing: no string, no copy.
  package var isUTF8: Bool { span.isUTF8 }
}

extension [UInt8] {
  /// Whether the bytes are UTF-8 (RFC 3629). Makes nothing: no string, no copy.
  package var isUTF8: Bool { span.isUTF8 }
}

extension Span<UInt8> {
  fileprivate var isUTF8: Bool {
    let plain = plainPrefix
    return plain == count || (try? UTF8Span(validating: extracting(plain..<count))) != nil
  }

  /// How many bytes from the start are ASCII, or characters of three bytes that begin with neither E0 nor ED, such as Han:
  /// all of many texts but their last bytes. The standard library takes several times as long for these; it judges what follows.
  private var plainPrefix: Int {
    unsafe withUnsafeBytes { bytes in
      var index = 0
      while index &+ 8 <= bytes.count {
        let next = unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        if next & 0x8080_8080_8080_8080 == 0 {
          index &+= 8
        } else if next & 0x80 == 0 {
          index &+= 1
        } else {
          // A first byte that says three, and two that go on.
          let first = next & 0xFF
          guard next & 0xC0_C0F0 == 0x80_80E0, first != 0xE0, first != 0xED else { return index }
          index &+= 3
        }
      }
      return index
    }
  }
}
