/// Bytes that no codec makes smaller, the same each time: SplitMix64.
package struct Noise: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

extension [UInt8] {
  /// Bytes that do not compress.
  package static func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var noise = Noise(seed: seed)
    let words = (0..<(count + 7) / 8).map { _ in noise.next().littleEndian }
    return unsafe words.withUnsafeBytes { unsafe Array($0.prefix(count)) }
  }

  /// Text that compresses, without repeating itself as a whole.
  package static func prose(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    let words = [
      "stone ", "river ", "letter ", "of ", "the ", "bridge ", "was ", "kept ", "in\n", "archive ",
    ]
    var noise = Noise(seed: seed)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count { bytes += words[Int(noise.next() % UInt64(words.count))].utf8 }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
