/// Restores the lost columns of one stripe. See Spec §6.3 and §9.5.
package struct StripeRepair {
  /// Columns that are lost, ascending.
  package let lost: [Int]
  /// The rows of parity that restore them: as many as columns are lost.
  package let rows: [Int]
  private var sums: ParitySums
  private let blockSize: Int
  private let inverse: ByteMatrix

  /// - Parameters:
  ///   - lost: At least one column.
  ///   - rows: Rows whose parity is sound, as many.
  ///   - columns: Columns of the stripe.
  ///   - blockSize: Bytes of a block.
  package init(lost: [Int], rows: [Int], columns: Int, blockSize: Int) {
    precondition(!lost.isEmpty && lost.count == rows.count)
    self.lost = lost
    self.rows = rows
    self.blockSize = blockSize
    let code = ByteMatrix(rows: rows.count, columns: columns) {
      ByteMatrix.parityElement(row: rows[$0], column: $1)
    }
    sums = ParitySums(code, length: blockSize)
    let square = rows.flatMap { row in lost.map { ByteMatrix.parityElement(row: row, column: $0) } }
    guard let elements = ByteMatrix.inverse(square, size: lost.count) else {
      preconditionFailure("every square part of a Cauchy matrix has an inverse")
    }
    inverse = ByteMatrix(rows: lost.count, columns: lost.count) { elements[$0 * lost.count + $1] }
  }

  /// Takes in a sound data block.
  package mutating func add(_ block: ArraySlice<UInt8>, column: Int) { sums.add([block], from: column) }

  /// Takes in a sound parity block, that of `rows[index]`.
  package mutating func add(_ block: ArraySlice<UInt8>, parity index: Int) { sums.add(block, toRow: index) }

  /// The lost blocks, when all sound ones are in, each of the full block size.
  package func restored() -> [ArraySlice<UInt8>] {
    var result = ParitySums(inverse, length: blockSize)
    result.add(rows.indices.map { sums.row($0) }, from: 0)
    return lost.indices.map { result.row($0) }
  }
}
