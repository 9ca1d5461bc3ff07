import SteleBag

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

  /// What a user is told when more comes out.
  var expansionRefusal: String {
    "more than \(expansion) times as many bytes come out of the package as were read of it; raise --max-expansion if that is"
      + " right"
  }

  /// What a tag file that states this size is refused with; `nil` if it is not.
  func refusal(ofSize size: UInt64, _ file: TagFile) -> String? {
    if let most = file.maximumByteCount, size > UInt64(most) {
      return "'\(file.rawValue)' has \(size) bytes; no package may have more than \(most) there"
    }
    guard size > UInt64(tagFileBytes) else { return nil }
    return
      "'\(file.rawValue)' has \(size) bytes, more than \(tagFileBytes); raise --max-tag-file-size if that is right"
  }
}
