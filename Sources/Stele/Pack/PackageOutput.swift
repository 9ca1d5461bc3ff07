import SteleCore
import SteleFile
import SystemPackage

/// Where a package's bytes go while it is made: a file without its name yet, or a descriptor.
///
/// A class, so that the file can be held across waiting.
final class PackageOutput {
  private var atomic: AtomicFile?
  private var stream: File?
  /// What went to the stream, if it is read again.
  private var copy: ScratchFile?
  /// The folder of the file.
  private let folder: Folder?

  /// A file that gets its name when it is published.
  init(at path: FilePath) throws(FileError) {
    let file = try AtomicFile(at: path)
    folder = file.folder
    atomic = consume file
  }

  /// An open descriptor.
  ///
  /// - Parameter keepingCopy: Whether what is written shall be there to be read, in a temporary file.
  init(descriptor: Int32, keepingCopy: Bool) throws(FileError) {
    folder = nil
    stream = try File.duplicate(FileDescriptor(rawValue: descriptor), name: "standard output")
    if keepingCopy { copy = try ScratchFile() }
  }

  /// Writes more bytes. After an error nothing of a file is left, and no more may be written.
  func write(_ bytes: [UInt8]) throws(FileError) {
    try copy?.append(bytes)
    if let file = takeAtomic() {
      try file.file.write(bytes)
      atomic = consume file
    } else if let file = takeStream() {
      try file.write(bytes)
      stream = consume file
    }
  }

  /// The bytes that were written so far.
  func written() throws(FileError) -> WrittenBytes {
    if let copy { return WrittenBytes(try copy.duplicate()) }
    guard let file = takeAtomic() else { preconditionFailure("a stream that keeps no copy is not read") }
    let written = WrittenBytes(try file.file.duplicate())
    atomic = consume file
    return written
  }

  /// A file for the time of the work, on the disk of the package if that is a file.
  func scratch() throws(FileError) -> ScratchFile { try ScratchFile(in: folder) }

  /// Gives the file its name; nothing may be written after.
  func publish(replacing: Bool) throws(FileError) {
    if let file = takeAtomic() { try file.publish(replacing: replacing) }
  }

  // A value that cannot be copied leaves a class by being exchanged.
  private func takeAtomic() -> AtomicFile? {
    var taken: AtomicFile?
    swap(&taken, &atomic)
    return taken
  }

  private func takeStream() -> File? {
    var taken: File?
    swap(&taken, &stream)
    return taken
  }
}

/// Bytes that were written and are read again, by many tasks at once.
final class WrittenBytes: Sendable {
  private let file: File

  init(_ file: consuming File) { self.file = file }

  /// Reads bytes, or as many as there are.
  func read(upTo count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    try file.read(upTo: count, at: offset)
  }

  /// Reads bytes that are there.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(FileError) {
    guard try unsafe file.readFully(into: buffer, at: offset) == buffer.count else {
      throw FileError(.read, path: file.path, .endOfFile)
    }
  }
}
