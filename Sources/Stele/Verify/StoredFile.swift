import SteleContainer
import SteleFile
import SystemPackage

/// The stored bytes of a package in a file, or from a pipe.
final class StoredFile: StoredByteSource {
  private let file: File

  init(_ path: FilePath) throws(FileError) {
    file = try File.open(path)
    file.adviseSequential()
  }

  init(descriptor: Int32, name: String) throws(FileError) {
    file = try File.duplicate(FileDescriptor(rawValue: descriptor), name: name)
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try unsafe file.read(into: buffer)
  }

  /// Bytes in the file; `nil` for a pipe.
  var size: UInt64? {
    guard let facts = try? file.facts(), facts.kind == .file else { return nil }
    return facts.size
  }
}
