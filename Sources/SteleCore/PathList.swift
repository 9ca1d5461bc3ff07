/// Paths in the order in which they were added. The bytes of all stand in one array: a package may have millions of
/// paths, and an array for each costs several times its bytes.
package struct PathList: Sendable {
  private var bytes: [UInt8] = []
  /// Where each path ends in them.
  private var ends: [Int] = []

  package init() {}

  package init(_ paths: some Sequence<PackagePath>) {
    for path in paths { append(path) }
  }

  /// Makes room for so many paths with so many bytes together.
  mutating func reserveCapacity(_ count: Int, bytes: Int) {
    ends.reserveCapacity(count)
    self.bytes.reserveCapacity(bytes)
  }

  package mutating func append(_ path: PackagePath) {
    bytes += path.bytes
    ends.append(bytes.count)
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  /// Calls `body` with the bytes of a path.
  func withBytes<T>(of number: Int, _ body: (UnsafeRawBufferPointer) -> T) -> T {
    let range = range(number)
    return unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Whether the path of a number has these bytes.
  func holds(_ path: PackagePath, at number: Int) -> Bool {
    unsafe withBytes(of: number) { own in
      unsafe path.bytes.withUnsafeBytes { other in
        unsafe own.count == other.count && PackagePath.orderOfBeginnings(own, other) == 0
      }
    }
  }

  /// Less than, equal to or greater than 0, as two paths compare.
  package func order(_ a: Int, _ b: Int) -> Int {
    unsafe withBytes(of: a) { a in
      unsafe withBytes(of: b) { b in unsafe PackagePath.order(a, b) }
    }
  }

  /// As ``PackagePath/precedesAsFolder(_:_:)``.
  package func precedesAsFolder(_ a: Int, _ b: Int) -> Bool {
    unsafe withBytes(of: a) { a in
      unsafe withBytes(of: b) { b in unsafe PackagePath.precedesAsFolder(a, b) }
    }
  }

  /// Whether the second path is the first or stands below it.
  package func isSameOrAbove(_ a: Int, _ b: Int) -> Bool {
    unsafe withBytes(of: a) { a in
      unsafe withBytes(of: b) { b in
        guard b.count >= a.count, unsafe PackagePath.orderOfBeginnings(a, b) == 0 else { return false }
        return unsafe b.count == a.count || b[a.count] == UInt8(ascii: "/")
      }
    }
  }
}

extension PathList: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { ends.count }
  package subscript(number: Int) -> PackagePath { PackagePath(unchecked: Array(bytes[range(number)])) }
}
