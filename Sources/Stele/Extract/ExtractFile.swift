import SteleCore
import SteleFile
import Synchronization

/// A file that is being extracted: it has its name only when it is published.
final class ExtractFile: Sendable {
  private let file: Mutex<AtomicFile?>

  init(_ file: consuming AtomicFile) { self.file = Mutex(consume file) }

  func write(_ bytes: ArraySlice<UInt8>) throws(FileError) {
    guard let file = take() else { return }
    try file.file.write(bytes)
    put(file)
  }

  /// Writes at a place; what is passed over is zero.
  func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(FileError) {
    guard let file = take() else { return }
    try file.file.write(bytes, at: offset)
    put(file)
  }

  /// Makes the file so many bytes long; new ones are zero.
  func resize(to size: UInt64) throws(FileError) {
    guard let file = take() else { return }
    try file.file.resize(to: size)
    put(file)
  }

  /// Copies what was written; the digest of what was read back.
  func copy(to other: ExtractFile) throws(FileError) -> Digest {
    var hasher = DigestHasher()
    guard let file = take() else { return hasher.finalize() }
    var offset: UInt64 = 0
    while true {
      let piece = try file.file.read(upTo: 1 << 20, at: offset)
      if piece.isEmpty { break }
      hasher.update(piece[...])
      try other.write(piece[...])
      offset += UInt64(piece.count)
    }
    put(file)
    return hasher.finalize()
  }

  /// - Parameter time: Seconds since 1970; `nil`: now.
  func publish(time: Int64?, replacing: Bool) throws(FileError) {
    guard let file = take() else { return }
    if let time { try file.file.setModified(FileTime(seconds: time)) }
    try file.publish(replacing: replacing, synchronizing: false)
  }

  // A value that cannot be copied leaves a class by being exchanged.
  private func take() -> AtomicFile? {
    file.withLock { file in
      var taken: AtomicFile?
      swap(&taken, &file)
      return taken
    }
  }

  private func put(_ file: consuming AtomicFile) {
    var given: AtomicFile? = consume file
    self.file.withLock { swap(&given, &$0) }
  }
}
