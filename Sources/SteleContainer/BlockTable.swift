package import SteleCore

/// Hashes stored bytes in blocks, as they come. See Spec §6.2.
package struct BlockHasher {
  private let blockSize: Int
  private var hasher = DigestHasher()
  private var filled = 0
  /// The digests of the blocks that are complete.
  package private(set) var digests: [Digest] = []

  package init(_ blockSize: BlockSize) { self.blockSize = blockSize.bytes }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      let part = rest.prefix(blockSize - filled)
      hasher.update(part)
      filled += part.count
      rest = rest.dropFirst(part.count)
      if filled == blockSize { endBlock() }
    }
  }

  /// Ends the last block. No update may follow.
  package mutating func finish() -> [Digest] {
    if filled > 0 { endBlock() }
    return digests
  }

  /// A point between two bytes that hashing can go back to.
  package struct Mark {
    fileprivate let count: Int
    fileprivate let hasher: DigestHasher
    fileprivate let filled: Int
  }

  /// The point behind the bytes that came so far.
  package var mark: Mark { Mark(count: digests.count, hasher: hasher, filled: filled) }

  /// Takes back all bytes that came behind a point.
  package mutating func goBack(to mark: Mark) {
    digests.removeSubrange(mark.count...)
    hasher = mark.hasher
    filled = mark.filled
  }

  private mutating func endBlock() {
    digests.append(hasher.finalize())
    hasher = DigestHasher()
    filled = 0
  }
}
