import SteleContainer
import SteleCore
import SteleParity

/// The stored bytes of a container's data frames on their way to the digests of their blocks, and to the sums by which the
/// parity is checked: beside the making or reading of the tar.
typealias BlockLane = WorkLane<BlockWorker>

/// Hashes blocks, and sums them up where there is parity.
struct BlockWorker: LaneWorker {
  private var hasher: BlockHasher
  private(set) var sums: BlockSums?

  /// - Parameter weights: `nil` if there is no parity.
  init(_ blockSize: BlockSize, weights: BlockSums.Weights?) {
    hasher = BlockHasher(blockSize)
    sums = weights.map { BlockSums($0) }
  }

  static func size(of bytes: ArraySlice<UInt8>) -> Int { bytes.count }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    hasher.update(bytes)
    sums?.update(bytes)
  }

  /// The digests of the blocks, if nothing more comes.
  var digests: [Digest] {
    var copy = hasher
    return copy.finish()
  }

  /// A point between two bytes that the work can go back to.
  struct Mark {
    fileprivate let blocks: BlockHasher.Mark
    fileprivate let sums: BlockSums.Mark?
  }

  /// The point behind the bytes that came so far.
  var mark: Mark { Mark(blocks: hasher.mark, sums: sums?.mark) }

  /// Takes back all bytes that came behind a point.
  mutating func goBack(to mark: Mark) {
    hasher.goBack(to: mark.blocks)
    if let sums = mark.sums { self.sums?.goBack(to: sums) }
  }
}
