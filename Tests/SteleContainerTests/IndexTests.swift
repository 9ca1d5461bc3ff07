import SteleCore
import Testing

@testable import SteleContainer

@Suite("The index")
struct IndexTests {
  var index: ContainerIndex {
    var index = ContainerIndex()
    index.frames = [FrameRecord(offset: 1, place: 2), FrameRecord(offset: 3, place: 4)]
    index.tagFiles = [5, 6, 7]
    index.payload = [
      PayloadRecord(entryOffset: 8, lineOffset: 9), PayloadRecord(entryOffset: 10, lineOffset: 11),
    ]
    index.byDigest = [1, 0]
    return index
  }

  func footer(frames: UInt64 = 2, tagFiles: UInt32 = 3, payload: UInt64 = 2, length: UInt64? = nil) -> Footer
  {
    let digest = Digest(hashing: [])
    var footer = Footer(
      profile: .gzip, commons(), contentDigest: digest, packageDigest: digest)
    footer.frameCount = frames
    footer.tagFileCount = tagFiles
    footer.payloadFileCount = payload
    footer.indexLength = length ?? UInt64(index.bytes.count)
    return footer
  }

  @Test("Its four tables follow each other, in little-endian numbers")
  func layout() throws {
    let numbers: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    #expect(index.bytes == numbers.flatMap(\.littleEndianBytes) + [1, 0, 0, 0, 0, 0, 0, 0])
    let layout = try IndexLayout(footer())
    #expect([layout.tagFiles, layout.payload, layout.byDigest, layout.end] == [32, 56, 88, 96])
  }

  @Test("Files are sorted by digest, and by path where digests are equal")
  func byDigest() {
    let digests = [3, 1, 2, 1, 3].map { Digest(bytes: [UInt8](repeating: $0, count: 32))! }
    var index = ContainerIndex()
    index.payload = digests.map { _ in PayloadRecord(entryOffset: 0, lineOffset: 0) }
    index.byDigest = Digest.order(
      index.payload.count, prefix: { digests[$0].prefix }, digest: { digests[$0] })
    #expect(index.byDigest == [1, 3, 2, 0, 4])
  }

  @Test(
    "Counts that do not give the index's length are refused, without an overflow",
    arguments: [
      (UInt64(1), UInt32(3), UInt64(2)), (2, 4, 2), (2, 3, 3), (.max, 3, 2), (1 << 60, 3, 2), (2, 3, 1 << 32),
      (2, 3, .max), (2, .max, 2),
    ])
  func counts(frames: UInt64, tagFiles: UInt32, payload: UInt64) {
    let footer = footer(frames: frames, tagFiles: tagFiles, payload: payload)
    #expect(code { () throws(ContainerError) in _ = try IndexLayout(footer) } == .footerMismatch)
  }
}
