import Stele
import SteleCore
import SteleFile
import Synchronization
import SystemPackage

/// The folder that keeps what was fetched:
///
/// | name | holds |
/// |---|---|
/// | `objects/` | each content that came whole, under its digest |
/// | `partial/` | files that are being fetched, under the digest of the address; small ones never get here |
/// | `journal` | what is known of each address: how it was asked for, what came, how far an unfinished file is right; ``CaptureJournal`` |
/// | `lock` | nothing; whoever uses the folder has its lock |
///
/// A large content is renamed once it is whole, a small one is written by one call; then the journal gets its line. So a
/// process may be killed at any moment: a line never speaks of a file that is not there whole. And since what is read is
/// checked (a content by its digest, the beginning of an unfinished file by its own, a line by its check), a file that was
/// cut off, and what a power cut spoils, counts as not there, and nothing waits for the disk.
final class CaptureCache: Sendable {
  let path: String
  private let objects: Folder
  private let partial: Folder
  private let root: Folder
  private let journal: CaptureJournal
  /// Contents that are known to be there as they should be.
  private let good = Mutex<Set<Digest>>([])
  /// Keeps the lock while it is open.
  private let lock: LockFile

  private static let objectsPath = try! PackagePath("objects")

  /// A value that cannot be copied, in a box.
  private final class LockFile: Sendable {
    let file: File
    init(in folder: Folder) throws(FileError) { file = try folder.openOrCreateFile(FileName("lock")!) }
    deinit { file.unlock() }
  }

  /// Opens the folder, and makes it and those above it if they are not there.
  ///
  /// - Parameter oldest: What is known from before this second may be forgotten.
  init(_ path: String, oldest: Int64?) throws {
    let path = try UserPath.absolute(FilePath(path))
    self.path = path.string
    do {
      root = try Self.open(path)
      for name in ["objects", "partial"] where try !root.exists(PackagePath(name)) {
        try root.createFolder(FileName(name)!)
      }
      objects = try root.folder(FileName("objects")!)
      partial = try root.folder(FileName("partial")!)
      lock = try LockFile(in: root)
      guard try lock.file.lock() else {
        throw SteleError(
          .inputOutput,
          "the capture cache '\(path)' is in use; wait, or name another one with --capture-cache")
      }
      journal = try CaptureJournal(in: root, oldest: oldest)
    } catch let error as FileError {
      throw SteleError(.inputOutput, error.description)
    }
  }

  private static func open(_ path: FilePath) throws(FileError) -> Folder {
    do throws(FileError) {
      return try Folder.open(path)
    } catch  where error.isNotFound && !path.components.isEmpty {
      let parent = try open(path.removingLastComponent())
      let name = FileName(path.lastComponent!.string)!
      do throws(FileError) { try parent.createFolder(name) } catch  where error.isExisting {}
      return try parent.folder(name)
    }
  }

  // MARK: What is known of addresses

  /// What came of an address; `nil` if it was not asked for.
  func entry(_ url: String) throws(FileError) -> CacheEntry? {
    guard let json = try journal.fact(.answer, CaptureJournal.key(url)), let entry = CacheEntry(json),
      entry.record.url == url
    else { return nil }
    return entry
  }

  func keep(_ entry: CacheEntry) {
    journal.append(
      .answer, CaptureJournal.key(entry.record.url), seconds: entry.record.time, entry.bytes)
  }

  /// Has all that is known written down.
  func flush() throws(FileError) { try journal.flush() }

  // MARK: Objects

  static func objectPath(_ digest: Digest) -> PackagePath {
    try! objectsPath.appending(PackagePath(digest.hex))
  }

  func object(_ digest: Digest) throws(FileError) -> File { try objects.file(FileName(digest.hex)!) }

  /// The first bytes of a content; `nil` if it is not there as it should be, which is seen by reading it all.
  func prefix(_ digest: Digest, _ count: Int) throws(FileError) -> [UInt8]? {
    do throws(FileError) {
      let file = try object(digest)
      let prefix = try file.read(upTo: count, at: 0)
      if good.withLock({ $0.contains(digest) }) { return prefix }
      var hasher = DigestHasher()
      while true {
        let piece = try file.read(upTo: 1 << 18)
        if piece.isEmpty { break }
        hasher.update(piece[...])
      }
      guard hasher.finalize() == digest else { return nil }
      good.withLock { _ = $0.insert(digest) }
      return prefix
    } catch  where error.isNotFound {
      return nil
    }
  }

  private func holds(_ digest: Digest) throws(FileError) -> Bool {
    if good.withLock({ $0.contains(digest) }) { return true }
    return try prefix(digest, 0) != nil
  }

  /// Keeps a content that is in memory.
  func keep(_ bytes: [UInt8], as digest: Digest) throws(FileError) {
    if good.withLock({ $0.contains(digest) }) { return }
    let name = FileName(digest.hex)!
    do throws(FileError) {
      try write(bytes, objects.createFile(name))
    } catch  where error.isExisting {
      if try holds(digest) { return }
      try write(bytes, emptied(objects.openOrCreateFile(name)))
    }
    good.withLock { _ = $0.insert(digest) }
  }

  private func write(_ bytes: [UInt8], _ file: consuming File) throws(FileError) {
    try file.write(bytes)
    try file.close()
  }

  private func emptied(_ file: consuming File) throws(FileError) -> File {
    if try file.facts().size > 0 { try file.resize(to: 0) }
    return file
  }

  // MARK: Files that are being fetched

  private static func partialName(_ url: String) -> FileName { FileName(CaptureJournal.key(url).hex)! }

  /// The file that an address is fetched into, empty.
  func newPartialFile(_ url: String) throws(FileError) -> File {
    try emptied(partial.openOrCreateFile(Self.partialName(url)))
  }

  /// The file that an address was fetched into; `nil` if there is none.
  func partialFile(_ url: String) throws(FileError) -> BodySink.PartialFile? {
    let name = Self.partialName(url)
    do throws(FileError) { _ = try partial.facts(of: name) } catch  where error.isNotFound { return nil }
    return BodySink.PartialFile(try partial.openOrCreateFile(name))
  }

  /// Gives what was fetched into a file its name.
  func publishPartial(_ url: String, as digest: Digest) throws(FileError) {
    if try holds(digest) {
      try partial.remove(Self.partialName(url))
    } else {
      try partial.rename(Self.partialName(url), to: FileName(digest.hex)!, in: objects, replacing: true)
      good.withLock { _ = $0.insert(digest) }
    }
    journal.forget(.partial, CaptureJournal.key(url))
  }

  /// Throws away what was fetched of an address.
  func dropPartial(_ url: String) {
    try? partial.remove(Self.partialName(url))
    journal.forget(.partial, CaptureJournal.key(url))
  }

  /// Throws away what is known to have been fetched of an address, since its content came whole.
  func supersedePartial(_ url: String) {
    if journal.knows(.partial, CaptureJournal.key(url)) { dropPartial(url) }
  }

  /// How the rest of an unfinished file may be asked for.
  struct Resumption: Hashable {
    /// The address that answered.
    let url: String
    let validator: String
    /// So many bytes are there for certain, and have this digest.
    let size: UInt64
    let digest: Digest
  }

  func keep(_ resumption: Resumption, of url: String, now: Int64) {
    let value = JSONValue.object([
      "url": .string(resumption.url), "validator": .string(resumption.validator),
      "size": .integer(Int64(clamping: resumption.size)), "sha256": .string(resumption.digest.description),
    ])
    journal.append(.partial, CaptureJournal.key(url), seconds: now, value.canonicalBytes)
  }

  func resumption(_ url: String) throws(FileError) -> Resumption? {
    guard let json = try journal.fact(.partial, CaptureJournal.key(url)),
      let members = JSONValue(canonical: json)?.object, let url = members["url"]?.string,
      let validator = members["validator"]?.string,
      let size = members["size"]?.integer.flatMap({ UInt64(exactly: $0) }), size > 0,
      let digest = members["sha256"]?.string.flatMap({ Digest($0) })
    else { return nil }
    return Resumption(url: url, validator: validator, size: size, digest: digest)
  }

  // MARK: Files made for a package

  /// Begins a file in the cache that is not an object.
  func makeFile(_ name: String) throws(FileError) -> AtomicFile { try AtomicFile(FileName(name)!, in: root) }

  func removeFile(_ name: String) { try? root.remove(FileName(name)!) }

  /// Removes files that are older than a moment, those that are being fetched too.
  func prune(olderThan seconds: Int64) {
    for folder in [objects, partial] {
      for entry in (try? folder.entries()) ?? [] where entry.facts.modified.seconds < seconds {
        try? folder.remove(entry.name)
      }
    }
  }
}
