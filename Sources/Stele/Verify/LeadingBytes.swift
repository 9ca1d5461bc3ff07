import SteleContainer

/// The bytes before the first frame of what may be a package: how many of them are looked through. See Spec §9.2.
struct LeadingBytes {
  /// More than these are no damaged beginning, but no package.
  static let most = TailReader.maximumUnhashed
  /// Whether a file is looked through to its end in any case.
  private let looksThroughFiles: Bool
  private var count = 0
  private var hasFrames = false

  init(looksThroughFiles: Bool) { self.looksThroughFiles = looksThroughFiles }

  /// Whether there are more than may be.
  private(set) var areTooMany = false

  /// Whether to read no further.
  mutating func isNoPackage(_ source: some PackageSource) throws -> Bool {
    guard !hasFrames, count > Self.most, !(looksThroughFiles && source.size != nil) else { return false }
    areTooMany = try !source.mayHoldPackage()
    // Once is enough.
    hasFrames = !areTooMany
    return areTooMany
  }

  /// Takes note of a run.
  mutating func taking(_ run: StoredRun) -> StoredRun {
    if case .noFrame(let error) = run.content, error.code != .truncated, run.torn == nil {
      count += run.bytes.count
    } else {
      hasFrames = true
    }
    return run
  }
}
