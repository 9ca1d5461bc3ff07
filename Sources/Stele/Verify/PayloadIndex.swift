import SteleBag
import SteleContainer
import SteleCore

/// What the index of a package must say of its payload. See Spec §6.4.
struct PayloadIndex: Sendable {
  private(set) var payload: [PayloadRecord] = []
  private(set) var byDigest: [UInt32] = []

  init() {}

  /// - Parameters:
  ///   - files: The payload files of the tar.
  ///   - lines: The manifest.
  ///   - listing: Which of its lines lists which file.
  ///   - manifestOffset: Offset in the tar of the manifest's first byte.
  init(
    _ files: [TarChecker.File], _ lines: ManifestTable, _ listing: PayloadListing, manifestOffset: UInt64
  ) {
    payload.reserveCapacity(lines.count)
    var numbers: [UInt32] = []
    numbers.reserveCapacity(lines.count)
    for place in lines.indices {
      let line = lines.number(sortedAt: place)
      guard let file = listing.file(ofLine: line) else { continue }
      payload.append(
        PayloadRecord(
          entryOffset: files[file].entryOffset, lineOffset: manifestOffset + UInt64(lines.offset(line))))
      numbers.append(UInt32(line))
    }
    byDigest = Digest.order(
      numbers.count, prefix: { lines.digestPrefix(Int(numbers[$0])) },
      digest: { lines.digest(Int(numbers[$0])) })
  }
}
