import SteleCore

/// The parts of a container behind its data frames: block table, parity, index, footer. See Spec §6.
package enum Section {
  /// The bytes of a section in each of its frames but the last. See Spec §4.4.
  package static let pieceLength = 8192

  /// The stored bytes of a section with the given number of bytes.
  package static func storedLength(contentLength: UInt64, _ profile: Profile) -> UInt64 {
    let pieces = (contentLength + UInt64(pieceLength) - 1) / UInt64(pieceLength)
    return contentLength + pieces * UInt64(profile.pieceOverhead)
  }

  /// Where in the container the byte at `offset` of a section stands. See Spec §4.4.
  package static func containerOffset(
    sectionStart: UInt64, offset: UInt64, _ profile: Profile
  ) -> UInt64 {
    let piece = UInt64(pieceLength)
    return sectionStart + offset / piece * (piece + UInt64(profile.pieceOverhead))
      + UInt64(profile.pieceOffset) + offset % piece
  }
}
