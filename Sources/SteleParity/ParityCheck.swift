/// Checks in one pass, without knowing the layout before the end, that parity is the parity of data.
///
/// The code treats each byte position alike and is linear: what holds for the blocks of a stripe holds for
/// weighted sums of their bytes. So each block is reduced to four bytes, sums with weights drawn at random, and the
/// rule is checked on these. Wrong parity passes with a chance of about one in 2²⁸. See Spec §6.3.
package struct ParityCheck: Sendable {
  private let data: BlockSums
  private let parity: BlockSums

  /// - Parameters:
  ///   - data: The sums of all data blocks.
  ///   - parity: The sums of all parity blocks, with the same weights.
  package init(data: BlockSums, parity: BlockSums) {
    self.data = data
    self.parity = parity
  }

  /// The stripes whose parity is not that of their data, ascending.
  ///
  /// - Returns: All stripes if there are not as many blocks as the layout asks for.
  package func wrongStripes(_ layout: ParityLayout) -> [Int] {
    guard data.count == layout.blockCount, parity.count == layout.parityBlockCount else {
      return Array(0..<layout.stripes)
    }
    return (0..<layout.stripes).filter { stripe in
      let blocks = layout.dataBlocks(stripe: stripe).map { data[$0] }
      return !(0..<layout.rows).allSatisfy { row in
        var sum: BlockSums.Sum = .zero
        for (column, block) in blocks.enumerated() {
          let factor = ByteMatrix.parityElement(row: row, column: column)
          for index in sum.indices { sum[index] ^= GF256.product(factor, block[index]) }
        }
        return sum == parity[layout.parityBlock(stripe: stripe, row: row)]
      }
    }
  }
}
