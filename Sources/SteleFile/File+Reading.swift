/// Reading. An error is always thrown as one; only the true end of the file is its end.
extension File {
  /// Reads from the file's position on, as much as there is at once; of a pipe, once there is something.
  ///
  /// - Returns: How many bytes were read, at least 1; 0 at the end of the file only (or if `buffer` is empty).
  /// - Throws: ``FileError/Reason/cancelled`` if nothing came until the task was cancelled.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    if isStream { try waitForBytes() }
    switch unsafe System.read(descriptor, into: buffer) {
    case .success(let count): return count
    case .failure(let code): throw FileError(.read, path: path, .system(code), offset: try? position())
    }
  }

  /// Waits for what a pipe's writer sends, or for its end: for long if need be, but no longer than anybody wants it.
  private func waitForBytes() throws(FileError) {
    while try System.waitToRead(descriptor, milliseconds: 100).get(.read, path) == 0 {
      if Task.isCancelled { throw FileError(.read, path: path, .cancelled) }
    }
  }

  /// Where the next bytes are read from. Corresponds to `lseek`.
  ///
  /// - Throws: If it has no places: a pipe.
  package func position() throws(FileError) -> UInt64 {
    UInt64(try System.move(descriptor, 0, .current).get(.examine, path))
  }

  /// Goes to another place, to read on from there.
  package func move(to offset: UInt64) throws(FileError) {
    _ = try System.move(descriptor, offset, .start).get(.examine, path)
  }

  /// Reads from the file's position on until `buffer` is full or the file ends.
  ///
  /// - Returns: How many bytes were read; fewer than asked for at the end of the file only.
  package func readFully(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let step = try unsafe read(into: rest)
      if step == 0 { break }
      count += step
    }
    return count
  }

  /// Reads from `offset` on until `buffer` is full or the file ends; the file's position does not matter and
  /// does not change. Corresponds to `pread`.
  ///
  /// - Returns: How many bytes were read; fewer than asked for at the end of the file only.
  package func readFully(
    into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) throws(FileError) -> Int {
    var count = 0
    while count < buffer.count {
      let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let place = offset + UInt64(count)
      switch unsafe System.read(descriptor, into: rest, at: place) {
      case .success(0): return count
      case .success(let step): count += step
      case .failure(let code): throw FileError(.read, path: path, .system(code), offset: place)
      }
    }
    return count
  }

  /// Reads exactly `count` bytes from `offset` on.
  ///
  /// - Throws: ``FileError/Reason/endOfFile`` if there are fewer.
  package func read(_ count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    let bytes = try read(upTo: count, at: offset)
    guard bytes.count == count else { throw FileError(.read, path: path, .endOfFile) }
    return bytes
  }

  /// Reads `count` bytes from `offset` on, or as many as there are.
  package func read(upTo count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        initialized = try unsafe readFully(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads `count` bytes from the file's position on, or as many as there are; none at its end.
  package func read(upTo count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        initialized = try unsafe readFully(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Reads from the file's position to its end; meant for small files and for pipes.
  ///
  /// - Parameter limit: The most bytes that the caller is ready to hold.
  /// - Throws: ``FileError/Reason/tooLarge(limit:)`` if there are more.
  package func readToEnd(limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while true {
      let piece = try read(upTo: min(1 << 16, limit - bytes.count + 1))
      if piece.isEmpty { return bytes }
      bytes += piece
      if bytes.count > limit { throw FileError(.read, path: path, .tooLarge(limit: limit)) }
    }
  }

  /// Tells the system that the file will be read once from front to back. Only a hint.
  /// Corresponds to `posix_fadvise` with `POSIX_FADV_SEQUENTIAL`.
  package func adviseSequential() { System.adviseSequential(descriptor) }
}
