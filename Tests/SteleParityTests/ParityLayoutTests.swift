import SteleCore
import SteleParity
import Testing

@Suite("Parity layout (Spec §6.3)")
struct ParityLayoutTests {
  private func layout(_ hundredths: UInt16, _ blockSize: Int, _ dataSize: UInt64) -> ParityLayout {
    ParityLayout(ParityRatio(hundredths: hundredths)!, blockSize: blockSize, dataSize: dataSize)!
  }

  @Test(
    "The most columns of a stripe, and its rows",
    arguments: [
      (1, 254, 2), (100, 253, 3), (200, 250, 5), (500, 243, 13), (1000, 232, 24), (3000, 196, 59),
    ] as [(UInt16, Int, Int)])
  func most(hundredths: UInt16, columns: Int, rows: Int) {
    let full = layout(hundredths, 512, UInt64(columns * 512 * 7))
    #expect(full.stripes == 7)
    #expect(full.columns == columns)
    #expect(full.rows == rows)
    #expect(full.parityLength == UInt64(rows * 7 * 512))
    #expect(layout(hundredths, 512, UInt64(columns * 512 * 7 + 1)).stripes == 8)
  }

  @Test("One byte of data has two blocks of parity")
  func small() {
    let small = layout(200, 512, 1)
    #expect((small.blockCount, small.stripes, small.columns, small.rows) == (1, 1, 1, 2))
    #expect(small.range(ofBlock: 0) == 0..<1)
  }

  @Test("There is none without parity or data")
  func none() {
    #expect(ParityLayout(.none, blockSize: 512, dataSize: 100) == nil)
    #expect(ParityLayout(.standard, blockSize: 512, dataSize: 0) == nil)
    #expect(ParityLayout(.standard, blockSize: 512, dataSize: .max) == nil)
  }

  @Test(
    "Each block belongs to one place of one stripe, and stripes follow each other over the border to the parity",
    arguments: [1, 2, 249, 250, 251, 1000, 1003])
  func places(blocks: Int) {
    let layout = layout(200, 512, UInt64(blocks * 512))
    var stripes = [Int?](repeating: nil, count: blocks + layout.parityBlockCount)
    for stripe in 0..<layout.stripes {
      for block in layout.dataBlocks(stripe: stripe) {
        #expect(stripes[block] == nil)
        stripes[block] = stripe
      }
      for row in 0..<layout.rows {
        let block = blocks + layout.parityBlock(stripe: stripe, row: row)
        #expect(stripes[block] == nil)
        stripes[block] = stripe
      }
    }
    #expect(stripes == stripes.indices.map { $0 % layout.stripes })
  }

  @Test("A burst of the guaranteed length, wherever it begins, costs no stripe more than its rows")
  func burst() {
    for (blocks, last) in [(30, 512), (700, 512), (700, 1), (1003, 100), (260, 17)] {
      let layout = layout(200, 512, UInt64((blocks - 1) * 512 + last))
      let table: UInt64 = 200
      let burst = layout.guaranteedBurst(tableLength: table)
      // Every block's bytes, data and parity, in the container.
      var ranges = (0..<blocks).map { layout.range(ofBlock: $0) }
      let start = layout.dataSize + table
      ranges += (0..<layout.parityBlockCount).map {
        start + UInt64($0 * 512)..<start + UInt64(($0 + 1) * 512)
      }
      func worst(_ length: UInt64) -> Int {
        let starts = Set(ranges.flatMap { [$0.lowerBound, $0.upperBound - 1] })
        return starts.map { begin in
          let lost = ranges.indices.filter { ranges[$0].overlaps(begin..<begin + length) }
          return Dictionary(grouping: lost) { $0 % layout.stripes }.values.map(\.count).max() ?? 0
        }.max()!
      }
      #expect(worst(burst) <= layout.rows)
    }
  }
}
