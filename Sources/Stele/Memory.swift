#if canImport(Glibc)
  internal import CMalloc
  import Glibc
  import SteleFile
#endif

/// What becomes of memory that is done with.
package enum Memory {
  /// Keeps what is freed for what is needed next: buffers of some MiB come and go, and from the system they would come
  /// page by page, each one cleared, which costs more than what is done with them. For a process that does nothing else.
  ///
  /// - Parameter length: Longer buffers than this are given back at once.
  package static func keepFreed(upTo length: Int32) {
    #if canImport(Glibc)
      mallopt(M_MMAP_THRESHOLD, length)
      mallopt(M_TRIM_THRESHOLD, 128 << 20)
    #endif
  }

  /// Takes room for what comes, in pages of 2 MiB where the system has them (Linux's transparent huge pages): to clear one
  /// takes a fifth of the time of its 512 small ones. What is not used of it costs no memory; where addresses are limited,
  /// nothing is taken, since threads need them. Before there are threads.
  ///
  /// - Parameter length: Bytes; what goes beyond them comes in small pages.
  package static func reserve(_ length: Int) {
    #if canImport(Glibc)
      guard isUnlimited(RLIMIT_AS), isUnlimited(RLIMIT_DATA) else { return }
      // The room is the heap's that threads share. To take memory from it keeps others away for a sixtieth of a thread's time.
      mallopt(M_ARENA_MAX, Int32(clamping: max(1, Processors.count / 16)))
      mallopt(M_TOP_PAD, Int32(clamping: length))
      defer { mallopt(M_TOP_PAD, 128 << 10) }
      // More than the heap has left, so that it grows, and by the room.
      guard let block = unsafe malloc(1 << 20) else { return }
      let start = Int(bitPattern: block)
      let end = Int(bitPattern: unsafe sbrk(0))
      let pageSize = 2 << 20
      let firstPage = (start + pageSize) & -pageSize
      // It may have grown elsewhere.
      guard start < end, end - start < 2 * length else { return unsafe free(block) }
      unsafe madvise(UnsafeMutableRawPointer(bitPattern: firstPage), end - firstPage, MADV_HUGEPAGE)
      // What lies before the first of the pages is left alone.
      _ = unsafe realloc(block, firstPage - start)
    #endif
  }

  #if canImport(Glibc)
    private static func isUnlimited(_ resource: __rlimit_resource) -> Bool {
      var limit = rlimit()
      return unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 && limit.rlim_cur == .max
    }
  #endif

  /// Gives back to the system what was freed so far: after many small things, before few large ones, which have no room
  /// between those that are left.
  static func giveBackFreed() {
    #if canImport(Glibc)
      malloc_trim(0)
    #endif
  }
}
