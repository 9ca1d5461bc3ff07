internal import CZstd
internal import Glibc

/// Whether bytes are worth compressing, told from a sample of them. See Spec §4.5.
package enum Compressibility {
  /// How many bytes from the front of a file make the sample.
  package static let sampleLength = 65_536

  /// A file of at least so many bytes that does not compress gets frames of its own.
  package static let ownFrameLength = 65_536

  /// Whether the sample shrinks by at least 3 %.
  package static func compresses(_ sample: ArraySlice<UInt8>) -> Bool {
    let sample = sample.prefix(sampleLength)
    // Too little to tell, and too little to matter.
    guard sample.count >= 64 else { return true }
    // For text, and for whatever else has bytes that are rare, that is enough to know.
    return hasRareBytes(sample) || hasRepetitions(sample)
  }

  /// Whether a Huffman code alone would shrink the bytes by 5 %, with room for its table: by their entropy.
  private static func hasRareBytes(_ sample: ArraySlice<UInt8>) -> Bool {
    // Four tables, since equal bytes in a row would wait for each other's count.
    let bits = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { counts in
      unsafe counts.initialize(repeating: 0)
      unsafe sample.withUnsafeBytes { sample in
        for place in sample.indices {
          unsafe counts[(place & 3) << 8 | Int(sample[place])] += 1
        }
      }
      let whole = log2(Double(sample.count))
      return (0..<256).reduce(into: 0.0) { bits, byte in
        let count = unsafe counts[byte] + counts[byte | 256] + counts[byte | 512] + counts[byte | 768]
        if count > 0 { bits += Double(count) * (whole - log2(Double(count))) }
      }
    }
    return bits / 8 <= 0.95 * Double(sample.count) - 160
  }

  /// Whether zstd's first level, which passes quickly over what does not shrink, finds 3 %.
  private static func hasRepetitions(_ sample: ArraySlice<UInt8>) -> Bool {
    let limit = sample.count - sample.count * 3 / 100
    let written = unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { output in
      unsafe sample.withUnsafeBytes {
        unsafe ZSTD_compress(output.baseAddress, output.count, $0.baseAddress, $0.count, 1)
      }
    }
    // It refuses what does not fit.
    return ZSTD_isError(written) == 0
  }
}
