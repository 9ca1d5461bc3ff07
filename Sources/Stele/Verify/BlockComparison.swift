import SteleContainer
import SteleCore

/// Compares the digests of blocks with those of a block table. See Spec §6.2.
struct BlockComparison {
  let blockSize: BlockSize
  let dataSize: UInt64

  /// Reports a table of the wrong length, and each run of blocks that do not have their digests.
  ///
  /// - Parameter isLengthKnown: Whether none of the data is lost, so that the table must have as many digests as there are blocks.
  func compare(_ blocks: [Digest], with table: [UInt8], isLengthKnown: Bool = true, _ findings: Findings) {
    if isLengthKnown, table.count != blocks.count * Digest.byteCount {
      findings.add(
        .blockTable, offset: dataSize,
        "the block table has \(table.count) bytes; the data has \(blocks.count) blocks of 32 bytes each")
    }
    var damaged: Range<Int>?
    for (number, digest) in blocks.prefix(table.count / Digest.byteCount).enumerated() {
      if table[number * 32..<number * 32 + 32].elementsEqual(digest.bytes) {
        report(damaged, findings)
        damaged = nil
      } else {
        damaged = (damaged?.lowerBound ?? number)..<number + 1
      }
    }
    report(damaged, findings)
  }

  private func report(_ blocks: Range<Int>?, _ findings: Findings) {
    guard let blocks else { return }
    let start = blocks.lowerBound * blockSize.bytes
    let end = min(UInt64(blocks.upperBound * blockSize.bytes), dataSize)
    findings.add(
      .blockDigest, offset: UInt64(start),
      "the stored bytes \(start) to \(end - 1) do not have the digests of the block table")
  }
}
