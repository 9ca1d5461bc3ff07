/// Reduces blocks of bytes, as they come, to sums of their bytes with random weights.
package struct BlockSums: Sendable {
  /// Four sums of a block, each with weights of its own.
  package typealias Sum = SIMD4<UInt8>

  /// The weights: that of a byte is the product of one for its part of the block and one for its place in the part.
  package struct Weights: Sendable {
    fileprivate let ofParts: ByteMatrix
    fileprivate let ofPlaces: ByteMatrix
    fileprivate let blockSize: Int
    /// Bytes of a part: a divisor of the block size. Short, since each place in a part costs a multiplication by itself;
    /// but no shorter than what ISA-L adds at once.
    fileprivate let partLength: Int

    /// Draws weights for blocks of 512 to 65,536 bytes.
    package init(blockSize: Int) {
      self.blockSize = blockSize
      let length = max(blockSize / 128, ByteMatrix.lane)
      partLength = length
      var weights = RandomWeights()
      let rows = Sum.scalarCount
      ofParts = ByteMatrix(rows: rows, columns: blockSize / length) { _, _ in weights.next() }
      ofPlaces = ByteMatrix(rows: rows, columns: length) { _, _ in weights.next() }
    }
  }

  /// Draws bytes that are not 0, all alike likely: eight with each call to the system, which a byte by itself would cost.
  private struct RandomWeights {
    private var drawn: UInt64 = 0
    private var count = 0

    mutating func next() -> UInt8 {
      while true {
        if count == 0 {
          drawn = .random(in: .min ... .max)
          count = 8
        }
        let byte = UInt8(truncatingIfNeeded: drawn)
        drawn >>= 8
        count -= 1
        if byte != 0 { return byte }
      }
    }
  }

  private let weights: Weights
  private var sums: [Sum] = []
  /// Bytes of a block that is not complete yet.
  private var rest: [UInt8] = []

  package init(_ weights: Weights) { self.weights = weights }

  /// Blocks that are complete.
  package var count: Int { sums.count }

  package subscript(block: Int) -> Sum { sums[block] }

  /// Takes in the bytes that come next.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    var bytes = bytes
    if !rest.isEmpty {
      let part = bytes.prefix(weights.blockSize - rest.count)
      rest += part
      bytes = bytes.dropFirst(part.count)
      guard rest.count == weights.blockSize else { return }
      add(rest[...])
      rest.removeAll(keepingCapacity: true)
    }
    while bytes.count >= weights.blockSize {
      add(bytes.prefix(weights.blockSize))
      bytes = bytes.dropFirst(weights.blockSize)
    }
    rest += bytes
  }

  /// A point between two bytes that the sums can go back to.
  package struct Mark {
    fileprivate let count: Int
    fileprivate let rest: [UInt8]
  }

  /// The point behind the bytes that came so far.
  package var mark: Mark { Mark(count: sums.count, rest: rest) }

  /// Takes back all bytes that came behind a point.
  package mutating func goBack(to mark: Mark) {
    sums.removeSubrange(mark.count...)
    rest = mark.rest
  }

  /// Ends the last block, as if zero bytes filled it up.
  package mutating func finish() {
    guard !rest.isEmpty else { return }
    rest += repeatElement(0, count: weights.blockSize - rest.count)
    add(rest[...])
    rest = []
  }

  private mutating func add(_ block: ArraySlice<UInt8>) {
    let length = weights.partLength
    let sum = unsafe withUnsafeTemporaryAllocation(
      byteCount: Sum.scalarCount * length, alignment: 32
    ) { parts in
      unsafe block.withUnsafeBytes { unsafe weights.ofParts.multiply($0, length: length, into: parts) }
      var sum: Sum = .zero
      for row in sum.indices {
        let part = unsafe UnsafeRawBufferPointer(rebasing: parts[row * length..<(row + 1) * length])
        sum[row] = unsafe weights.ofPlaces.product(ofRow: row, with: part)
      }
      return sum
    }
    sums.append(sum)
  }
}
