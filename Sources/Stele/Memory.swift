#if canImport(Glibc)
  internal import CMalloc
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

  /// Gives back to the system what was freed so far: after many small things, before few large ones, which have no room
  /// between those that are left.
  static func giveBackFreed() {
    #if canImport(Glibc)
      malloc_trim(0)
    #endif
  }
}
