package import SteleCore

/// Which blocks belong together, and how many of them may be lost. See Spec §6.3.
///
/// All of it follows from the parity ratio, the block size and the number of bytes in the data frames.
package struct ParityLayout: Hashable, Sendable {
  package let blockSize: Int
  package let dataSize: UInt64
  /// Data blocks; the last may be shorter than the others.
  package let blockCount: Int
  package let stripes: Int
  /// Most data blocks of a stripe.
  package let columns: Int
  /// Parity blocks of a stripe.
  package let rows: Int

  /// The layout of a container with parity; `nil` if it has none.
  ///
  /// - Parameters:
  ///   - blockSize: 512 to 65,536.
  ///   - dataSize: Bytes in the data frames.
  package init?(_ ratio: ParityRatio, blockSize: Int, dataSize: UInt64) {
    guard ratio != .none, dataSize > 0, dataSize <= UInt64(Int.max) - UInt64(blockSize) else { return nil }
    self.blockSize = blockSize
    self.dataSize = dataSize
    blockCount = (Int(dataSize) + blockSize - 1) / blockSize
    let most = (1...254).last { $0 + Self.rows(columns: $0, ratio) <= 256 }!
    stripes = (blockCount + most - 1) / most
    columns = (blockCount + stripes - 1) / stripes
    rows = Self.rows(columns: columns, ratio)
  }

  private static func rows(columns: Int, _ ratio: ParityRatio) -> Int {
    max(2, (columns * Int(ratio.hundredths) + 9999) / 10_000)
  }

  /// Parity blocks in all stripes.
  package var parityBlockCount: Int { rows * stripes }

  /// Bytes of content of the parity.
  package var parityLength: UInt64 { UInt64(parityBlockCount) * UInt64(blockSize) }

  /// The bytes of a data block in the container.
  package func range(ofBlock number: Int) -> Range<UInt64> {
    let start = UInt64(number) * UInt64(blockSize)
    return start..<min(start + UInt64(blockSize), dataSize)
  }

  /// The data block in a column of a stripe; `nil` for a column of zeros.
  package func dataBlock(stripe: Int, column: Int) -> Int? {
    let number = column * stripes + stripe
    return number < blockCount ? number : nil
  }

  /// The data blocks of a stripe, column by column.
  package func dataBlocks(stripe: Int) -> [Int] {
    (0..<columns).compactMap { dataBlock(stripe: stripe, column: $0) }
  }

  /// Which of the parity's blocks is the one of a stripe and a row.
  package func parityBlock(stripe: Int, row: Int) -> Int {
    // Numbers go on from the data blocks, so that a burst over the border costs each stripe no more.
    row * stripes + (stripe - blockCount % stripes + stripes) % stripes
  }

  /// The longest run of lost bytes that can be put right wherever it begins.
  ///
  /// - Parameter tableLength: Stored bytes of the block table, which stands between data and parity.
  package func guaranteedBurst(tableLength: UInt64) -> UInt64 {
    let (block, lost) = (UInt64(blockSize), UInt64(parityBlockCount))
    let last = range(ofBlock: blockCount - 1)
    return min((lost - 1) * block + 1, (lost - 2) * block + UInt64(last.count) + tableLength + 1)
  }
}
