internal import CISAL

/// A matrix over GF(2⁸), prepared for being multiplied with many bytes at once by ISA-L. See Spec §6.3.
package struct ByteMatrix: Sendable {
  /// The fewest bytes that ISA-L works on at once whatever the processor: 64 with AVX-512, 32 with AVX2. What is shorter
  /// it does byte by byte, many times as slowly.
  static let lane = 64

  package let rows: Int
  package let columns: Int
  private let tables: [UInt8]

  /// - Parameters:
  ///   - rows: 1 to 255.
  ///   - columns: 1 or more.
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

  /// Each row's sum of the products of its elements with the columns.
  ///
  /// - Parameters:
  ///   - data: The columns, one after the other, each of `length` bytes.
  ///   - length: ``lane`` or more.
  ///   - sums: The rows, one after the other, each of `length` bytes; what stands there does not count.
  func multiply(
    _ data: UnsafeRawBufferPointer, length: Int, into sums: UnsafeMutableRawBufferPointer
  ) {
    precondition(length >= Self.lane && data.count == columns * length && sums.count == rows * length)
    // ISA-L takes what it reads only by pointers that could write.
    let source = unsafe UnsafeMutableRawPointer(mutating: data.baseAddress!)
    let target = sums.baseAddress!
    unsafe withUnsafeTemporaryAllocation(
      of: UnsafeMutablePointer<UInt8>?.self, capacity: columns + rows
    ) { pointers in
      for column in 0..<columns {
        unsafe pointers[column] = (source + column * length).assumingMemoryBound(to: UInt8.self)
      }
      for row in 0..<rows {
        unsafe pointers[columns + row] = (target + row * length).assumingMemoryBound(to: UInt8.self)
      }
      let inputs = pointers.baseAddress!
      unsafe tables.withUnsafeBufferPointer { tables in
        unsafe ec_encode_data(
          Int32(length), Int32(columns), Int32(rows), UnsafeMutablePointer(mutating: tables.baseAddress!),
          inputs, inputs + columns)
      }
    }
  }

  /// The sum of the products of a row's elements with as many bytes.
  func product(ofRow row: Int, with bytes: UnsafeRawBufferPointer) -> UInt8 {
    precondition(row < rows && bytes.count == columns)
    let tables = tables.span
    var sum: UInt8 = 0
    var place = row * columns * 32
    for index in 0..<columns {
      // 32 bytes for each element: its products with the low four bits of a byte, and with the high four.
      let byte = unsafe Int(bytes[index])
      sum ^= unsafe tables[unchecked: place + byte & 15] ^ tables[unchecked: place + 16 + byte >> 4]
      place += 32
    }
    return sum
  }

  /// The inverse of a square matrix; `nil` if it has none.
  static func inverse(_ elements: [UInt8], size: Int) -> [UInt8]? {
    var elements = elements
    var inverse = [UInt8](repeating: 0, count: size * size)
    return unsafe gf_invert_matrix(&elements, &inverse, Int32(size)) == 0 ? inverse : nil
  }
}
