package import SystemPackage

/// An open file, which owns its descriptor: it is closed when the value goes, or by ``close()``.
///
/// Reads and writes at offsets may run on many tasks at once; those at the file's own position may not.
package struct File: ~Copyable, Sendable {
  /// The open descriptor; -1 once ``close()`` has begun.
  private(set) var descriptor: CInt
  /// How messages name the file.
  package let path: [UInt8]?
  /// Whether bytes come when somebody sends them: it is a pipe, a socket or a terminal.
  private(set) var isStream = false

  deinit {
    // Whoever needs to know whether the last bytes were stored calls `close` or `synchronize` first.
    if descriptor >= 0 { _ = System.close(descriptor) }
  }

  /// Opens a file, pipe or device for reading, by a path that the user gave; links in it are followed.
  ///
  /// A pipe opens at once, even if nobody writes to it yet: reading waits for that.
  /// Corresponds to `open` with `O_RDONLY | O_NONBLOCK`, and `fcntl` that takes the latter away. A folder is refused.
  package static func open(_ path: FilePath) throws(FileError) -> File {
    let name = path.bytes
    let number = try System.open(path, [.readOnly, .nonBlocking]).get(.open, name)
    var file = File(descriptor: number, path: name)
    let kind = try file.facts().kind
    if kind == .folder { throw FileError(.open, path: name, .wrongKind(kind)) }
    _ = try System.makeBlocking(file.descriptor).get(.open, name)
    file.isStream = kind.isStream
    return file
  }

  /// Opens a plain file for reading, by a path that the user gave; links in it are followed.
  ///
  /// - Returns: `nil` if something else stands there. A pipe is not even opened: whoever waits to write to it would be
  ///   let in, and then cut off.
  /// - Throws: If there is nothing, or a folder.
  package static func openPlain(_ path: FilePath) throws(FileError) -> File? {
    if try UserPath.facts(path)?.kind.isStream ?? false { return nil }
    let file = try open(path)
    guard try file.facts().kind == .file else { return nil }
    return file
  }

  /// Takes what another part of the process opened, such as standard input: a copy of the descriptor is
  /// owned and closed, the given one stays open.
  ///
  /// Corresponds to `dup`.
  package static func duplicate(_ descriptor: FileDescriptor, name: String) throws(FileError) -> File {
    do {
      var file = File(descriptor: try descriptor.duplicate().rawValue, path: Array(name.utf8))
      file.isStream = try file.facts().kind.isStream
      return file
    } catch let error as FileError {
      throw error
    } catch {
      let code = error as? Errno ?? .badFileDescriptor
      throw FileError(.open, path: Array(name.utf8), .system(code))
    }
  }

  /// A second handle for the same open file, with the same position.
  package borrowing func duplicate() throws(FileError) -> File {
    do {
      let number = try FileDescriptor(rawValue: descriptor).duplicate().rawValue
      return File(descriptor: number, path: path, isStream: isStream)
    } catch {
      throw FileError(.open, path: path, .system(error as? Errno ?? .badFileDescriptor))
    }
  }

  /// Closes the file, and says if the system could not store what was written. Corresponds to `close`.
  package consuming func close() throws(FileError) {
    let number = descriptor
    descriptor = -1
    _ = try System.close(number).get(.close, path)
  }

  /// What the file system says of it now. Corresponds to `fstat`.
  package func facts() throws(FileError) -> FileFacts {
    try System.facts(descriptor).get(.examine, path)
  }
}

extension FilePath {
  /// The path's bytes, without the terminating NUL.
  package var bytes: [UInt8] {
    unsafe withPlatformString { pointer in
      unsafe UnsafeBufferPointer(start: pointer, count: length).map { UInt8(bitPattern: $0) }
    }
  }
}
