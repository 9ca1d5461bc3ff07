internal import Glibc

extension ArraySlice<UInt8> {
  /// The index of the first line feed; `nil` if there is none. Tag files of large packages have hundreds of megabytes.
  package var firstLineFeed: Int? {
    unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = unsafe memchr(base, 0x0A, bytes.count) else {
        return nil
      }
      let offset = unsafe UnsafeRawPointer(found) - base
      return startIndex + offset
    }
  }
}
