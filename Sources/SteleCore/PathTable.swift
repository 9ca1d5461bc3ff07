/// Distinct paths, each with a number: that of the first is 0. They are found by their bytes.
package struct PathTable: Sendable {
  package private(set) var list = PathList()
  /// The number of a path and 1, at the place that its hash gives or the next free one behind it; 0 where none is.
  private var slots = [UInt32](repeating: 0, count: 16)

  package init() {}

  /// Makes room for so many paths with so many bytes together, so that growing does not cost twice the memory.
  package mutating func reserveCapacity(_ count: Int, bytes: Int) {
    list.reserveCapacity(count, bytes: bytes)
    while count * 4 > slots.count * 3 { grow() }
  }

  package var count: Int { list.count }

  package subscript(number: Int) -> PackagePath { list[number] }

  /// The number of a path; `nil` if it is not there.
  package func number(of path: PackagePath) -> Int? {
    let found = slots[slot(of: path)]
    return found == 0 ? nil : Int(found) - 1
  }

  /// Adds a path, unless it is there.
  ///
  /// - Returns: Whether it was not there.
  @discardableResult
  package mutating func insert(_ path: PackagePath) -> Bool {
    let place = slot(of: path)
    guard slots[place] == 0 else { return false }
    list.append(path)
    slots[place] = UInt32(list.count)
    if list.count * 4 > slots.count * 3 { grow() }
    return true
  }

  /// Where a path stands, or would.
  private func slot(of path: PackagePath) -> Int {
    var place = unsafe path.bytes.withUnsafeBytes { unsafe first(for: $0) }
    while slots[place] != 0, !list.holds(path, at: Int(slots[place]) - 1) {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  /// Where it is looked for first. The hash has a seed of its own in each process, so that nobody can choose paths that
  /// stand in one place.
  private func first(for bytes: UnsafeRawBufferPointer) -> Int {
    var hasher = Hasher()
    unsafe hasher.combine(bytes: bytes)
    return hasher.finalize() & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for number in list.indices {
      var place = unsafe list.withBytes(of: number) { unsafe first(for: $0) }
      while slots[place] != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = UInt32(number + 1)
    }
  }
}
