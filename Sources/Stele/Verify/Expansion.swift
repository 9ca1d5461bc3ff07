/// Counts what comes out of a package against what may come out of its stored bytes. See Spec §10.
///
/// What a header states counts nothing.
struct Expansion {
  /// Stored bytes that were read so far.
  var stored: UInt64 = 0
  private let limits: Limits
  /// Data of entries, and links as a whole.
  private var data: UInt64 = 0
  private var tar: UInt64 = 0

  init(_ limits: Limits) { self.limits = limits }

  /// How many bytes may come out of what was read so far.
  var allowed: UInt64 { limits.allowedBytes(stored: stored) }

  /// Counts data that comes as it comes, or a link; `false` if it is more than may come.
  mutating func admits(_ size: UInt64) -> Bool {
    let (sum, overflows) = data.addingReportingOverflow(size)
    guard !overflows, sum <= allowed else { return false }
    data = sum
    return true
  }

  /// Counts a piece of the tar; `false` if what came before it is more than may come.
  ///
  /// The data in it is counted by itself, and more closely; but a tar need not hold any.
  mutating func admits(tar count: Int) -> Bool {
    guard tar <= allowed else { return false }
    tar += UInt64(count)
    return true
  }

  /// What a user is told who meets the limit.
  var message: String {
    "more than \(limits.expansion) times its stored bytes come out of the package; raise --max-expansion"
      + " if that is right"
  }
}
