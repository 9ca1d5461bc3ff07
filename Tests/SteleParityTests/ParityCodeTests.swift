import Foundation
import SteleCore
import SteleParity
import SteleTestSupport
import Testing

@Suite("Parity code (Spec §6.3)")
struct ParityCodeTests {
  private func code(rows: Int, columns: Int) -> ByteMatrix {
    ByteMatrix(rows: rows, columns: columns, ByteMatrix.parityElement)
  }

  @Test("The numbers of the specification's example are those of the code")
  func example() throws {
    let text = try Self.example()
    let columns = try Self.numbers(after: "of the columns is ", text, 3)
    for row in 0..<2 {
      let elements = try Self.numbers(after: row == 0 ? "1/FD = " : "1/FC = ", text, 3)
      #expect(elements == (0..<3).map { ByteMatrix.parityElement(row: row, column: $0) })
    }
    var sums = ParitySums(code(rows: 2, columns: 3), length: 1)
    sums.add(columns.map { [$0] }, from: 0)
    // The products of each row, and their sum.
    let parity = [sums.row(0).first!, sums.row(1).first!]
    for row in 0..<2 {
      let products = (0..<3).map { column in
        var alone = ParitySums(code(rows: 2, columns: 3), length: 1)
        alone.add([[columns[column]]], from: column)
        return Self.hex(alone.row(row).first!)
      }
      #expect(text.contains(products.joined(separator: ", ")))
      #expect(text.contains("\(products.joined(separator: " + ")) = \(Self.hex(parity[row]))"))
    }
    var repair = StripeRepair(lost: [0, 2], rows: [0, 1], columns: 3, blockSize: 1)
    repair.add([columns[1]], column: 1)
    for row in 0..<2 { repair.add([parity[row]], parity: row) }
    #expect(repair.restored() == [[columns[0]], [columns[2]]])
    for (name, column) in [("a", 0), ("b", 2)] {
      #expect(text.contains("*\(name)* = "))
      let sentence = text.components(separatedBy: "*\(name)* = ").last!
      let value = sentence.prefix { $0 != "," && $0 != "." }.suffix(2)
      #expect(value == Self.hex(columns[column]))
    }
  }

  /// The paragraph of the specification with the worked example, on one line.
  private static func example() throws -> String {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Spec/stele-1.md")
    let text = try String(contentsOf: path, encoding: .utf8).components(
      separatedBy: "*An example.* Three columns")
    try #require(text.count == 2)
    return text[1].components(separatedBy: "\n\n")[0].replacingOccurrences(of: "\n", with: " ")
  }

  private static func numbers(after words: String, _ text: String, _ count: Int) throws -> [UInt8] {
    let rest = try #require(text.components(separatedBy: words).dropFirst().first)
    let numbers = rest.split(whereSeparator: { !$0.isHexDigit }).prefix(count).compactMap {
      UInt8($0, radix: 16)
    }
    try #require(numbers.count == count)
    return numbers
  }

  private static func hex(_ byte: UInt8) -> String { String(format: "%02X", byte) }

  @Test(
    "Any lost columns come back from any rows, as many as are lost",
    arguments: [(1, 2), (3, 2), (250, 5), (196, 59), (254, 2)])
  func restores(columns: Int, rows: Int) {
    let size = 600
    let data = (0..<columns).map { [UInt8].noise(size, seed: UInt64($0 + 1))[...] }
    var sums = ParitySums(code(rows: rows, columns: columns), length: size)
    // In two steps, as a writer with little memory does.
    sums.add(Array(data.prefix(columns / 2)), from: 0)
    sums.add(Array(data.dropFirst(columns / 2)), from: columns / 2)
    var noise = Noise(seed: 7)
    for count in Set([1, 2, rows]) where count <= columns {
      let lost = Array(Array(0..<columns).shuffled(using: &noise).prefix(count)).sorted()
      let used = Array(Array(0..<rows).shuffled(using: &noise).prefix(count))
      var repair = StripeRepair(lost: lost, rows: used, columns: columns, blockSize: size)
      for column in data.indices where !lost.contains(column) { repair.add(data[column], column: column) }
      for (index, row) in used.enumerated() { repair.add(Array(sums.row(row))[...], parity: index) }
      #expect(repair.restored().map(Array.init) == lost.map { Array(data[$0]) })
    }
  }

  @Test("A column that is shorter than the others is filled up with zeros")
  func short() {
    var whole = ParitySums(code(rows: 3, columns: 2), length: 40_000)
    whole.add(
      [[UInt8].noise(40_000)[...], ([UInt8].noise(100) + [UInt8](repeating: 0, count: 39_900))[...]], from: 0)
    var short = ParitySums(code(rows: 3, columns: 2), length: 40_000)
    short.add([[UInt8].noise(40_000)[...], [UInt8].noise(100)[...]], from: 0)
    for row in 0..<3 { #expect(short.row(row) == whole.row(row)) }
  }
}

@Suite("Parity check in one pass (Spec §6.3)")
struct ParityCheckTests {
  /// Data, and the content of its parity.
  private func make(_ layout: ParityLayout) -> (data: [UInt8], parity: [UInt8]) {
    let data = [UInt8].noise(Int(layout.dataSize))
    let code = ByteMatrix(rows: layout.rows, columns: layout.columns, ByteMatrix.parityElement)
    var parity = [UInt8](repeating: 0, count: Int(layout.parityLength))
    for stripe in 0..<layout.stripes {
      var sums = ParitySums(code, length: layout.blockSize)
      for (column, block) in layout.dataBlocks(stripe: stripe).enumerated() {
        let range = layout.range(ofBlock: block)
        sums.add([data[Int(range.lowerBound)..<Int(range.upperBound)]], from: column)
      }
      for row in 0..<layout.rows {
        let start = layout.parityBlock(stripe: stripe, row: row) * layout.blockSize
        parity.replaceSubrange(start..<start + layout.blockSize, with: sums.row(row))
      }
    }
    return (data, parity)
  }

  private func wrong(_ layout: ParityLayout, _ data: [UInt8], _ parity: [UInt8]) -> [Int] {
    let weights = BlockSums.Weights(blockSize: layout.blockSize)
    func sums(_ bytes: [UInt8]) -> BlockSums {
      var sums = BlockSums(weights)
      // In pieces that have nothing to do with blocks.
      for start in stride(from: 0, to: bytes.count, by: 777) {
        sums.update(bytes[start..<min(start + 777, bytes.count)])
      }
      sums.finish()
      return sums
    }
    return ParityCheck(data: sums(data), parity: sums(parity)).wrongStripes(layout)
  }

  @Test("Right parity passes, and one changed byte names its stripe", arguments: [512, 4096])
  func changes(blockSize: Int) {
    let layout = ParityLayout(.standard, blockSize: blockSize, dataSize: UInt64(600 * blockSize + 100))!
    let (data, parity) = make(layout)
    #expect(wrong(layout, data, parity) == [])
    for offset in [0, 5, blockSize * 300 + 511, data.count - 1] {
      var changed = data
      changed[offset] ^= 1
      #expect(wrong(layout, changed, parity) == [offset / blockSize % layout.stripes])
    }
    for offset in [0, parity.count - 1] {
      var changed = parity
      changed[offset] ^= 0x80
      #expect(wrong(layout, data, changed) == [(layout.blockCount + offset / blockSize) % layout.stripes])
    }
    #expect(wrong(layout, data, Array(parity.dropLast(blockSize))) == Array(0..<layout.stripes))
  }
}
