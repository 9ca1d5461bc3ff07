import SteleCore
import SteleFile

/// What the system could not read of a file, for which zeros stand. See Spec §9.2.
struct ReadingGaps {
  /// In order, none touching the next.
  private(set) var ranges: [Range<UInt64>] = []
  /// The first refusal.
  private(set) var error: FileError?
  /// Disks lose sectors: nothing smaller than the largest of these is asked for by itself.
  private static let sectorLength: UInt64 = 4096
  /// How much of a range is read at once, in bytes: it is hashed while it is in the processor's cache, and the next piece
  /// comes into the same memory.
  private static let pieceLength = 1 << 18

  /// Reads `count` bytes from `offset` on, or as many as the file has; zeros for what the disk does not give back.
  ///
  /// - Throws: Errors of any other kind.
  mutating func read(
    _ file: borrowing File, upTo count: Int, at offset: UInt64
  ) throws(FileError) -> [UInt8] {
    do throws(FileError) {
      return try file.read(upTo: count, at: offset)
    } catch  where error.isMediumFault {
      self.error = self.error ?? error
    }
    let end = try min(file.facts().size, offset + UInt64(count))
    var bytes: [UInt8] = []
    var position = offset
    while position < end {
      let next = min((position / Self.sectorLength + 1) * Self.sectorLength, end)
      do throws(FileError) {
        let sector = try file.read(upTo: Int(next - position), at: position)
        // Somebody made the file shorter.
        if sector.isEmpty { break }
        bytes += sector
        position += UInt64(sector.count)
      } catch  where error.isMediumFault {
        add(position..<next)
        bytes += [UInt8](repeating: 0, count: Int(next - position))
        position = next
      }
    }
    return bytes
  }

  /// Reads a range of the file from front to back; less if the file ends before.
  ///
  /// - Returns: How many bytes there were.
  /// - Throws: As ``read(_:upTo:at:)`` does.
  mutating func forEachPiece(
    _ file: borrowing File, at start: UInt64, count: UInt64, _ body: (ArraySlice<UInt8>) -> Void
  ) throws(FileError) -> UInt64 {
    var done: UInt64 = 0
    while done < count {
      let piece = try read(file, upTo: Int(min(UInt64(Self.pieceLength), count - done)), at: start + done)
      guard !piece.isEmpty else { break }
      body(piece[...])
      done += UInt64(piece.count)
    }
    return done
  }

  /// Takes in what another reader of the same file met.
  mutating func add(_ gaps: ReadingGaps) {
    error = error ?? gaps.error
    for range in gaps.ranges { add(range) }
  }

  private mutating func add(_ range: Range<UInt64>) {
    let first = ranges.firstIndex { $0.upperBound >= range.lowerBound } ?? ranges.count
    let end = ranges[first...].firstIndex { $0.lowerBound > range.upperBound } ?? ranges.count
    let touched = ranges[first..<end]
    let lower = min(range.lowerBound, touched.first?.lowerBound ?? range.lowerBound)
    let upper = max(range.upperBound, touched.last?.upperBound ?? range.upperBound)
    ranges.replaceSubrange(first..<end, with: [lower..<upper])
  }

  /// - Parameter start: Where in the file the package begins.
  func report(_ findings: Findings, start: UInt64 = 0) {
    for range in ranges {
      let (first, last) = (range.lowerBound - start, range.upperBound - start - 1)
      findings.add(
        .unreadableRange, offset: first,
        "the stored bytes \(first) to \(last) cannot be read (\(error?.reason.description ?? "")); the rest was"
      )
    }
  }
}
