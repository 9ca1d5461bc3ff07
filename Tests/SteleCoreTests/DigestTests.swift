import SteleCore
import Testing

@Suite("Digests as text")
struct DigestTests {
  private static let hex = Array("000102030405060708090a0b0c0d0e0f89abcdef0123456776543210fedcba98".utf8)

  @Test("Hex digits of either case stand for the same bytes, and are written in lower case")
  func reading() throws {
    let digest = try #require(Digest(hex: Self.hex))
    #expect(
      digest.bytes == [
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x89,
        0xAB, 0xCD,
        0xEF, 0x01, 0x23, 0x45, 0x67, 0x76, 0x54, 0x32, 0x10, 0xFE, 0xDC, 0xBA, 0x98,
      ])
    #expect(digest.hexDigits == Self.hex)
    let upper = Self.hex.map { 0x61...0x66 ~= $0 ? $0 - 0x20 : $0 }
    #expect(Digest(hex: upper) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    #expect(Digest(hex: ([0x20] + Self.hex)[1...]) == digest)
  }

  @Test("Any other byte at any place is refused, and every digit is taken for what it stands for")
  func bytesAtPlaces() {
    let value: [UInt8: UInt8] = Dictionary(
      uniqueKeysWithValues: zip("0123456789abcdef".utf8, 0...).map { ($0, UInt8($1)) }
        + zip("ABCDEF".utf8, 10...).map { ($0, UInt8($1)) })
    for place in Self.hex.indices {
      var text = Self.hex
      for byte in UInt8.min...UInt8.max {
        text[place] = byte
        let read = Digest(hex: text)?.bytes[place / 2]
        #expect(read.map { place.isMultiple(of: 2) ? $0 >> 4 : $0 & 15 } == value[byte])
        #expect(Hex.areLowerCase(text[...]) == (value[byte] != nil && !(0x41...0x46 ~= byte)))
      }
    }
  }

  @Test("So is any other number of digits", arguments: [0, 1, 8, 32, 62, 63, 65, 66, 128])
  func lengths(count: Int) {
    let text = (Self.hex + Self.hex).prefix(count)
    #expect(Digest(hex: Array(text)) == nil)
    #expect(Hex.areLowerCase(text) == count.isMultiple(of: 8))
  }

  @Test(
    "The order is that of the bytes, and then that of the numbers",
    arguments: [0, 1, 2, 3, 40, 1000, 300_000])
  func order(count: Int) {
    var seed: UInt64 = 7
    let digests = (0..<count).map { number in
      // Some are equal, and some differ in their last byte alone.
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var bytes = (0..<32).map { UInt8(truncatingIfNeeded: seed >> UInt64($0)) }
      if number.isMultiple(of: 5) { bytes = Array(repeating: 0x7F, count: 31) + [UInt8(number / 10 % 2)] }
      return Digest(bytes: bytes)!
    }
    let expected = (0..<UInt32(count)).sorted {
      (digests[Int($0)], $0) < (digests[Int($1)], $1)
    }
    #expect(Digest.order(count, prefix: { digests[$0].prefix }, digest: { digests[$0] }) == expected)
  }
}
