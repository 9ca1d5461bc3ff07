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
  /// takes a fifth of the time of its 512 small ones. What is not used of it costs no memory but the rest of a page; where
  /// addresses are limited, nothing is taken, since threads need them. Before there are threads.
  ///
  /// - Parameter length: Bytes; what goes beyond them comes in small pages.
  package static func reserve(_ length: Int) {
    #if canImport(Glibc)
      // Where the small pages are larger, so are the large ones: too large.
      guard sysconf(Int32(_SC_PAGESIZE)) == 4096, isUnlimited(RLIMIT_AS), isUnlimited(RLIMIT_DATA) else {
        return
      }
      // Threads are to share the heap, since the room is in it. Each holds its lock for a sixtieth of its time: sixteen can.
      mallopt(M_ARENA_MAX, Int32(clamping: (Processors.count + 15) / 16))
      mallopt(M_TOP_PAD, Int32(clamping: length))
      defer { mallopt(M_TOP_PAD, 128 << 10) }
      // More than the heap has left, so that it grows, and by the room.
      let blockLength = 1 << 20
      guard let block = unsafe malloc(blockLength) else { return }
      let start = Int(bitPattern: block)
      let end = Int(bitPattern: unsafe sbrk(0))
      // It may have had as much free, or have grown elsewhere.
      guard start < end, (length..<2 * length).contains(end - start) else { return unsafe free(block) }
      // Behind the block, since the allocator has written there already.
      let pageSize = 2 << 20
      let firstPage = (start + blockLength + pageSize) & -pageSize
      unsafe madvise(UnsafeMutableRawPointer(bitPattern: firstPage), end - firstPage, MADV_HUGEPAGE)
      // The block is kept, and reaches up to the first large page: what comes next begins there.
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
