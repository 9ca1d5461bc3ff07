/// Counts what comes out of a package against what may come out of its stored bytes. See Spec §10.
///
/// Sizes that headers state do not count.
struct Expansion {
  /// Stored bytes that were read so far.
  var stored: UInt64 = 0
  private let limits: Limits
  private var data: UInt64 = 0
  private var links: UInt64 = 0
  private var decoded: UInt64 = 0

  init(_ limits: Limits) { self.limits = limits }

  /// How many bytes may come out of what was read so far.
  var allowed: UInt64 { limits.allowedBytes(stored: stored) }

  /// Counts data of entries, as it comes; `false` if that is more than may come.
  mutating func admits(data count: Int) -> Bool { admits(data: UInt64(count), link: 0) }

  /// Counts a link as the copy that it stands for; `false` if that is more than may come.
  mutating func admits(link size: UInt64) -> Bool { admits(data: 0, link: size) }

  private mutating func admits(data count: UInt64, link size: UInt64) -> Bool {
    let (links, isTooMuch) = links.addingReportingOverflow(size)
    let (sum, overflows) = (data + count).addingReportingOverflow(links)
    guard !isTooMuch, !overflows, sum <= allowed else { return false }
    data += count
    self.links = links
    return true
  }

  /// Counts decoded bytes, before the data in them is counted; `false` if more that is no data came before them than may
  /// come.
  mutating func admits(decoded count: Int) -> Bool {
    guard decoded - data <= allowed else { return false }
    decoded += UInt64(count)
    return true
  }
}
