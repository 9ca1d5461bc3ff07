import SteleCore
import SteleFile
import SystemPackage

/// Where a package's bytes go while it is made: a file without its name yet, or a descriptor.
///
/// A class, so that the file can be held across waiting.
final class PackageOutput {
  private var atomic: AtomicFile?
  private var stream: File?

  /// A file that gets its name when it is published.
  init(at path: FilePath) throws(FileError) {
    atomic = try AtomicFile(at: path)
  }

  /// An open descriptor.
  init(descriptor: Int32) throws(FileError) {
    stream = try File.duplicate(FileDescriptor(rawValue: descriptor), name: "standard output")
  }

  /// Writes more bytes. After an error nothing of a file is left, and no more may be written.
  func write(_ bytes: [UInt8]) throws(FileError) {
    if let file = takeAtomic() {
      try file.file.write(bytes)
      atomic = consume file
    } else if let file = takeStream() {
      try file.write(bytes)
      stream = consume file
    }
  }

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
