import SteleCore
import Testing

@testable import SteleContainer

@Suite("The footer")
struct FooterTests {
  static let digests = (0..<6).map { Digest(hashing: [UInt8($0)]) }

  var footer: Footer {
    var footer = Footer(
      profile: .zstd,
      FrameCommons(
        blockSize: BlockSize(log2: 16)!, parityRatio: ParityRatio(hundredths: 0x102)!, packageTag: tag),
      contentDigest: Self.digests[3], packageDigest: Self.digests[4])
    footer.containerSize = 1
    footer.tarSize = 2
    footer.dataSize = 3
    footer.blockTableLength = 4
    footer.parityOffset = 5
    footer.parityLength = 6
    footer.parityColumns = 7
    footer.parityRows = 8
    footer.parityStripes = 9
    footer.secondBlockTableOffset = 16
    footer.indexOffset = 10
    footer.indexLength = 11
    footer.additionalOffset = 17
    footer.additionalSize = 18
    footer.frameCount = 12
    footer.tagFileCount = 13
    footer.folderCount = 14
    footer.payloadFileCount = 15
    footer.payloadSize = .max
    footer.blockTableDigest = Self.digests[0]
    footer.parityDigest = Self.digests[1]
    footer.indexDigest = Self.digests[2]
    footer.additionalDigest = Self.digests[5]
    return footer
  }

  @Test("Its fields stand where the specification has them")
  func layout() {
    let bytes = footer.bytes
    #expect(bytes.count == 384)
    #expect(Array(bytes[0..<8]) == [1, 0, 0, 0, 2, 16, 2, 1])
    let wide: [(Int, UInt64)] = [
      (8, 1), (16, 2), (24, 3), (32, 4), (40, 5), (48, 6), (64, 16), (72, 10), (80, 11), (88, 17),
      (96, 18), (104, 12), (120, 15), (128, .max),
    ]
    for (offset, value) in wide { #expect(Array(bytes[offset..<offset + 8]) == value.littleEndianBytes) }
    #expect(Array(bytes[56..<64]) == [7, 0, 8, 0, 9, 0, 0, 0])
    #expect(Array(bytes[112..<120]) == [13, 0, 0, 0, 14, 0, 0, 0])
    #expect(bytes[328...].allSatisfy { $0 == 0 })
    for (number, offset) in [136, 168, 200, 232, 264, 296].enumerated() {
      #expect(Array(bytes[offset..<offset + 32]) == Self.digests[number].bytes)
    }
  }

  @Test("What is read is written again the same")
  func roundTrip() throws {
    let read = try Footer(footer.bytes[...])
    #expect(read == footer)
    #expect(read.bytes == footer.bytes)
  }

  @Test(
    "What no footer says is refused with its code",
    arguments: [
      (0, 2, RuleCode.versionUnsupported), (1, 1, .versionUnsupported), (4, 0, .footerMismatch),
      (4, 3, .footerMismatch), (5, 8, .footerMismatch), (5, 17, .footerMismatch), (7, 12, .parityRatio),
      (328, 1, .reservedNonzero), (383, 1, .reservedNonzero),
    ])
  func refused(offset: Int, value: UInt8, expected: RuleCode) {
    var bytes = footer.bytes
    bytes[offset] = value
    #expect(code { () throws(ContainerError) in _ = try Footer(bytes[...]) } == expected)
  }

  @Test("A later revision may use what this one reserves")
  func laterRevision() throws {
    var bytes = footer.bytes
    bytes[2] = 1
    bytes[383] = 7
    let read = try Footer(bytes[...])
    #expect(read.isOfLaterRevision)
    #expect(read.bytes == bytes)
    #expect(!footer.isOfLaterRevision)
  }

  @Test("A footer that is cut off is refused", arguments: [0, 1, 7, 100, 327, 383])
  func short(count: Int) {
    let bytes = footer.bytes
    #expect(code { () throws(ContainerError) in _ = try Footer(bytes.prefix(count)) } == .footerMismatch)
  }

  @Test("Whatever changed byte is accepted is written again the same")
  func changedBytes() throws {
    for index in 0..<384 {
      var bytes = footer.bytes
      bytes[index] ^= 0x55
      if let read = try? Footer(bytes[...]) { #expect(read.bytes == bytes, "byte \(index)") }
    }
  }
}
