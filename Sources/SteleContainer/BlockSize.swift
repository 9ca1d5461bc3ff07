/// The number of stored bytes that one digest of the block table stands for: a power of two from 512 to
/// 65,536. See Spec §6.2.
package struct BlockSize: Hashable, Sendable {
  package let log2: UInt8
  package var bytes: Int { 1 << Int(log2) }

  /// The block size of a container whose tar has the given number of bytes.
  package init(tarSize: UInt64) {
    var log2: UInt8 = 9
    while log2 < 16, tarSize > 2048 << UInt64(log2) { log2 += 1 }
    self.log2 = log2
  }

  /// The block size with the given binary logarithm; `nil` if it is not one.
  package init?(log2: UInt8) {
    guard 9...16 ~= log2 else { return nil }
    self.log2 = log2
  }
}
