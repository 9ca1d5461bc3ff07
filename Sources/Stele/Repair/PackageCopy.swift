import SteleContainer
import SteleCore
import SteleFile
import Synchronization
import SystemPackage

/// A copy of a package that may be damaged, read by places. What the disk cannot give is zero bytes.
final class PackageCopy: Sendable {
  let path: String
  let size: UInt64
  /// Which file it is, whatever its names.
  let identity: FileIdentity
  private let file: File
  private let gaps = Mutex(ReadingGaps())

  /// Opens a copy.
  ///
  /// - Throws: If it is no plain file.
  init(_ path: String) throws {
    guard let file = try File.openPlain(FilePath(path)) else {
      throw SteleError(
        .inputOutput,
        "'\(path)' is no plain file; only a file that can be read more than once can be repaired"
      )
    }
    self.path = path
    let facts = try file.facts()
    size = facts.size
    identity = facts.identity
    self.file = file
  }

  /// Whether some bytes could not be read so far.
  var hasUnreadable: Bool { gaps.withLock { !$0.ranges.isEmpty } }

  /// Why the first of them could not be read; `nil` if all could.
  var readingError: FileError? { gaps.withLock { $0.error } }

  /// Reads `count` bytes, or as many as there are.
  func read(_ count: Int, at offset: UInt64) throws(FileError) -> [UInt8] {
    do throws(FileError) {
      return try file.read(upTo: count, at: offset)
    } catch  where error.isMediumFault {
      let result = gaps.withLock { gaps in
        Result { () throws(FileError) in try gaps.read(file, upTo: count, at: offset) }
      }
      return try result.get()
    }
  }

  /// Reads a range from front to back; less if the file ends before.
  func forEachPiece(_ start: UInt64, _ count: UInt64, _ body: ([UInt8]) throws -> Void) throws {
    for done in stride(from: 0, to: count, by: 1 << 20) {
      try body(try read(Int(min(1 << 20, count - done)), at: start + done))
    }
  }

  /// The digest of a range; `nil` if the file does not have all of it.
  func digest(_ start: UInt64, _ count: UInt64) throws -> Digest? {
    guard start < size, size - start >= count else { return nil }
    var hasher = DigestHasher()
    try forEachPiece(start, count) { hasher.update($0[...]) }
    return hasher.finalize()
  }
}

/// Stored bytes that are read in order from something that gives them by places.
struct PlacedBytes: PackageSource {
  let size: UInt64?
  private let bytes: (_ count: Int, _ offset: UInt64) throws -> [UInt8]
  private var position: UInt64 = 0

  /// - Parameters:
  ///   - size: How many there are.
  ///   - bytes: Gives `count` bytes from an offset on, or fewer, but none only at the end.
  init(size: UInt64, _ bytes: @escaping (_ count: Int, _ offset: UInt64) throws -> [UInt8]) {
    self.size = size
    self.bytes = bytes
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let piece = try bytes(buffer.count, position)
    unsafe buffer.copyBytes(from: piece)
    position += UInt64(piece.count)
    return piece.count
  }

  func mayHoldPackage() -> Bool { true }
  /// Whoever gives the bytes knows what could not be read.
  func reportGaps(_ findings: Findings) {}
  var gapError: FileError? { nil }
}

/// Ranges of bytes.
enum Ranges {
  /// Sorted, and those that touch joined.
  static func joined(_ ranges: [Range<UInt64>]) -> [Range<UInt64>] {
    var result: [Range<UInt64>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, last.upperBound >= range.lowerBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
