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

extension [UInt8] {
  /// How many line feeds there are.
  package var lineFeedCount: Int {
    var (count, rest) = (0, self[...])
    while let index = rest.firstLineFeed {
      count += 1
      rest = rest[(index + 1)...]
    }
    return count
  }
}
