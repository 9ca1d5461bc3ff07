import SteleContainer
import SteleCore
import SteleParity

extension Footer {
  /// Whether the footer's places and lengths are those that follow from its parity ratio, block size and lengths. See Spec §6.
  var isLaidOut: Bool {
    let numbers = [
      dataSize, tarSize, blockTableLength, parityLength, indexLength, additionalSize, containerSize,
    ]
    guard numbers.allSatisfy({ $0 < Section.largest }) else { return false }
    var right = self
    let layout = ParityLayout(parityRatio, blockSize: blockSize.bytes, dataSize: dataSize)
    let size = UInt64(blockSize.bytes)
    right.blockTableLength = (dataSize + size - 1) / size * UInt64(Digest.byteCount)
    right.parityLength = layout?.parityLength ?? 0
    right.setStripes(layout)
    right.placeSections()
    return self == right
  }

  /// Sets what it says of stripes; `nil` is no parity.
  mutating func setStripes(_ layout: ParityLayout?) {
    parityColumns = UInt16(layout?.columns ?? 0)
    parityRows = UInt16(layout?.rows ?? 0)
    parityStripes = UInt32(clamping: layout?.stripes ?? 0)
  }
}
