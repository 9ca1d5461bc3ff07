/// The rows of parity of one run of bytes in each column, while columns are added to them. See Spec §6.3.
package struct ParitySums: Sendable {
  private let matrix: ByteMatrix
  /// Bytes of each row.
  package let length: Int
  private var sums: [UInt8]
  /// Bytes of each row that are worked on at a time, so that all rows of them stay in the processor's cache.
  private static let chunk = 16 << 10

  /// - Parameter length: Bytes of each row; at first all are zero.
  package init(_ matrix: ByteMatrix, length: Int) {
    self.matrix = matrix
    self.length = length
    sums = [UInt8](repeating: 0, count: matrix.rows * length)
  }

  /// Adds columns that follow each other. A column may have fewer bytes than a row: the rest is as if zero.
  package mutating func add(_ columns: [ArraySlice<UInt8>], from first: Int) {
    unsafe sums.withUnsafeMutableBytes { sums in
      for start in stride(from: 0, to: length, by: Self.chunk) {
        for (number, bytes) in columns.enumerated() {
          unsafe bytes.withUnsafeBytes { bytes in
            guard bytes.count > start else { return }
            let part = unsafe UnsafeRawBufferPointer(
              rebasing: bytes[start..<min(start + Self.chunk, bytes.count)])
            unsafe matrix.add(part, column: first + number, to: sums, stride: length, at: start)
          }
        }
      }
    }
  }

  /// Adds to a row as it is.
  package mutating func add(_ bytes: ArraySlice<UInt8>, toRow row: Int) {
    precondition(bytes.count <= length)
    for (index, byte) in bytes.enumerated() { sums[row * length + index] ^= byte }
  }

  /// The bytes of a row.
  package func row(_ number: Int) -> ArraySlice<UInt8> { sums[number * length..<(number + 1) * length] }
}
