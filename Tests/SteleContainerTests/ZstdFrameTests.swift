import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

/// Zstd frames made by hand, RFC 8878 §3.1.1: what a package allows is less than what the format does.
@Suite("Zstd frames that other encoders may make")
struct ZstdFrameTests {
  /// A whole data frame around a zstd frame of this header and one last block.
  func frame(header: [UInt8], block: UInt8 = 0, size: Int = 10, stated: UInt32 = 10) -> [UInt8] {
    let word = UInt32(size << 3) | UInt32(block) << 1 | 1
    var bytes: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD] + header + word.littleEndianBytes.prefix(3)
    bytes += [UInt8](repeating: 7, count: block == 1 ? 1 : size)
    bytes += [0, 0, 0, 0]
    let descriptor = FrameDescriptor(
      kind: .data, common: commons(), place: 0,
      storedLength: bytes.count + 48,
      rawLength: Int(stated), rawChecksum: 0)
    return bytes + [0x53, 0x2A, 0x4D, 0x18, 40, 0, 0, 0] + descriptor.bytes
  }

  @Test(
    "A frame without content size or checksum, with a dictionary or a large window, is refused",
    arguments: [
      [0x04, 0x00],  // no content size
      [0x20, 10],  // no checksum
      [0x25, 1, 10],  // a dictionary
      [0x44, 105, 0, 0],  // a window of 9 MiB
      [0x44, 0xFF, 0, 0],  // the largest window
      [0x2C, 10],  // a reserved bit
    ] as [[UInt8]])
  func refusedHeaders(header: [UInt8]) {
    #expect(Profile.zstd.code(frame(header: header)) == .frameHeader)
  }

  @Test("A window of exactly 8 MiB is allowed: only the checksum is wrong")
  func window() {
    // Content sizes of two bytes begin at 256.
    let frame = frame(header: [0x44, 104, 0, 0], size: 256, stated: 256)
    #expect(Profile.zstd.code(frame) == .frameUndecodable)
  }

  @Test("A block that fills more than the content size is refused")
  func overlongBlock() {
    #expect(Profile.zstd.code(frame(header: [0x24, 10], block: 1, size: 100_000)) == .frameUndecodable)
  }

  @Test("A content size that the descriptor contradicts is refused")
  func contentSize() {
    #expect(Profile.zstd.code(frame(header: [0x24, 11])) == .frameChecksum)
    #expect(
      Profile.zstd.code(frame(header: [0xE4] + UInt64.max.littleEndianBytes, stated: 10)) != nil)
  }

  @Test("A reserved block type is refused")
  func blockType() {
    #expect(Profile.zstd.code(frame(header: [0x24, 10], block: 3)) == .frameUndecodable)
  }

  @Test("Two zstd frames before one descriptor are refused, and so are bytes between them")
  func two() {
    let frame = Profile.zstd.encoder().dataFrame([UInt8].prose(100)[...], place: 0)
    let body = Array(frame.dropLast(48))
    for inserted in [body, [0], [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]] {
      let changed = Profile.zstd.replacing(body + inserted + frame.suffix(48)) {
        $0.storedLength += UInt32(inserted.count)
      }
      #expect(Profile.zstd.code(changed) == .frameUndecodable)
    }
  }

  @Test("Where a frame ends is found from its blocks, and only if all of it is there")
  func frameLength() {
    let body = Array(
      Profile.zstd.encoder().dataFrame([UInt8].noise(300_000)[...], place: 0, .none).dropLast(48))
    #expect(ZstdFrameHeader.frameLength((body + [1, 2, 3])[...]) == body.count)
    for count in [0, 4, 5, 6, 9, 100, 131_080, body.count - 4, body.count - 1] {
      #expect(ZstdFrameHeader.frameLength(body.prefix(count)) == nil)
    }
  }
}
