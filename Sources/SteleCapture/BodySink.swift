import SteleCore
import SteleFile

/// Where the body of an answer goes as it comes: what is small to memory, until it is whole and a ``BodyKeeper`` hashes and writes
/// it; what is large to a file, hashed on the way, so that memory does not grow with it; of an answer that is no asset only the
/// beginning is kept.
final class BodySink {
  /// Where a body becomes a file that later runs can go on with; `nil` for an answer that is no asset.
  private let target: (cache: CaptureCache, url: String)?
  private var file: PartialFile?
  /// What is not in the file yet, and not hashed.
  private var buffer: [UInt8] = []
  private var hasher = DigestHasher()
  private(set) var size: UInt64 = 0
  /// The first bytes, by which the type is told; of an answer that is no asset, all that is kept.
  private(set) var prefix: [UInt8] = []
  private let prefixLength: Int
  /// So much room is made for what is not in the file yet: grown piece by piece, it would be copied several times.
  private let room: Int

  /// How much is kept of an answer that is no asset.
  static let smallBody = 1 << 16
  /// So much of a file is kept in memory before it is written.
  private static let bufferLength = 1 << 18

  /// An open file, in a box.
  final class PartialFile {
    let file: File
    init(_ file: consuming File) { self.file = file }
  }

  /// For an answer that is no asset.
  init() {
    target = nil
    prefixLength = Self.smallBody
    room = 0
  }

  /// For the body of an asset from its beginning.
  ///
  /// - Parameter length: How many bytes it has, as far as that was said.
  init(_ cache: CaptureCache, _ url: String, length: UInt64?, prefixLength: Int) {
    target = (cache, url)
    let most = Self.bufferLength + EasyHandle.bufferLength
    room = length.map { Int(min($0, UInt64(most))) } ?? most
    self.prefixLength = prefixLength
  }

  /// For the rest of an unfinished file, whose beginning is read and hashed.
  ///
  /// - Returns: `nil` if the beginning is not there any more, or is another one.
  convenience init?(
    resuming resumption: CaptureCache.Resumption, _ cache: CaptureCache, _ url: String, prefixLength: Int
  ) throws(FileError) {
    guard let file = try cache.partialFile(url) else { return nil }
    self.init(cache, url, length: nil, prefixLength: prefixLength)
    self.file = file
    while size < resumption.size {
      let piece = try file.file.read(upTo: Int(min(1 << 18, resumption.size - size)), at: size)
      guard !piece.isEmpty else { return nil }
      unsafe piece.withUnsafeBytes { unsafe note($0) }
      hasher.update(piece[...])
    }
    guard hasher.finalize() == resumption.digest else { return nil }
    try file.file.resize(to: size)
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    unsafe note(bytes)
    guard isAsset else { return }
    if buffer.isEmpty { buffer.reserveCapacity(room) }
    unsafe buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferLength { try flush() }
  }

  private func note(_ bytes: UnsafeRawBufferPointer) {
    if prefix.count < prefixLength {
      unsafe prefix.append(contentsOf: bytes.prefix(prefixLength - prefix.count))
    }
    size += UInt64(bytes.count)
  }

  /// Writes all that came to the file, which is made if it is not there yet.
  func flush() throws(FileError) {
    guard let target, !buffer.isEmpty else { return }
    if file == nil { file = PartialFile(try target.cache.newPartialFile(target.url)) }
    try file!.file.write(buffer, at: size - UInt64(buffer.count))
    hasher.update(buffer[...])
    buffer.removeAll(keepingCapacity: true)
  }

  /// The whole of an asset that is small.
  ///
  /// - Returns: `nil` if some of it is in a file.
  var smallAsset: [UInt8]? { isAsset && file == nil ? buffer : nil }

  /// Gives a large asset its place in the cache.
  ///
  /// - Returns: The digest of its bytes.
  func publish() throws(FileError) -> Digest {
    guard let (cache, url) = target, file != nil else {
      preconditionFailure("only what is in a file is published")
    }
    try flush()
    file = nil
    let digest = hasher.finalize()
    try cache.publishPartial(url, as: digest)
    return digest
  }

  /// Whether the body is that of an asset.
  var isAsset: Bool { target != nil }

  /// The digest of all bytes that are in the file.
  var digest: Digest { hasher.finalize() }
}
