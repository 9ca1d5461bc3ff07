import SteleContainer
import SteleCore
import SteleFile
import SteleParity

/// The parity of data frames that were written. See Spec §6.3.
struct ParitySection {
  let facts: ParityFacts
  private let content: ScratchFile

  /// Reads the data frames again, each byte once, and makes their parity.
  ///
  /// Groups of stripes are made side by side. Each needs at most ``memory`` bytes, or one stripe's sums and a batch of its blocks.
  /// - Parameters:
  ///   - data: The data frames.
  ///   - scratch: Makes a file for the content.
  /// - Returns: `nil` if the package has no parity.
  static func make(
    _ common: FrameCommons, dataSize: UInt64, from data: some PlacedData,
    scratch: () throws -> ScratchFile, threads: Int, _ progress: ProgressHandler?
  ) async throws -> ParitySection? {
    guard
      let layout = ParityLayout(
        common.parityRatio, blockSize: common.blockSize.bytes, dataSize: dataSize)
    else { return nil }
    let content = try scratch()
    let strip = ParityStrip(
      layout: layout, data: data,
      code: ByteMatrix(rows: layout.rows, columns: layout.columns, ByteMatrix.parityElement))
    let most = max(1, memory / ((layout.rows + batch) * layout.blockSize))
    let width = min(most, (layout.stripes + threads - 1) / threads)
    var groups = stride(from: 0, to: layout.stripes, by: width).lazy
      .map { $0..<min($0 + width, layout.stripes) }.makeIterator()
    var state = Progress(phase: .protecting, totalBytes: dataSize)
    try await OrderedTasks.run(
      threads: threads, width: threads,
      next: { groups.next() },
      work: { stripes in (stripes, try strip.sums(stripes)) },
      consume: { stripes, sums in
        for row in 0..<layout.rows {
          let bytes = sums.row(row)
          for (number, stripe) in stripes.enumerated() {
            let block = bytes.dropFirst(number * layout.blockSize).prefix(layout.blockSize)
            try content.write(
              block, at: UInt64(layout.parityBlock(stripe: stripe, row: row) * layout.blockSize))
          }
        }
        state.bytes += dataSize * UInt64(stripes.count) / UInt64(layout.stripes)
        progress?(state)
      })
    return try ParitySection(layout, content)
  }

  /// Bytes of sums, and of data that is added to them, that one task holds.
  private static let memory = 16 << 20
  /// Columns that are read before they are added, so that the sums pass through the cache less often.
  fileprivate static let batch = 8
  /// Bytes of content that are read at a time: whole pieces.
  private static let step = Section.pieceLength * 128

  private init(_ layout: ParityLayout, _ content: ScratchFile) throws {
    self.content = content
    var hasher = DigestHasher()
    for offset in stride(from: 0, to: layout.parityLength, by: Self.step) {
      hasher.update(try content.read(upTo: Self.step, at: offset)[...])
    }
    facts = ParityFacts(
      columns: UInt16(layout.columns), rows: UInt16(layout.rows), stripes: UInt32(layout.stripes),
      length: layout.parityLength, digest: hasher.finalize())
  }

  /// Bytes of the content.
  func content(_ range: Range<UInt64>) throws -> [UInt8] {
    try content.read(upTo: range.count, at: range.lowerBound)
  }

  /// Writes the section's frames.
  func write(_ encoder: FrameEncoder, to output: PackageOutput) throws {
    for offset in stride(from: 0, to: facts.length, by: Self.step) {
      let bytes = try content.read(upTo: Self.step, at: offset)
      try output.write(encoder.sectionFrames(.parity, bytes, from: offset))
    }
  }
}

/// Data frames that can be read at any place, by many tasks at once.
protocol PlacedData: Sendable {
  /// Reads bytes that are there.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws
}

extension WrittenBytes: PlacedData {}

/// Makes the parity of stripes that stand side by side.
private struct ParityStrip<Data: PlacedData>: Sendable {
  let layout: ParityLayout
  let data: Data
  let code: ByteMatrix

  func sums(_ stripes: Range<Int>) throws -> ParitySums {
    var sums = ParitySums(code, length: stripes.count * layout.blockSize)
    let zero = [UInt8](repeating: 0, count: sums.length)
    var buffers = [[UInt8]](repeating: zero, count: min(ParitySection.batch, layout.columns))
    for first in stride(from: 0, to: layout.columns, by: ParitySection.batch) {
      try Task.checkCancellation()
      var columns: [ArraySlice<UInt8>] = []
      for column in first..<min(first + ParitySection.batch, layout.columns) {
        let start = UInt64(column * layout.stripes + stripes.lowerBound) * UInt64(layout.blockSize)
        guard start < layout.dataSize else { break }
        let count = Int(min(UInt64(sums.length), layout.dataSize - start))
        try unsafe buffers[column - first].withUnsafeMutableBytes { buffer in
          try unsafe data.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), at: start)
        }
        columns.append(buffers[column - first][..<count])
      }
      sums.add(columns, from: first)
    }
    return sums
  }
}
