import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("The block table")
struct BlockTableTests {
  @Test(
    "The block size is the smallest power of two of which 2,048 hold as much as the tar",
    arguments: [
      (0, 512), (1_048_576, 512), (1_048_577, 1024), (2_097_152, 1024), (2_097_153, 2048),
      (67_108_864, 32_768), (67_108_865, 65_536), (134_217_728, 65_536), (134_217_729, 65_536),
      (.max, 65_536),
    ] as [(UInt64, Int)])
  func size(tarSize: UInt64, expected: Int) {
    #expect(BlockSize(tarSize: tarSize).bytes == expected)
  }

  @Test("Only 2⁹ to 2¹⁶ are block sizes")
  func sizes() {
    #expect((0...255).compactMap { BlockSize(log2: $0)?.log2 } == Array(9...16))
  }

  @Test("Blocks do not depend on the pieces that the bytes come in", arguments: [1, 7, 511, 512, 513, 5000])
  func pieces(length: Int) {
    let bytes = [UInt8].noise(2000)
    var hasher = BlockHasher(BlockSize(log2: 9)!)
    for start in stride(from: 0, to: bytes.count, by: length) {
      hasher.update(bytes[start..<min(start + length, bytes.count)])
    }
    let expected = stride(from: 0, to: 2000, by: 512).map { Digest(hashing: bytes[$0..<min($0 + 512, 2000)]) }
    #expect(hasher.finish() == expected)
  }

  @Test("Whole blocks leave no empty one at the end, and no bytes give no block")
  func borders() {
    var hasher = BlockHasher(BlockSize(log2: 9)!)
    #expect(hasher.finish().isEmpty)
    hasher.update([UInt8].noise(1024)[...])
    #expect(hasher.finish().count == 2)
  }
}
