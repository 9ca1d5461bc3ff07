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
    let codec = DeflateCompressor(level: 1)
    let limit = sample.count - sample.count * 3 / 100
    // The compressor gives up, with 0, as soon as its output would not fit.
    let written = unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { output in
      unsafe sample.withUnsafeBytes { unsafe codec.compress($0, into: output) }
    }
    return written > 0
  }
}
