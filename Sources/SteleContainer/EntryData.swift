/// What came of the data of one entry of a tar.
package enum EntryData: Sendable {
  /// All of it, out of frames with the checksums that they state.
  case whole
  /// As many bytes as it has. Some of them, or of its header, came out of a frame without its checksum, so that only a
  /// digest can prove them.
  case doubtful
  /// Less than all.
  case incomplete
}
