/// Cuts bytes into lines as they come, and holds one line at most: so a file of any length is read in bounded
/// memory. See Spec §8.1.
package struct LineSplitter: Sendable {
  /// The most bytes of a line of JSON, its line feed not counted. See Spec §8.1.
  package static let maximumLineLength = 16 << 20

  /// A line, without its line feed.
  package enum Line: Sendable {
    case bytes(ArraySlice<UInt8>)
    /// It has more than ``maximumLineLength`` bytes, which were passed over.
    case tooLong
  }

  /// The beginning of the line that is not complete yet.
  private var begun: [UInt8] = []
  private var isTooLong = false

  package init() {}

  /// Takes more bytes, and gives the lines that end in them. What follows the last line feed is no line.
  package mutating func push<E: Error>(
    _ bytes: ArraySlice<UInt8>, _ body: (Line) throws(E) -> Void
  ) throws(E) {
    var rest = bytes
    while let end = rest.firstLineFeed {
      let part = rest[..<end]
      rest = rest[(end + 1)...]
      let line = take(part)
      try body(line)
    }
    if begun.count + rest.count > Self.maximumLineLength {
      isTooLong = true
      begun = []
    } else if !isTooLong {
      begun += rest
    }
  }

  /// The line that ends with this part.
  private mutating func take(_ part: ArraySlice<UInt8>) -> Line {
    defer {
      begun.removeAll(keepingCapacity: begun.capacity <= 1 << 16)
      isTooLong = false
    }
    guard !isTooLong, begun.count + part.count <= Self.maximumLineLength else { return .tooLong }
    if begun.isEmpty { return .bytes(part) }
    return .bytes((begun + part)[...])
  }
}
