/// What a reader is ready to hold and to write, whatever a package says of itself. See Spec §10.
public struct Limits: Hashable, Sendable {
  /// Entries of a package.
  public var entries = 16_777_216
  /// Bytes of one tag file, which is kept in memory.
  public var tagFileBytes = 1 << 30
  /// How many times its stored bytes a package may hold, links counted as copies.
  public var expansion: UInt64 = 1000
  /// Bytes that a package may hold in any case.
  public var expansionFloor: UInt64 = 1 << 30

  /// The defaults.
  public init() {}

  /// The bytes that may come out of so many stored bytes.
  func allowedBytes(stored: UInt64) -> UInt64 {
    let (product, overflows) = stored.multipliedReportingOverflow(by: expansion)
    return overflows ? .max : max(product, expansionFloor)
  }
}
