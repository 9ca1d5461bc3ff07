internal import SystemPackage

/// Writing: all of the bytes, or an error.
extension File {
  /// Writes all bytes at the file's position.
  package func write(_ buffer: UnsafeRawBufferPointer) throws(FileError) {
    var rest = unsafe buffer
    while unsafe !rest.isEmpty {
      let count = try unsafe System.write(descriptor, rest).get(.write, path)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes all bytes from `offset` on; the file's position does not matter and does not change.
  /// Corresponds to `pwrite`.
  package func write(_ buffer: UnsafeRawBufferPointer, at offset: UInt64) throws(FileError) {
    var rest = unsafe buffer
    var position = offset
    while unsafe !rest.isEmpty {
      let count = try unsafe System.write(descriptor, rest, at: position).get(.write, path)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      position += UInt64(count)
    }
  }

  /// Writes all bytes at the file's position.
  package func write(_ bytes: some Collection<UInt8>) throws(FileError) {
    if let failure = unsafe failure(
      of: bytes,
      { (file, buffer) throws(FileError) in
        try unsafe file.write(buffer)
      })
    {
      throw failure
    }
  }

  /// Writes all bytes from `offset` on.
  package func write(_ bytes: some Collection<UInt8>, at offset: UInt64) throws(FileError) {
    if let failure = unsafe failure(
      of: bytes,
      { (file, buffer) throws(FileError) in
        try unsafe file.write(buffer, at: offset)
      })
    {
      throw failure
    }
  }

  /// Calls `body` with the bytes in one piece: no copy for arrays and their slices.
  private func failure(
    of bytes: some Collection<UInt8>,
    _ body: (borrowing File, UnsafeRawBufferPointer) throws(FileError) -> Void
  ) -> FileError? {
    func attempt(_ buffer: UnsafeRawBufferPointer) -> FileError? {
      do throws(FileError) { try unsafe body(self, buffer) } catch { return error }
      return nil
    }
    let outcome: FileError?? = bytes.withContiguousStorageIfAvailable {
      unsafe attempt(UnsafeRawBufferPointer($0))
    }
    if let outcome { return outcome }
    return unsafe Array(bytes).withUnsafeBytes { unsafe attempt($0) }
  }

  /// Waits until the disk has all that was written. Corresponds to `fsync`.
  package func synchronize() throws(FileError) {
    _ = try System.synchronize(descriptor).get(.synchronize, path)
  }

  /// Gives up the lock of ``lock()`` at once, whoever else has the file open by the same descriptor: a program that this
  /// one is just starting has, for a moment. Corresponds to `flock` with `LOCK_UN`.
  package func unlock() {
    // It fails only for what was never locked.
    _ = System.unlock(descriptor)
  }

  /// Takes the only lock on the file, which goes when the file is closed. Corresponds to `flock`.
  ///
  /// - Returns: Whether it could be had; `false` if another process has it.
  package func lock() throws(FileError) -> Bool {
    switch System.lock(descriptor) {
    case .success: return true
    case .failure(.wouldBlock): return false
    case .failure(let code): throw FileError(.open, path: path, .system(code))
    }
  }

  /// Makes the file `size` bytes long; new bytes are zero. Corresponds to `ftruncate`.
  package func resize(to size: UInt64) throws(FileError) {
    _ = try System.resize(descriptor, to: size).get(.resize, path)
  }

  /// Sets when the file was last changed (and read). Corresponds to `futimens`.
  package func setModified(_ time: FileTime) throws(FileError) {
    _ = try System.setTimes(descriptor, modified: time).get(.setTimes, path)
  }

  /// Sets the permission bits, whatever the process's file creation mask. Corresponds to `fchmod`.
  package func setMode(_ mode: UInt32) throws(FileError) {
    _ = try System.setMode(descriptor, mode).get(.setMode, path)
  }

  /// Lets whoever may read the file execute it too: adds an execute bit for each read bit.
  package func makeExecutable() throws(FileError) {
    let mode = try facts().mode
    try setMode(mode | (mode & 0o444) >> 2)
  }
}
