internal import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The calls to the operating system: all of them, and nothing but them, are in this and the next file.
///
/// Each is the C function of the same name, with names as bytes; each returns its value or its `Errno`.
/// Names are single names (`FileName`) wherever the folder is not the process's own.
enum System {
  /// Makes a call until no signal interrupts it: the one place that knows `EINTR`.
  static func call<Value: FixedWidthInteger>(_ body: () -> Value) -> Result<Value, Errno> {
    while true {
      let value = body()
      if value != -1 { return .success(value) }
      let code = Errno(rawValue: errno)
      if code != .interrupted { return .failure(code) }
    }
  }

  /// A call with a name, for which the name gets its terminating NUL.
  static func call<Value: FixedWidthInteger>(
    _ name: [UInt8], _ body: (UnsafePointer<CChar>) -> Value
  ) -> Result<Value, Errno> {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: name.count + 1) { buffer in
      for (index, byte) in name.enumerated() { unsafe buffer[index] = CChar(bitPattern: byte) }
      unsafe buffer[name.count] = 0
      let pointer = unsafe UnsafePointer(buffer.baseAddress!)
      return call { unsafe body(pointer) }
    }
  }

  /// How a file is opened; always with `O_CLOEXEC`.
  struct OpenOptions: OptionSet {
    let rawValue: CInt

    static let readOnly = OpenOptions(rawValue: O_RDONLY)
    static let readWrite = OpenOptions(rawValue: O_RDWR)
    static let createNew = OpenOptions(rawValue: O_CREAT | O_EXCL)
    static let folder = OpenOptions(rawValue: O_DIRECTORY)
    static let noFollow = OpenOptions(rawValue: O_NOFOLLOW)
    static let nonBlocking = OpenOptions(rawValue: O_NONBLOCK)
    #if os(Linux)
      /// `O_TMPFILE`, whose macro Swift does not import.
      static let nameless = OpenOptions(rawValue: 0o20_000_000 | O_DIRECTORY)
    #endif
  }

  static func open(_ path: FilePath, _ options: OpenOptions, mode: UInt32 = 0) -> Result<CInt, Errno> {
    unsafe path.withPlatformString { pointer in call { unsafe open(AT_FDCWD, pointer, options, mode) } }
  }

  static func open(
    _ name: [UInt8], in folder: CInt, _ options: OpenOptions, mode: UInt32 = 0
  ) -> Result<CInt, Errno> {
    unsafe call(name) { unsafe open(folder, $0, options, mode) }
  }

  private static func open(
    _ folder: CInt, _ name: UnsafePointer<CChar>, _ options: OpenOptions, _ mode: UInt32
  ) -> CInt {
    let flags = options.rawValue | O_CLOEXEC
    let descriptor = unsafe openat(folder, name, flags, mode_t(mode))
    // Another holds a lease on the file, as servers of files do: that it gives it up has to be waited for.
    guard descriptor == -1, errno == EWOULDBLOCK, options.contains(.nonBlocking) else { return descriptor }
    return unsafe openat(folder, name, flags & ~O_NONBLOCK, mode_t(mode))
  }

  /// Makes reads and writes wait again, though it was opened without waiting.
  static func makeBlocking(_ descriptor: CInt) -> Result<CInt, Errno> {
    call { fcntl(descriptor, F_GETFL) }
      .flatMap { flags in call { fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) } }
  }

  /// Waits until there is something to read, or the end; no longer than so many milliseconds.
  ///
  /// - Returns: 0 if there is nothing yet.
  static func waitToRead(_ descriptor: CInt, milliseconds: CInt) -> Result<CInt, Errno> {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return call { unsafe poll(&request, 1, milliseconds) }
  }

  /// Never repeated: after an interrupted `close` the descriptor is gone, and its number may be another's.
  static func close(_ descriptor: CInt) -> Result<CInt, Errno> {
    #if canImport(Darwin)
      let value = Darwin.close(descriptor)
    #elseif canImport(Musl)
      let value = Musl.close(descriptor)
    #else
      let value = Glibc.close(descriptor)
    #endif
    let code = Errno(rawValue: errno)
    return value == 0 || code == .interrupted ? .success(0) : .failure(code)
  }

  /// Takes the only lock on a file, or fails with `wouldBlock`.
  static func lock(_ descriptor: CInt) -> Result<CInt, Errno> {
    call { flock(descriptor, LOCK_EX | LOCK_NB) }
  }

  /// Gives up a lock, for all that share the open file.
  static func unlock(_ descriptor: CInt) -> Result<CInt, Errno> { call { flock(descriptor, LOCK_UN) } }

  static func createFolder(_ name: [UInt8], in folder: CInt) -> Result<CInt, Errno> {
    unsafe call(name) { unsafe mkdirat(folder, $0, 0o777) }
  }

  static func createFolder(_ path: FilePath) -> Result<CInt, Errno> {
    unsafe path.withPlatformString { pointer in call { unsafe mkdir(pointer, 0o777) } }
  }

  static func remove(_ name: [UInt8], in folder: CInt, isFolder: Bool) -> Result<CInt, Errno> {
    unsafe call(name) { unsafe unlinkat(folder, $0, isFolder ? AT_REMOVEDIR : 0) }
  }

  static func link(
    _ old: [UInt8], in oldFolder: CInt, to new: [UInt8], in newFolder: CInt, following: Bool = false
  ) -> Result<CInt, Errno> {
    unsafe renamingCall(old, new) {
      unsafe linkat(oldFolder, $0, newFolder, $1, following ? AT_SYMLINK_FOLLOW : 0)
    }
  }

  static func rename(
    _ old: [UInt8], in oldFolder: CInt, to new: [UInt8], in newFolder: CInt
  ) -> Result<CInt, Errno> {
    unsafe renamingCall(old, new) { unsafe renameat(oldFolder, $0, newFolder, $1) }
  }

  private static func renamingCall(
    _ old: [UInt8], _ new: [UInt8], _ body: (UnsafePointer<CChar>, UnsafePointer<CChar>) -> CInt
  ) -> Result<CInt, Errno> {
    unsafe call(old) { oldPointer in
      switch unsafe call(new, { newPointer in unsafe body(oldPointer, newPointer) }) {
      case .success(let value): return value
      case .failure(let code):
        errno = code.rawValue
        return -1
      }
    }
  }
}

extension Result where Failure == Errno {
  /// The value, or the failure as an error that names the operation and the file.
  func get(
    _ operation: FileError.Operation, _ path: @autoclosure () -> [UInt8]?
  ) throws(FileError) -> Success {
    switch self {
    case .success(let value): return value
    case .failure(let code): throw FileError(operation, path: path(), .system(code))
    }
  }
}
