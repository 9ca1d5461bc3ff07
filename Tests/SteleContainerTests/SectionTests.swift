import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Sections and their pieces")
struct SectionTests {
  @Test(
    "A section is cut into pieces of 8,192 bytes and a last one, each framed as the specification says",
    arguments: Profile.allCases, [0, 1, 8191, 8192, 8193, 16_384, 20_000])
  func pieces(profile: Profile, length: Int) throws {
    let content = [UInt8].noise(length)
    let stored = profile.encoder().sectionFrames(.index, content)
    #expect(UInt64(stored.count) == Section.storedLength(contentLength: UInt64(length), profile))
    var expected: [UInt8] = []
    for start in stride(from: 0, to: length, by: 8192) {
      let piece = Array(content[start..<min(start + 8192, length)])
      let descriptor = FrameDescriptor(
        kind: .index, common: commons(), place: UInt64(start),
        storedLength: piece.count + (profile == .gzip ? 66 : 48), rawLength: piece.count,
        rawChecksum: CRC32.checksum(piece[...]))
      switch profile {
      case .gzip:
        expected += [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF] + UInt16(44 + piece.count).littleEndianBytes
        expected += [0x53, 0x4C] + UInt16(40 + piece.count).littleEndianBytes + descriptor.bytes + piece
        expected += [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
      case .zstd:
        expected += [0x53, 0x2A, 0x4D, 0x18] + UInt32(40 + piece.count).littleEndianBytes
        expected += descriptor.bytes + piece
      }
    }
    #expect(stored == expected)
  }

  @Test("The formula finds every byte of a section", arguments: Profile.allCases)
  func offsets(profile: Profile) {
    let content = [UInt8].noise(20_000)
    let stored = [UInt8](repeating: 0, count: 1000) + profile.encoder().sectionFrames(.blockTable, content)
    let wrong = content.indices.filter {
      stored[Int(Section.containerOffset(sectionStart: 1000, offset: UInt64($0), profile))] != content[$0]
    }
    #expect(wrong.isEmpty)
  }

  @Test("The footer's frame has 450 and 432 bytes")
  func footerFrame() {
    #expect(Profile.gzip.footerFrameLength == 450)
    #expect(Profile.zstd.footerFrameLength == 432)
    for profile in Profile.allCases {
      let frame = profile.encoder().sectionFrames(.footer, [UInt8](repeating: 0, count: Footer.byteCount))
      #expect(frame.count == profile.footerFrameLength)
    }
  }

  @Test("What follows the data frames says where it stands", arguments: Profile.allCases)
  func tail(profile: Profile) throws {
    let digest = Digest(hashing: [])
    var index = ContainerIndex()
    index.frames = [FrameRecord(offset: 0, place: 0)]
    index.tagFiles = [0]
    index.payload = (0..<900).map { PayloadRecord(entryOffset: $0, lineOffset: $0) }
    index.byDigest = Digest.order(
      index.payload.count, prefix: { _ in digest.prefix }, digest: { _ in digest })
    var facts = TarFacts()
    facts.tarSize = 5000
    facts.folderCount = 3
    facts.payloadFileCount = 900
    facts.payloadSize = 77
    let blocks = (0..<300).map { Digest(hashing: [UInt8(truncatingIfNeeded: $0)]) }
    let tail = ContainerTail(
      profile: profile, commons(tarSize: 5000), dataSize: 1234, blocks: blocks, index: index,
      facts: facts, parity: nil, contentDigest: digest, packageDigest: digest)
    let encoder = profile.encoder()
    let stored =
      encoder.sectionFrames(.blockTable, tail.blockTable) + encoder.sectionFrames(.index, tail.index)
      + encoder.sectionFrames(.footer, tail.footer.bytes)
    let footer = try Footer(tail.footer.bytes[...])
    #expect(footer.containerSize == 1234 + UInt64(stored.count))
    #expect(footer.dataSize == 1234)
    #expect(footer.blockTableLength == 9600)
    #expect(footer.parityOffset == footer.indexOffset)
    #expect(footer.secondBlockTableOffset == footer.indexOffset)
    #expect(footer.additionalOffset + UInt64(profile.footerFrameLength) == footer.containerSize)
    #expect(footer.parityDigest == Footer.noDigest)
    #expect(footer.blockTableDigest == Digest(hashing: blocks.flatMap(\.bytes)))
    #expect(footer.indexDigest == Digest(hashing: index.bytes))
    #expect(
      [footer.frameCount, footer.payloadFileCount, footer.payloadSize, footer.tarSize] == [1, 900, 77, 5000])
    #expect([footer.tagFileCount, footer.folderCount] == [1, 3])
    let indexStart = Int(footer.indexOffset) - 1234
    let first = FrameDescriptor(stored[indexStart...].dropFirst(profile.pieceOffset - 40))
    #expect(first?.kind == FrameKind.index.rawValue)
    #expect(try IndexLayout(footer).end == UInt64(index.bytes.count))
  }
}
