import SteleContainer
import SteleFile
import SystemPackage

/// Stored bytes of a package, wherever they come from.
protocol PackageSource: StoredByteSource {
  /// How many they are; `nil` if that is not known.
  var size: UInt64? { get }
  /// Whether there may be a package though the first bytes hold no frame: for a file, whether it ends with a footer. What
  /// can be read but once is not looked through for ever.
  func mayHoldPackage() throws -> Bool
  /// Reports what could not be read.
  func reportGaps(_ findings: Findings)
  /// The first refusal to read a part.
  var gapError: FileError? { get }
}

/// The stored bytes of a package in a file, or from a pipe.
///
/// What a disk does not give back any more does not end the reading of a file: zeros stand for it, and
/// ``reportGaps(_:)`` says where. So a verification names all that is lost, and an extraction saves all that
/// is not. See Spec §9.2.
final class StoredFile: PackageSource {
  private let file: File
  /// Bytes in the file that belong to it; `nil` for a pipe.
  private(set) var size: UInt64?
  /// Where in the file the package begins: a file on standard input may have been read in part.
  private let start: UInt64
  private var gaps = ReadingGaps()
  /// Whether the file goes on behind these bytes.
  private var endsBefore = false

  convenience init(_ path: FilePath) throws(FileError) {
    let file = try File.open(path)
    file.adviseSequential()
    let place = try Self.place(of: file)
    self.init(file, place)
  }

  convenience init(descriptor: Int32, name: String) throws(FileError) {
    let file = try File.duplicate(FileDescriptor(rawValue: descriptor), name: name)
    let place = try Self.place(of: file)
    self.init(file, place)
  }

  private init(_ file: consuming File, _ place: (start: UInt64, size: UInt64?)) {
    (start, size) = place
    self.file = file
  }

  private static func place(
    of file: borrowing File
  ) throws(FileError) -> (start: UInt64, size: UInt64?) {
    let facts = try file.facts()
    guard facts.kind == .file else { return (0, nil) }
    let start = try file.position()
    return (start, facts.size - min(start, facts.size))
  }

  /// Takes zeros at the end for what has not come: many programs make a file as long as it will be, or longer, before they
  /// fetch it. See Spec §9.6.
  ///
  /// - Parameter packageBytes: How many bytes the whole package has.
  func leaveOutZeros(of packageBytes: UInt64) throws(FileError) {
    guard var end = size else { return }
    if end > packageBytes {
      guard try endOfZeros(from: packageBytes, to: end) == packageBytes else { return }
      end = packageBytes
    }
    // Of a file that is not as long yet, few zeros at the end are a frame's own.
    let isLongEnough = end == packageBytes
    let isWhole = try isLongEnough ? PackageFile.endsWithFooter(file, size: start + end) : false
    if !isWhole {
      let last = try endOfZeros(from: 0, to: end)
      if isLongEnough || end - last >= 512 { end = last }
    }
    endsBefore = end < size!
    size = end
  }

  /// Where the zeros begin that stand at the end of a part of the file.
  private func endOfZeros(from begin: UInt64, to end: UInt64) throws(FileError) -> UInt64 {
    var end = end
    while end > begin {
      let count = min(end - begin, 1 << 20)
      let piece: [UInt8]
      do {
        piece = try file.read(upTo: Int(count), at: start + end - count)
      } catch  where error.isMediumFault {
        break
      }
      let zeros = piece.reversed().prefix { $0 == 0 }.count
      end -= UInt64(zeros)
      if zeros < piece.count || piece.isEmpty { break }
    }
    return end
  }

  func read(into whole: UnsafeMutableRawBufferPointer) throws -> Int {
    var buffer = unsafe whole
    if endsBefore, let size {
      let left = try start + size - min(start + size, file.position())
      unsafe buffer = UnsafeMutableRawBufferPointer(
        rebasing: whole.prefix(Int(min(left, UInt64(whole.count)))))
      guard unsafe !buffer.isEmpty else { return 0 }
    }
    do throws(FileError) {
      return try unsafe file.read(into: buffer)
    } catch {
      guard size != nil, error.isMediumFault else { throw error }
    }
    let position = try file.position()
    let bytes = try gaps.read(file, upTo: min(buffer.count, Self.longestRescue), at: position)
    try file.move(to: position + UInt64(bytes.count))
    unsafe buffer.copyBytes(from: bytes)
    return bytes.count
  }

  /// Bytes that are read sector by sector at a time.
  private static let longestRescue = 1 << 18

  func mayHoldPackage() throws -> Bool {
    guard let size else { return false }
    return try PackageFile.findFooter(in: file, size: start + size) != nil
  }

  /// Reports what could not be read.
  func reportGaps(_ findings: Findings) { gaps.report(findings, start: start) }

  /// The first refusal to read a part of the file.
  var gapError: FileError? { gaps.error }
}
