import SteleCore

/// The parts of a container behind its data frames: block table, parity, index, footer. See Spec §6.
package enum Section {
  /// The bytes of a section in each of its frames but the last. See Spec §4.4.
  package static let pieceLength = 8192

  /// The stored bytes of a section with the given number of bytes; ``largest`` for a number that no section can have.
  package static func storedLength(contentLength: UInt64, _ profile: Profile) -> UInt64 {
    guard contentLength < largest else { return largest }
    let pieces = (contentLength + UInt64(pieceLength) - 1) / UInt64(pieceLength)
    return contentLength + pieces * UInt64(profile.pieceOverhead)
  }

  /// More than any container has: a footer may state anything, and the sum of its parts must still be a number.
  package static let largest = UInt64(1) << 56

  /// Where in the container the byte at `offset` of a section stands. See Spec §4.4.
  package static func containerOffset(
    sectionStart: UInt64, offset: UInt64, _ profile: Profile
  ) -> UInt64 {
    let piece = UInt64(pieceLength)
    return sectionStart + offset / piece * (piece + UInt64(profile.pieceOverhead))
      + UInt64(profile.pieceOffset) + offset % piece
  }
}
