internal import CISAL

/// A matrix over GF(2⁸), prepared for being multiplied with many bytes at once by ISA-L. See Spec §6.3.
package struct ByteMatrix: Sendable {
  package let rows: Int
  package let columns: Int
  private let tables: [UInt8]

  /// - Parameters:
  ///   - rows: 1 to 255.
  ///   - columns: 1 to 255.
  ///   - element: The element of a row and a column.
  package init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> UInt8) {
    self.rows = rows
    self.columns = columns
    var elements = (0..<rows).flatMap { row in (0..<columns).map { element(row, $0) } }
    tables = unsafe [UInt8](unsafeUninitializedCapacity: 32 * rows * columns) { buffer, count in
      unsafe ec_init_tables(Int32(columns), Int32(rows), &elements, buffer.baseAddress!)
      count = 32 * rows * columns
    }
  }

  /// The parity code's element for a row of parity and a column of data.
  package static func parityElement(row: Int, column: Int) -> UInt8 {
    GF256.inverse(UInt8(column) ^ UInt8(255 - row))
  }

  /// Adds to each row the product of its element in `column` with the bytes.
  ///
  /// - Parameters:
  ///   - bytes: Any number of bytes.
  ///   - sums: The rows, one after the other, each `stride` bytes after the one before.
  ///   - offset: Where in each row the bytes belong.
  func add(
    _ bytes: UnsafeRawBufferPointer, column: Int, to sums: UnsafeMutableRawBufferPointer, stride: Int,
    at offset: Int
  ) {
    precondition(column < columns && offset + bytes.count <= stride && sums.count >= rows * stride)
    guard let source = bytes.baseAddress, let sums = sums.baseAddress, unsafe !bytes.isEmpty else { return }
    unsafe withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<UInt8>?.self, capacity: rows) { pointers in
      for row in 0..<rows {
        unsafe pointers[row] = (sums + row * stride + offset).assumingMemoryBound(to: UInt8.self)
      }
      unsafe tables.withUnsafeBufferPointer { tables in
        // ISA-L takes what it reads only by pointers that could write.
        unsafe ec_encode_data_update(
          Int32(bytes.count), Int32(columns), Int32(rows), Int32(column),
          UnsafeMutablePointer(mutating: tables.baseAddress!),
          UnsafeMutablePointer(mutating: source.assumingMemoryBound(to: UInt8.self)), pointers.baseAddress!)
      }
    }
  }

  /// The inverse of a square matrix; `nil` if it has none.
  static func inverse(_ elements: [UInt8], size: Int) -> [UInt8]? {
    var elements = elements
    var inverse = [UInt8](repeating: 0, count: size * size)
    return unsafe gf_invert_matrix(&elements, &inverse, Int32(size)) == 0 ? inverse : nil
  }
}
