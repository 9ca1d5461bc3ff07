import SteleBag
import SteleContainer
import SteleCore

/// The entries of a package in the order of its tar, with where each stands. See Spec §5.6.
struct TarPlan: Sendable {
  enum Content: Sendable {
    case nothing
    case bytes([UInt8])
    /// A source file: number of the item.
    case file(Int)
    /// Nothing, since the source file's content stood earlier: number of the item.
    case link(Int)
  }

  struct Entry: Sendable {
    var entry: TarEntry
    let content: Content
    /// Whether its data gets frames of its own, without compression.
    var isStored = false
    /// Where it begins in the tar.
    var offset: UInt64 = 0
  }

  private(set) var entries: [Entry] = []
  /// The number of tag files, which come first.
  private(set) var tagFileCount = 0
  private(set) var facts = TarFacts()
  private let topFolder: PackagePath

  init(name: String) throws(PackagePathError) {
    topFolder = try PackagePath(name)
    facts.tarSize = UInt64(TarEnd.byteCount)
  }

  mutating func append(tagFile: TagFile, _ bytes: [UInt8]) throws(PackagePathError) {
    append(
      Entry(
        entry: TarEntry(path: try topFolder.appending(tagFile.path), kind: .file(size: UInt64(bytes.count))),
        content: .bytes(bytes)))
    tagFileCount += 1
  }

  /// - Parameters:
  ///   - target: The path in the bag of the file with the same content, if it becomes a link.
  mutating func append(
    path: PackagePath, item: Int, size: UInt64, isExecutable: Bool, time: Int64, isStored: Bool,
    target: PackagePath?
  ) throws(PackagePathError) {
    let kind: TarEntry.Kind
    if let target { kind = .link(target: try topFolder.appending(target)) } else { kind = .file(size: size) }
    append(
      Entry(
        entry: TarEntry(
          path: try topFolder.appending(path), kind: kind, isExecutable: isExecutable, time: time),
        content: target == nil ? .file(item) : .link(item),
        isStored: isStored && target == nil))
    facts.payloadSize += size
    facts.payloadFileCount += 1
  }

  mutating func append(folder path: PackagePath, time: Int64) throws(PackagePathError) {
    append(
      Entry(
        entry: TarEntry(path: try topFolder.appending(path), kind: .folder, time: time), content: .nothing))
    facts.folderCount += 1
  }

  private mutating func append(_ entry: Entry) {
    var entry = entry
    // Other programs compose the names that a record states. See Spec §5.3.
    entry.entry.statesPath = CanonicalText.isComposed(entry.entry.path.bytes)
    if case .link(let target) = entry.entry.kind {
      entry.entry.statesTarget = CanonicalText.isComposed(target.bytes)
    }
    let end = UInt64(TarEnd.byteCount)
    entry.offset = facts.tarSize - end
    facts.tarSize +=
      UInt64(entry.entry.headerBytes.count) + entry.entry.dataSize + UInt64(entry.entry.paddingSize)
    entries.append(entry)
  }
}
