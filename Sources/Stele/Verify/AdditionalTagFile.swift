import SteleBag
import SteleContainer
import SteleCore

/// A file outside of `data/` that this revision of the format does not know; a later one may have added it.
/// See Spec §6.6.
struct AdditionalTagFile {
  let path: PackagePath
  let entryOffset: UInt64
  /// Whether it stands where a later revision may have one, and in the form of a tag file.
  let isInPlace: Bool
  /// `nil` if some of its bytes were missing.
  let digest: Digest?

  /// Whether an entry is in its place, by what stood before it. A signature has none in any package. See Spec §6.7.
  static func isInPlace(_ entry: TarEntry, at path: PackagePath, after last: TagFile?, payloadHasBegun: Bool)
    -> Bool
  {
    last == .files && !payloadHasBegun && !entry.isExecutable && entry.time == 0 && !path.isSignature
  }
}
