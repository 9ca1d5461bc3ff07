internal import Glibc
import Stele
import SteleCore
import SteleFile
import SystemPackage

/// The folder that keeps what was fetched: `objects/` by digest, `records/` and `partial/` by the digest of the
/// address.
///
/// What was fetched has its name only when it is whole. What is read from it is checked: a file of another
/// digest, or a record that makes no sense, counts as not there.
final class CaptureCache: Sendable {
  let path: String
  private let objects: Folder
  private let records: Folder
  private let partial: Folder
  private let root: Folder
  /// Keeps the lock while it is open.
  private let lock: LockFile

  private static let objectsPath = try! PackagePath("objects")
  private static let maximumRecord = 16 << 20

  /// A value that cannot be copied, in a box.
  private final class LockFile: Sendable {
    let file: File
    init(in folder: Folder) throws(FileError) { file = try folder.openOrCreateFile(FileName("lock")!) }
    deinit { file.unlock() }
  }

  /// Opens the folder, and makes it and those above it if they are not there.
  init(_ path: String) throws {
    let path = try UserPath.absolute(FilePath(path))
    self.path = path.string
    do {
      root = try Self.open(path)
      for name in ["objects", "records", "partial"] where try !root.exists(PackagePath(name)) {
        try root.createFolder(FileName(name)!)
      }
      objects = try root.folder(FileName("objects")!)
      records = try root.folder(FileName("records")!)
      partial = try root.folder(FileName("partial")!)
      lock = try LockFile(in: root)
      guard try lock.file.lock() else {
        throw SteleError(
          .inputOutput,
          "the capture cache '\(path)' is in use; wait, or name another one with --capture-cache")
      }
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

  // MARK: Records

  private static func key(_ url: String) -> String { Digest(hashing: Array(url.utf8)).hex }

  /// What is known of an address; `nil` if nothing is.
  func entry(_ url: String) throws -> CacheEntry? {
    guard let bytes = try Self.read(FileName(Self.key(url))!, in: records),
      let entry = CacheEntry(bytes), entry.record.url == url
    else { return nil }
    return entry
  }

  private static func read(_ name: FileName, in folder: Folder) throws(FileError) -> [UInt8]? {
    do throws(FileError) {
      return try folder.file(name).readToEnd(limit: maximumRecord)
    } catch  where error.isNotFound {
      return nil
    }
  }

  func keep(_ entry: CacheEntry) throws {
    let file = try AtomicFile(FileName(Self.key(entry.record.url))!, in: records)
    try file.file.write(entry.bytes)
    try file.publish(replacing: true, synchronizing: false)
  }

  // MARK: Objects

  static func objectPath(_ digest: Digest) -> PackagePath {
    try! objectsPath.appending(PackagePath(digest.hex))
  }

  func object(_ digest: Digest) throws -> File { try objects.file(FileName(digest.hex)!) }

  /// Whether a file of the digest is there, and has it: reads it all.
  func holds(_ digest: Digest) throws(FileError) -> Bool {
    do throws(FileError) {
      let file = try objects.file(FileName(digest.hex)!)
      var hasher = DigestHasher()
      while true {
        let piece = try file.read(upTo: 1 << 18)
        if piece.isEmpty { return hasher.finalize() == digest }
        hasher.update(piece[...])
      }
    } catch  where error.isNotFound {
      return false
    }
  }

  /// The first bytes of a file.
  func prefix(_ digest: Digest, _ count: Int) throws -> [UInt8] { try object(digest).read(upTo: count) }

  /// Keeps bytes that are small.
  func keep(_ bytes: [UInt8]) throws -> Digest {
    let digest = Digest(hashing: bytes)
    if try !holds(digest) {
      let file = try AtomicFile(FileName(digest.hex)!, in: objects)
      try file.file.write(bytes)
      try file.publish(replacing: true, synchronizing: false)
    }
    return digest
  }

  // MARK: Files that are being fetched

  /// The file that an address is fetched into; what is in it from before stays.
  func partialFile(_ url: String) throws -> File { try partial.openOrCreateFile(FileName(Self.key(url))!) }

  /// Gives what was fetched its name.
  func publish(_ url: String, as digest: Digest) throws {
    let name = FileName(Self.key(url))!
    if try holds(digest) {
      try partial.remove(name)
    } else {
      try partial.rename(name, to: FileName(digest.hex)!, in: objects, replacing: true)
    }
    dropResumption(url)
  }

  /// Throws away what was fetched of an address.
  func dropPartial(_ url: String) {
    try? partial.remove(FileName(Self.key(url))!)
    dropResumption(url)
  }

  private static func resumptionName(_ url: String) -> FileName { FileName(key(url) + ".json")! }

  /// How the rest of an unfinished file may be asked for.
  struct Resumption: Hashable {
    /// The address that answered.
    let url: String
    let validator: String
  }

  func keep(_ resumption: Resumption, of url: String) throws {
    let file = try AtomicFile(Self.resumptionName(url), in: partial)
    let value = JSONValue.object(["url": .string(resumption.url), "validator": .string(resumption.validator)])
    try file.file.write(value.canonicalBytes)
    try file.publish(replacing: true, synchronizing: false)
  }

  func resumption(_ url: String) throws -> Resumption? {
    guard let bytes = try Self.read(Self.resumptionName(url), in: partial),
      let members = JSONValue(canonical: bytes[...])?.object, let url = members["url"]?.string,
      let validator = members["validator"]?.string
    else { return nil }
    return Resumption(url: url, validator: validator)
  }

  private func dropResumption(_ url: String) { try? partial.remove(Self.resumptionName(url)) }

  // MARK: Files made for a package

  /// Begins a file in the cache that is not an object.
  func makeFile(_ name: String) throws -> AtomicFile { try AtomicFile(FileName(name)!, in: root) }

  func removeFile(_ name: String) { try? root.remove(FileName(name)!) }

  /// Removes what is older than some seconds, files that are being fetched too.
  func prune(olderThan seconds: Int64, now: Int64) {
    for folder in [objects, records, partial] {
      for entry in (try? folder.entries()) ?? [] where entry.facts.modified.seconds < now - seconds {
        try? folder.remove(entry.name)
      }
    }
  }
}
