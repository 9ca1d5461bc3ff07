internal import CZstd
internal import Glibc

/// Whether bytes are worth compressing, told from a sample of them. See Spec §4.5.
package enum Compressibility {
  /// How many bytes from the front of a file make the sample.
  package static let sampleLength = 65_536

  /// A file of at least so many bytes that does not compress gets frames of its own.
  package static let ownFrameLength = 16_384

  /// Whether the sample shrinks by at least 3 %.
  package static func compresses(_ sample: ArraySlice<UInt8>) -> Bool {
    let sample = sample.prefix(sampleLength)
    // Too little to tell, and too little to matter.
    guard sample.count >= 64 else { return true }
    let spare = spareBits(sample)
    // A Huffman code alone would shrink it by 5 %, its table included: so it is with text.
    if spare >= 0.4 * Double(sample.count) + 1280 { return true }
    // What looks like noise can only repeat itself; zstd passes over the rest of it quickly.
    return spare <= noiseBits ? hasRepetitions(sample) : shrinks(sample)
  }

  /// So many bits may noise seem to lack: 184 on average (255 / 2 ln 2), whatever its length.
  private static let noiseBits = 600.0

  /// By how many bits the entropy of the bytes is less than 8 for each.
  private static func spareBits(_ sample: ArraySlice<UInt8>) -> Double {
    // Four tables, since equal bytes in a row would wait for each other's count.
    let bits = unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { counts in
      unsafe counts.initialize(repeating: 0)
      unsafe sample.withUnsafeBytes { sample in
        var place = 0
        // No count can pass the sample's length.
        while place + 4 <= sample.count {
          unsafe counts[Int(sample[place])] &+= 1
          unsafe counts[256 | Int(sample[place &+ 1])] &+= 1
          unsafe counts[512 | Int(sample[place &+ 2])] &+= 1
          unsafe counts[768 | Int(sample[place &+ 3])] &+= 1
          place &+= 4
        }
        while place < sample.count {
          unsafe counts[Int(sample[place])] &+= 1
          place &+= 1
        }
      }
      let whole = log2(Double(sample.count))
      return (0..<256).reduce(into: 0.0) { bits, byte in
        let count = unsafe counts[byte] + counts[byte | 256] + counts[byte | 512] + counts[byte | 768]
        if count > 0 { bits += Double(count) * (whole - log2(Double(count))) }
      }
    }
    return 8 * Double(sample.count) - bits
  }

  /// Whether deflate's first level finds 3 %.
  private static func shrinks(_ sample: ArraySlice<UInt8>) -> Bool {
    let codec = DeflateCompressor(level: 1)
    let limit = sample.count - sample.count * 3 / 100
    // The compressor gives up, with 0, as soon as its output would not fit.
    let written = unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { output in
      unsafe sample.withUnsafeBytes { unsafe codec.compress($0, into: output) }
    }
    return written > 0
  }

  /// Whether zstd's first level finds 3 %.
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
