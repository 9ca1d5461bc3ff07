import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("The descriptor of a frame")
struct FrameDescriptorTests {
  let descriptor = FrameDescriptor(
    kind: .index,
    common: FrameCommons(
      blockSize: BlockSize(log2: 12)!, parityRatio: ParityRatio(hundredths: 0x0B0A)!, packageTag: tag),
    place: 0x0123_4567_89AB_CDEF,
    storedLength: 0x1122_3344, rawLength: 0x5566_7788, rawChecksum: 0x99AA_BBCC)

  @Test("Its fields stand where the specification has them")
  func layout() {
    let expected: [UInt8] =
      Array("STL1".utf8) + [5, 12, 0x0A, 0x0B] + tag.bytes + [0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01]
      + [0x44, 0x33, 0x22, 0x11, 0x88, 0x77, 0x66, 0x55, 0xCC, 0xBB, 0xAA, 0x99]
    #expect(Array(descriptor.bytes.prefix(36)) == expected)
    #expect(Array(descriptor.bytes.suffix(4)) == CRC32.checksum(expected[...]).littleEndianBytes)
  }

  @Test("What is read is written again the same")
  func roundTrip() throws {
    var changed = descriptor
    changed.kind = 200
    changed.blockSizeLog2 = 77
    changed.parityHundredths = 0xFFFE
    for value in [descriptor, changed] {
      let read = try #require(FrameDescriptor(value.bytes[...]))
      #expect(read == value)
      #expect(read.bytes == value.bytes)
    }
  }

  @Test("One flipped bit anywhere makes it no descriptor")
  func flippedBits() {
    for bit in 0..<320 {
      var bytes = descriptor.bytes
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(FrameDescriptor(bytes[...]) == nil, "bit \(bit)")
    }
  }

  @Test("Fewer than 40 bytes are no descriptor", arguments: [0, 3, 4, 39])
  func short(count: Int) {
    #expect(FrameDescriptor(descriptor.bytes.prefix(count)) == nil)
  }

  @Test("The checksum is the CRC-32 of RFC 1952, however the bytes come")
  func checksum() {
    #expect(CRC32.checksum(Array("123456789".utf8)[...]) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
    var inPieces = CRC32()
    let bytes = [UInt8].noise(1000)
    for start in stride(from: 0, to: 1000, by: 7) {
      unsafe bytes[start..<min(start + 7, 1000)].withUnsafeBytes { unsafe inPieces.update($0) }
    }
    #expect(inPieces.value == CRC32.checksum(bytes[...]))
  }
}
