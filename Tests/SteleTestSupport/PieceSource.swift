import SteleContainer

/// Stored bytes that come in pieces, as from a pipe.
package struct PieceSource: StoredByteSource {
  private let bytes: [UInt8]
  private let pieceLengths: [Int]
  private var position = 0
  private var reads = 0

  /// - Parameter pieceLengths: How much each read gives at most, again and again.
  package init(_ bytes: [UInt8], pieceLengths: [Int] = [.max]) {
    self.bytes = bytes
    self.pieceLengths = pieceLengths
  }

  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, pieceLengths[reads % pieceLengths.count], bytes.count - position)
    reads += 1
    unsafe buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
