import SteleContainer
public import SteleCore
import SteleParity

/// What a package's recovery data can put right. See Spec §6.3.
public struct RecoveryData: Hashable, Sendable {
  /// How much of it the writer chose.
  public let ratio: ParityRatio
  /// Groups of blocks that are restored together.
  public let stripes: Int
  /// Blocks of data in a stripe, at most.
  public let columns: Int
  /// Blocks of parity in a stripe: so many blocks of each stripe may be lost.
  public let rows: Int
  /// Bytes of a block.
  public let blockSize: Int
  /// A single run of lost or changed bytes that is not longer than this can be put right, wherever it stands.
  public let burst: UInt64
}

extension Package {
  /// The package's recovery data; `nil` if it has none.
  public var recovery: RecoveryData? {
    let footer = file.footer
    guard
      let layout = ParityLayout(
        footer.parityRatio, blockSize: footer.blockSize.bytes, dataSize: footer.dataSize)
    else { return nil }
    return RecoveryData(
      ratio: footer.parityRatio, stripes: layout.stripes, columns: layout.columns, rows: layout.rows,
      blockSize: layout.blockSize,
      burst: layout.guaranteedBurst(
        tableLength: Section.storedLength(contentLength: footer.blockTableLength, footer.profile)))
  }
}
