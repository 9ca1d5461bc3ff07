import SteleBag
import SteleContainer
import SteleCore
import SteleFile

/// The entries of a package in the order of its tar, with where each stands. See Spec §5.6.
///
/// Of an entry no more is kept than its place and the number of its item: there may be millions.
struct TarPlan: Sendable {
  enum Content: Sendable {
    /// A tag file: its number.
    case tagFile(Int)
    /// An empty folder: number of the item.
    case folder(Int)
    /// A source file: number of the item.
    case file(Int)
    /// Nothing, since the source file's content stood earlier: number of the item, and of the one that stood there.
    case link(Int, target: Int)
  }

  /// The frames that an entry goes to. See Spec §4.5.
  enum Framing: UInt8, Sendable {
    /// With others, as long as the profile allows: text finds what is like it far away.
    case long
    /// With others, and shorter.
    case short
    /// The same, with no effort to compress it: it is short, and does not shrink.
    case easy
    /// Its data alone, without compression.
    case own
  }

  struct Entry: Sendable {
    /// Where it begins in the tar.
    let offset: UInt64
    let framing: Framing
    private let kind: Kind
    private let number: UInt32
    private let target: UInt32

    private enum Kind { case tagFile, folder, file, link }

    fileprivate init(_ content: Content, _ framing: Framing, offset: UInt64) {
      self.framing = framing
      self.offset = offset
      let (kind, number, target) =
        switch content {
        case .tagFile(let number): (Kind.tagFile, number, 0)
        case .folder(let item): (Kind.folder, item, 0)
        case .file(let item): (Kind.file, item, 0)
        case .link(let item, let target): (Kind.link, item, target)
        }
      // The index cannot number more files.
      (self.kind, self.number, self.target) = (kind, UInt32(number), UInt32(target))
    }

    var content: Content {
      switch kind {
      case .tagFile: .tagFile(Int(number))
      case .folder: .folder(Int(number))
      case .file: .file(Int(number))
      case .link: .link(Int(number), target: Int(target))
      }
    }
  }

  /// The tag files, which come first.
  let tagFiles: [PlannedTagFile]
  let items: [PackItem]
  private(set) var entries: [Entry] = []
  private(set) var facts = TarFacts()
  private let topFolder: PackagePath
  private let payloadFolder: PackagePath

  /// A plan that has the tag files, and no payload yet.
  init(name: String, tagFiles: [PlannedTagFile], items: [PackItem]) throws(PackagePathError) {
    topFolder = try PackagePath(name)
    payloadFolder = try topFolder.appending(PayloadFolder.path)
    self.tagFiles = tagFiles
    self.items = items
    facts.tarSize = UInt64(TarEnd.byteCount)
    entries.reserveCapacity(tagFiles.count + items.count)
    for number in tagFiles.indices { try append(.tagFile(number), .short) }
  }

  /// - Parameter target: The item with the same content, if it becomes a link.
  mutating func append(file item: Int, _ framing: Framing, target: Int?) throws(PackagePathError) {
    try append(target.map { .link(item, target: $0) } ?? .file(item), framing)
    facts.payloadSize += items[item].entry.size
    facts.payloadFileCount += 1
  }

  mutating func append(folder item: Int) throws(PackagePathError) {
    try append(.folder(item), .long)
    facts.folderCount += 1
  }

  private mutating func append(_ content: Content, _ framing: Framing) throws(PackagePathError) {
    let entry = try tarEntry(of: content)
    entries.append(Entry(content, framing, offset: facts.tarSize - UInt64(TarEnd.byteCount)))
    facts.tarSize += UInt64(entry.headerBytes.count) + entry.dataSize + UInt64(entry.paddingSize)
  }

  /// What stands in the tar for a content.
  func tarEntry(of content: Content) throws(PackagePathError) -> TarEntry {
    var entry: TarEntry
    switch content {
    case .tagFile(let number):
      let tagFile = tagFiles[number]
      entry = TarEntry(path: try topFolder.appending(tagFile.file.path), kind: .file(size: tagFile.size))
    case .folder(let item):
      entry = TarEntry(path: try path(of: item), kind: .folder, time: items[item].entry.modified.seconds)
    case .file(let item): entry = try tarEntry(of: item, .file(size: items[item].entry.size))
    case .link(let item, let target):
      let target = try path(of: target)
      entry = try tarEntry(of: item, .link(target: target))
      entry.statesTarget = CanonicalText.isComposed(target.bytes)
    }
    // Other programs compose the names that a record states. See Spec §5.3.
    entry.statesPath = CanonicalText.isComposed(entry.path.bytes)
    return entry
  }

  private func tarEntry(of item: Int, _ kind: TarEntry.Kind) throws(PackagePathError) -> TarEntry {
    let source = items[item].entry
    return TarEntry(
      path: try path(of: item), kind: kind, isExecutable: source.isExecutable, time: source.modified.seconds)
  }

  private func path(of item: Int) throws(PackagePathError) -> PackagePath {
    try payloadFolder.appending(items[item].path)
  }
}
