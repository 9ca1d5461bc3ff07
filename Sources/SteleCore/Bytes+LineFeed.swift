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

  /// The lines one after the other, without their line feeds; what stands behind the last of these is one, too.
  package var lines: some Sequence<ArraySlice<UInt8>> {
    sequence(state: self) { rest in
      guard !rest.isEmpty else { return nil }
      let end = rest.firstLineFeed ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...].dropFirst()
      return line
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
