internal import Synchronization
internal import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The calls on what is open: bytes, facts, times, listings.
extension System {
  static func read(_ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, Errno> {
    #if canImport(Darwin)
      call { unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count) }
    #elseif canImport(Musl)
      call { unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count) }
    #else
      call { unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    #endif
  }

  static func read(
    _ descriptor: CInt, into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
  ) -> Result<Int, Errno> {
    guard let position = off_t(exactly: offset) else { return .success(0) }
    return call { unsafe pread(descriptor, buffer.baseAddress, buffer.count, position) }
  }

  /// What a place in a file is counted from.
  enum Origin: CInt {
    case start = 0
    case current = 1
  }

  static func move(_ descriptor: CInt, _ offset: UInt64, _ origin: Origin) -> Result<Int64, Errno> {
    guard let distance = off_t(exactly: offset) else { return .failure(.invalidArgument) }
    return call { Int64(lseek(descriptor, distance, origin.rawValue)) }
  }

  static func write(_ descriptor: CInt, _ buffer: UnsafeRawBufferPointer) -> Result<Int, Errno> {
    #if canImport(Darwin)
      call { unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count) }
    #elseif canImport(Musl)
      call { unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count) }
    #else
      call { unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
    #endif
  }

  static func write(
    _ descriptor: CInt, _ buffer: UnsafeRawBufferPointer, at offset: UInt64
  ) -> Result<Int, Errno> {
    guard let position = off_t(exactly: offset) else { return .failure(.fileTooLarge) }
    return call { unsafe pwrite(descriptor, buffer.baseAddress, buffer.count, position) }
  }

  static func synchronize(_ descriptor: CInt) -> Result<CInt, Errno> {
    #if canImport(Darwin)
      // Darwin's `fsync` leaves the bytes in the disk's own memory; this does not.
      call { fcntl(descriptor, F_FULLFSYNC) }
    #else
      call { fsync(descriptor) }
    #endif
  }

  static func resize(_ descriptor: CInt, to size: UInt64) -> Result<CInt, Errno> {
    guard let length = off_t(exactly: size) else { return .failure(.fileTooLarge) }
    return call { ftruncate(descriptor, length) }
  }

  static func setMode(_ descriptor: CInt, _ mode: UInt32) -> Result<CInt, Errno> {
    call { fchmod(descriptor, mode_t(mode)) }
  }

  static func setTimes(_ descriptor: CInt, modified: FileTime) -> Result<CInt, Errno> {
    guard let seconds = time_t(exactly: modified.seconds) else { return .failure(.invalidArgument) }
    let time = timespec(tv_sec: seconds, tv_nsec: Int(modified.nanoseconds))
    let times = [time, time]
    return unsafe times.withUnsafeBufferPointer { pointer in
      call { unsafe futimens(descriptor, pointer.baseAddress) }
    }
  }

  static func processorCount() -> Int { Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

  static func adviseSequential(_ descriptor: CInt) {
    #if os(Linux)
      _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    #endif
  }

  static func facts(_ descriptor: CInt) -> Result<FileFacts, Errno> {
    var status = stat()
    return call { unsafe fstat(descriptor, &status) }.map { _ in FileFacts(status) }
  }

  /// The facts of what a path leads to, links followed.
  static func facts(_ path: FilePath) -> Result<FileFacts, Errno> {
    var status = stat()
    return unsafe path.withPlatformString { pointer in
      call { unsafe fstatat(AT_FDCWD, pointer, &status, 0) }
    }.map { _ in FileFacts(status) }
  }

  /// The value of a variable of the environment; `nil` if it is not set or empty.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  /// The path of the folder that the process is in.
  static func currentFolder() -> Result<FilePath, Errno> {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard unsafe getcwd(&buffer, buffer.count) != nil else { return .failure(Errno(rawValue: errno)) }
    return .success(FilePath(platformString: buffer))
  }

  /// The facts of a name, of a link itself and not of what it leads to.
  static func facts(_ name: [UInt8], in folder: CInt) -> Result<FileFacts, Errno> {
    var status = stat()
    return unsafe call(name) { unsafe fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
      .map { _ in FileFacts(status) }
  }

  /// What a link says; cut off at 4,096 bytes, which no system lets a link exceed.
  static func readLink(_ name: [UInt8], in folder: CInt) -> Result<[UInt8], Errno> {
    var target = [CChar](repeating: 0, count: 4096)
    let capacity = target.count
    let result = unsafe target.withUnsafeMutableBufferPointer { buffer in
      unsafe call(name) { unsafe readlinkat(folder, $0, buffer.baseAddress!, capacity) }
    }
    return result.map { count in target[..<count].map { UInt8(bitPattern: $0) } }
  }

  /// The names in a folder but `.` and `..`, in no order.
  static func names(in folder: CInt) -> Result<[[UInt8]], Errno> {
    // A descriptor of its own: `closedir` closes it, and reading moves its position.
    let descriptor: CInt
    switch open([UInt8(ascii: ".")], in: folder, [.readOnly, .folder]) {
    case .success(let value): descriptor = value
    case .failure(let code): return .failure(code)
    }
    guard let stream = unsafe fdopendir(descriptor) else {
      let code = Errno(rawValue: errno)
      _ = close(descriptor)
      return .failure(code)
    }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      // `readdir` tells its end from an error by `errno` alone.
      errno = 0
      guard let entry = unsafe readdir(stream) else {
        return errno == 0 ? .success(names) : .failure(Errno(rawValue: errno))
      }
      let start = unsafe UnsafeRawPointer(entry) + MemoryLayout<dirent>.offset(of: \.d_name)!
      let length = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
      let name = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: length))
      if name != [UInt8(ascii: ".")], name != Array("..".utf8) { names.append(name) }
    }
  }

  /// The absolute path of an open folder; `nil` if the system cannot tell.
  static func path(of folder: CInt) -> [UInt8]? {
    #if os(Linux)
      guard case .success(let path) = readLink(Array("/proc/self/fd/\(folder)".utf8), in: AT_FDCWD),
        path.first == UInt8(ascii: "/")
      else { return nil }
      return path
    #else
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let result = unsafe buffer.withUnsafeMutableBufferPointer { pointer in
        call { unsafe fcntl(folder, F_GETPATH, pointer.baseAddress!) }
      }
      guard case .success = result else { return nil }
      return buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    #endif
  }

  #if os(Linux)
    /// Gives a nameless file a name; fails if the name is taken.
    static func link(nameless descriptor: CInt, to name: [UInt8], in folder: CInt) -> Result<CInt, Errno> {
      if linksDescriptors.load(ordering: .relaxed) {
        let result = unsafe call(name) { unsafe linkat(descriptor, "", folder, $0, emptyPath) }
        guard case .failure(let code) = result, notForUs.contains(code) else { return result }
        linksDescriptors.store(false, ordering: .relaxed)
      }
      return link(
        Array("/proc/self/fd/\(descriptor)".utf8), in: AT_FDCWD, to: name, in: folder, following: true)
    }

    /// What older systems say of it, and what fences off system calls.
    private static let notForUs: [Errno] = [
      .noSuchFileOrDirectory, .invalidArgument, .notPermitted, .noFunction,
    ]

    /// `AT_EMPTY_PATH`, which Swift does not import.
    private static let emptyPath: CInt = 0x1000

    /// Whether a descriptor may be linked by itself, which takes half the time: before Linux 6.10 only root may.
    private static let linksDescriptors = Atomic(true)

    /// Whether ``link(nameless:to:in:)`` can work: `/proc` may not be there in a container.
    static let canLinkNameless = unsafe access("/proc/self/fd", X_OK) == 0
  #endif
}

extension FileFacts {
  fileprivate init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      case S_IFIFO: .fifo
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      case S_IFBLK: .blockDevice
      default: .unknown
      }
    size = UInt64(max(0, status.st_size))
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    modified = FileTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    mode = UInt32(status.st_mode & 0o7777)
    identity = FileIdentity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(truncatingIfNeeded: status.st_ino))
    linkCount = UInt64(status.st_nlink)
  }
}
