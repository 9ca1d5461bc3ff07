package import SteleCore

/// The lines of a package's manifest that can be read. Held are the manifest's bytes, and where in them each line begins: of
/// millions of lines, paths and digests by themselves would take several times as much. See Spec §7.5.
package struct ManifestTable: Sendable {
  private let bytes: [UInt8]
  private let digestLength: Int
  private var starts: [Int] = []
  /// The numbers of the lines, sorted by path and then by number; `nil` if they stand in that order.
  private var sorted: [UInt32]?

  /// A table without lines.
  package init() {
    bytes = []
    digestLength = 64
  }

  /// Reads a manifest strictly.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the whole file.
  ///   - file: Which manifest it is.
  ///   - report: Is told the number of each line that breaks a rule, from 1, and which. Lines that stand in the wrong
  ///     order are kept, others are left out.
  package init(_ bytes: [UInt8], _ file: TagFile, report: (Int, BagError) -> Void = { _, _ in }) {
    self.bytes = bytes
    digestLength = file == .manifestSHA512 ? 128 : 64
    starts.reserveCapacity(Swift.min(bytes.lineFeedCount, bytes.count / (digestLength + 3)))
    var isInOrder = true
    var last: PackagePath?
    var start = 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstLineFeed ?? bytes.count
      number += 1
      do throws(BagError) {
        let path = try ManifestLine(bytes[start..<end], digestLength: digestLength).path
        if file != .tagManifest, !path.isPayload {
          throw BagError(.manifestPath, "'\(path)' does not stand in data/")
        }
        if let last, last >= path {
          isInOrder = false
          report(
            number,
            BagError(
              .manifestOrder,
              last == path
                ? "'\(path)' is listed twice" : "'\(path)' does not stand in the order of paths"))
        }
        starts.append(start)
        last = path
      } catch {
        report(number, error)
      }
      start = end + 1
    }
    if !isInOrder { sort() }
  }

  private mutating func sort() {
    let paths = PathList(self.lazy.map(\.path))
    sorted = (0..<UInt32(count)).sorted { a, b in
      let order = paths.order(Int(a), Int(b))
      return order < 0 || order == 0 && a < b
    }
  }

  /// Where in the file a line begins.
  package func offset(_ number: Int) -> Int { starts[number] }

  /// The digest in a line of a manifest of SHA-256.
  package func digest(_ number: Int) -> Digest {
    Digest(hex: bytes[starts[number]..<starts[number] + Digest.byteCount * 2])!
  }

  /// The prefix of that digest.
  package func digestPrefix(_ number: Int) -> UInt64 { Digest.prefix(hex: bytes[starts[number]...])! }

  package func path(_ number: Int) -> PackagePath {
    // It could be read before.
    PackagePath(unchecked: ManifestLine.decodePath(writtenPath(number))!)
  }

  /// The path in a line as it stands there.
  private func writtenPath(_ number: Int) -> ArraySlice<UInt8> { line(number).dropFirst(digestLength + 2) }

  /// A line without its line feed.
  private func line(_ number: Int) -> ArraySlice<UInt8> {
    let rest = bytes[starts[number]...]
    return rest[..<(rest.firstLineFeed ?? bytes.count)]
  }

  /// Less than, equal to or greater than 0, as the path in a line compares with another. Most stand there as they are: then
  /// nothing is made of them.
  private func order(_ number: Int, _ path: PackagePath) -> Int {
    let written = writtenPath(number)
    return unsafe path.bytes.withUnsafeBytes { path in
      if ManifestLine.isEncoded(written) {
        return unsafe self.path(number).bytes.withUnsafeBytes { unsafe PackagePath.order($0, path) }
      }
      return unsafe written.withUnsafeBytes { unsafe PackagePath.order($0, path) }
    }
  }

  /// The number of the line that comes at a place if all are sorted by path, and then by number.
  package func number(sortedAt place: Int) -> Int { sorted.map { Int($0[place]) } ?? place }

  /// The lines with a path that an earlier one has.
  package var repeated: [Int] { sorted == nil ? [] : indices.filter { number(of: path($0)) != $0 } }

  /// How many lines a manifest of SHA-256 can have at most, and how many bytes their paths.
  package static func bounds(_ bytes: [UInt8]) -> (lines: Int, pathBytes: Int) {
    let overhead = Digest.byteCount * 2 + 3
    let lines = Swift.min(bytes.lineFeedCount, bytes.count / overhead)
    return (lines, bytes.count - lines * overhead)
  }

  /// The first line with a path; `nil` if there is none.
  ///
  /// - Parameter guess: The line that it may be; those that are wanted mostly follow each other.
  package func number(of path: PackagePath, guess: Int = 0) -> Int? {
    if sorted == nil, indices.contains(guess), order(guess, path) == 0 { return guess }
    let place = indices.partitionPoint { order(number(sortedAt: $0), path) < 0 }
    guard place < count, case let found = number(sortedAt: place), order(found, path) == 0 else {
      return nil
    }
    return found
  }

  /// The digest that a manifest of SHA-256 gives a path, in the first line with it.
  package func digest(of path: PackagePath) -> Digest? { number(of: path).map(digest) }
}

extension ManifestTable: RandomAccessCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { starts.count }

  package subscript(number: Int) -> ManifestLine {
    // It could be read before.
    try! ManifestLine(line(number), digestLength: digestLength)
  }
}
