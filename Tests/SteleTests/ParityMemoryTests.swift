import SteleContainer
import SteleCore
import SteleFile
import SteleParity
import Synchronization
import Testing

@testable import Stele

@Suite("Memory of parity (Spec §6.3)")
struct ParityMemoryTests {
  /// Data frames of zeros, with a note of what was asked for.
  private final class CountedZeros: PlacedData {
    let longest = Mutex(0)
    let total = Mutex(UInt64(0))

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) {
      let count = buffer.count
      longest.withLock { $0 = max($0, count) }
      total.withLock { $0 += UInt64(count) }
    }
  }

  @Test(
    "A task holds 16 MiB of sums and columns at most, however large the package is, and each byte is read once",
    arguments: [(200, 1 << 30), (3000, 1 << 27)])
  func bound(hundredths: UInt16, size: UInt64) async throws {
    let ratio = try #require(ParityRatio(hundredths: hundredths))
    let blockSize = try #require(BlockSize(log2: 16))
    let common = FrameCommons(
      blockSize: blockSize, parityRatio: ratio, packageTag: PackageTag(Digest(hashing: [1])))
    let layout = try #require(ParityLayout(ratio, blockSize: blockSize.bytes, dataSize: size))
    let data = CountedZeros()
    let section = try await ParitySection.make(
      common, dataSize: size, from: data, scratch: { try ScratchFile() }, threads: 2, nil)
    #expect(section?.facts.length == layout.parityLength)
    // A sum for each row, and eight columns to add to them: each is as long as what is read on end.
    let held = data.longest.withLock { $0 } * (layout.rows + 8)
    #expect(held <= 16 << 20)
    // Not much less either: then each pass over the file would be in small steps.
    #expect(held > 8 << 20)
    #expect(data.total.withLock { $0 } == size)
  }
}
