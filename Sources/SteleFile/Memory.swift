#if canImport(Glibc)
  internal import CMalloc
#endif

/// What becomes of memory that the program is done with.
package enum Memory {
  /// Gives back to the system what was freed so far: after many small things, before few large ones, which have no room
  /// between those that are left.
  package static func giveBackFreed() {
    #if canImport(Glibc)
      malloc_trim(0)
    #endif
  }
}
