import SteleCore
import SteleFile

/// Where the body of an answer goes as it comes: to disk, hashed on the way, so that memory does not grow with
/// it; or, of an answer that is no asset, to memory, and no more than its beginning.
final class BodySink {
  /// The file that is fetched into; `nil` for a small body.
  private let file: PartialFile?
  private var hasher = DigestHasher()
  private(set) var size: UInt64 = 0
  /// The first bytes, by which the type is told; of a small body, all that is kept.
  private(set) var prefix: [UInt8] = []
  private let prefixLength: Int

  /// How much is kept of an answer that is no asset.
  static let smallBody = 1 << 16

  /// An open file, in a box.
  final class PartialFile {
    let file: File
    init(_ file: consuming File) { self.file = file }
  }

  /// Keeps the beginning in memory.
  init() {
    file = nil
    prefixLength = Self.smallBody
  }

  /// Writes to a file from its beginning, or goes on behind what is in it.
  ///
  /// - Parameter offset: Where to go on. What is before it is read and hashed first.
  init(_ file: PartialFile, prefixLength: Int, from offset: UInt64) throws(FileError) {
    self.file = file
    self.prefixLength = prefixLength
    while size < offset {
      let piece = try file.file.read(upTo: Int(min(1 << 18, offset - size)), at: size)
      guard !piece.isEmpty else { break }
      unsafe piece.withUnsafeBytes { unsafe note($0) }
    }
    try file.file.resize(to: size)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    if let file { try unsafe file.file.write(bytes, at: size) }
    unsafe note(bytes)
  }

  private func note(_ bytes: UnsafeRawBufferPointer) {
    if prefix.count < prefixLength {
      unsafe prefix.append(contentsOf: bytes.prefix(prefixLength - prefix.count))
    }
    unsafe hasher.update(bytes)
    size += UInt64(bytes.count)
  }

  /// Whether the bytes go to a file.
  var isFile: Bool { file != nil }

  /// The digest of all bytes so far.
  var digest: Digest { hasher.finalize() }
}
