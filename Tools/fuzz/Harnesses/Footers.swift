import SteleContainer
import SteleCore
import SteleParity

extension Harness {
  static var footer: Harness {
    Harness(name: "footer") { input in
      guard var footer = try? Footer(input[...]) else { return }
      require(footer.bytes[...] == input.prefix(Footer.byteCount), "a footer is written as it was read")
      if let layout = try? IndexLayout(footer) {
        require(
          layout.tagFiles <= layout.payload && layout.payload <= layout.byDigest
            && layout.byDigest <= layout.end,
          "the index's tables follow each other")
      }
      // Sizes that no file has are refused before sections are placed.
      if footer.dataSize < 1 << 50, footer.blockTableLength < 1 << 50, footer.parityLength < 1 << 50,
        footer.indexLength < 1 << 50, footer.additionalSize < 1 << 50
      {
        footer.placeSections()
      }
    }
  }

  /// 2 bytes of ratio, 1 of block size, 8 of data size.
  static var parityLayout: Harness {
    Harness(name: "parity-layout") { input in
      var reader = ByteReader(input)
      guard let hundredths = reader.readInteger(UInt16.self), let ratio = ParityRatio(hundredths: hundredths),
        let log2 = reader.readInteger(UInt8.self), let size = BlockSize(log2: log2),
        let dataSize = reader.readInteger(UInt64.self),
        let layout = ParityLayout(ratio, blockSize: size.bytes, dataSize: dataSize)
      else { return }
      require(layout.columns + layout.rows <= 256 && layout.rows >= 2, "a stripe fits the field")
      require(layout.columns * layout.stripes >= layout.blockCount, "all blocks are in a stripe")
      require(
        layout.range(ofBlock: layout.blockCount - 1).upperBound == dataSize, "the last block ends the data")
      _ = layout.guaranteedBurst(tableLength: 32 * UInt64(layout.blockCount))
      for stripe in [0, layout.stripes / 2, layout.stripes - 1] {
        for block in layout.dataBlocks(stripe: stripe) {
          require(block % layout.stripes == stripe, "a block is in one stripe")
        }
        for row in [0, layout.rows - 1] {
          require(
            0..<layout.parityBlockCount ~= layout.parityBlock(stripe: stripe, row: row),
            "parity blocks have numbers")
        }
      }
    }
  }
}
