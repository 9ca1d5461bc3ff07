internal import SystemPackage

/// A file for the time of some work: nobody sees it, and it is gone when the last one lets it go.
package final class ScratchFile: Sendable {
  private let unpublished: AtomicFile

  /// Makes an empty scratch file.
  ///
  /// - Parameter folder: A folder on the disk that shall hold it; `nil`: the one for temporary files.
  package init(in folder: Folder? = nil) throws(FileError) {
    let there: Folder
    if let folder { there = folder } else { there = try Folder.open(UserPath.temporaryFolder) }
    // The user never named it, but knows the folder.
    let shown = Array("a temporary file in ".utf8) + there.path
    unpublished = try AtomicFile(FileName("scratch")!, in: there, mode: 0o600, shown: shown)
  }

  /// Writes bytes behind what was written before.
  package func append(_ bytes: [UInt8]) throws(FileError) { try unpublished.file.write(bytes) }

  /// Writes bytes at a place; what is skipped is zero.
  package func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(FileError) {
    try unpublished.file.write(bytes, at: offset)
  }

  /// Reads bytes, or as many as there are.
  package func read(upTo count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    try unpublished.file.read(upTo: count, at: offset)
  }

  /// A second handle for the same contents.
  package func duplicate() throws(FileError) -> File { try unpublished.file.duplicate() }
}
