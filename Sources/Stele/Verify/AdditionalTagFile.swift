import SteleBag
import SteleContainer
import SteleCore

/// A file outside of `data/` that a later revision of the format may have added. See Spec §6.6.
struct AdditionalTagFile {
  let path: PackagePath
  let entryOffset: UInt64
  /// `nil` if some of its bytes were missing.
  let digest: Digest?

  /// Whether an entry may be one, by what stood before it.
  static func isPossible(_ entry: TarEntry, after last: TagFile?, payloadHasBegun: Bool) -> Bool {
    guard case .file = entry.kind else { return false }
    return last == .files && !payloadHasBegun && !entry.isExecutable && entry.time == 0
  }
}
