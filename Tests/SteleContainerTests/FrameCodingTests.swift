import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Data frames")
struct FrameCodingTests {
  @Test(
    "A piece of tar of any length comes back as it was, compressed or stored",
    arguments: Profile.allCases, [1, 2, 3, 255, 256, 511, 512, 65_535, 65_536, 65_537, 1 << 20])
  func roundTrip(profile: Profile, length: Int) throws {
    for raw in [[UInt8].prose(length), .noise(length), [UInt8](repeating: 0, count: length)] {
      for effort in [FrameEncoder.Effort.chosen, .least, .none] {
        let frame = profile.encoder().dataFrame(raw[...], place: 77, effort)
        let descriptor = profile.descriptor(of: frame)
        #expect(Int(descriptor.storedLength) == frame.count)
        #expect(Int(descriptor.rawLength) == length)
        #expect(descriptor.rawChecksum == CRC32.checksum(raw[...]))
        #expect(descriptor.place == 77)
        #expect(descriptor.kind == 1 && descriptor.blockSizeLog2 == 9 && descriptor.packageTag == tag)
        #expect(try profile.decode(frame) == raw)
        #expect(profile.minimumStoredLength...profile.maximumStoredLength ~= frame.count)
        if effort == .none { #expect(frame.count - length < 70 + length / 1000) }
      }
    }
  }

  @Test("The longest frame of zstd, of bytes that do not compress, stays within the limits")
  func longest() throws {
    let raw = [UInt8].noise(Profile.zstd.maximumRawLength)
    for effort in [FrameEncoder.Effort.chosen, .least, .none] {
      let frame = Profile.zstd.encoder().dataFrame(raw[...], place: 0, effort)
      #expect(frame.count <= Profile.zstd.maximumStoredLength)
      #expect(try Profile.zstd.decode(frame) == raw)
    }
  }

  @Test("Every level decodes to the same bytes", arguments: Profile.allCases)
  func levels(profile: Profile) throws {
    let raw = [UInt8].prose(20_000)
    for level in profile.levels {
      let frame = profile.encoder(level: level).dataFrame(raw[...], place: 0)
      #expect(try profile.decode(frame) == raw)
      #expect(frame.count < raw.count)
    }
  }

  @Test("An encoder's frames do not depend on what it made before", arguments: Profile.allCases)
  func independent(profile: Profile) {
    let raw = [UInt8].prose(10_000)
    let fresh = profile.encoder().dataFrame(raw[...], place: 5)
    let used = profile.encoder()
    _ = used.dataFrame([UInt8].noise(50_000)[...], place: 0, .none)
    _ = used.dataFrame([UInt8].prose(50_000, seed: 2)[...], place: 0)
    #expect(used.dataFrame(raw[...], place: 5) == fresh)
  }

  @Test("A gzip frame is a gzip member with the fixed bytes around its data")
  func gzipBytes() {
    let raw = [UInt8].prose(1000)
    let frame = Profile.gzip.encoder().dataFrame(raw[...], place: 0)
    #expect(
      Array(frame.prefix(16)) == [
        0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 0x2C, 0, 0x53, 0x4C, 0x28, 0,
      ])
    #expect(
      Array(frame.suffix(8)) == CRC32.checksum(raw[...]).littleEndianBytes + UInt32(1000).littleEndianBytes)
  }

  @Test("A zstd frame has content size and checksum, and its descriptor behind it")
  func zstdBytes() throws {
    let frame = Profile.zstd.encoder().dataFrame([UInt8].prose(1000)[...], place: 0)
    #expect(frame.prefix(4) == [0x28, 0xB5, 0x2F, 0xFD])
    #expect(Array(frame.suffix(48).prefix(8)) == [0x53, 0x2A, 0x4D, 0x18, 40, 0, 0, 0])
    let header = try #require(ZstdFrameHeader(frame[...]))
    #expect(header.contentSize == 1000)
    #expect(header.hasChecksum && !header.hasDictionary && header.windowSize <= 8 << 20)
    #expect(ZstdFrameHeader.frameLength(frame[...]) == frame.count - 48)
  }

  @Test(
    "Whether bytes are worth compressing is told by the bytes",
    arguments: samples)
  func compressibility(bytes: [UInt8], expected: Bool) {
    #expect(Compressibility.compresses(bytes[...]) == expected)
  }

  private static let samples: [([UInt8], Bool)] = [
    (.prose(10_000), true), (.noise(10_000), false), ([], true), (.noise(63), true), (.noise(64), false),
    (.noise(65_536) + .prose(200_000), false), (.prose(6000) + .noise(59_000), true),
    // Each byte as often as any other, but the same ones again; no repetition, but half of the bytes.
    (.noise(30_000) + .noise(30_000), true), (.noise(60_000).map { $0 & 0x7F }, true),
  ]
}
