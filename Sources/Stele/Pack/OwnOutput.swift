import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Files that a package must not take in, since they are what it becomes: the file that it is written to or that it
/// replaces, and in a folder of packages those that earlier runs made there of the same name. See Spec §7.8.
///
/// Every other file is taken like any file, also if it is a package.
struct OwnOutput {
  /// The folder that the package goes to; `nil` for a descriptor, and where there is none yet.
  private var folder: (path: FilePath, open: Folder)?
  /// The name that it gets there; `nil` if that depends on its digest.
  private var fileName: FileName?
  /// The file under that name, unless it has other names: what has these stays.
  private var replaced: FileIdentity?
  /// The file behind the descriptor, whatever its names: its bytes are about to change.
  private var stream: FileIdentity?
  /// How the names of packages in a folder of packages begin.
  private let prefix: String

  /// Where the package goes, as a source sees it.
  private struct Place {
    let folder: SourceLocation
    let file: SourceLocation?
  }

  init(_ destination: PackDestination, name: String, _ codec: Codec) throws(FileError) {
    prefix = name + "-"
    switch destination {
    case .descriptor(let number):
      let facts = try File.duplicate(FileDescriptor(rawValue: number), name: "standard output").facts()
      if facts.kind == .file { stream = facts.identity }
    case .folder(let path, _):
      let path = FilePath(path)
      if try UserPath.facts(path)?.kind == .folder { folder = (path, try Folder.open(path)) }
    case .file, .named:
      let path = destination.path(name: name, codec)!
      // What is wrong with the place is told when it is opened for writing.
      guard let (open, fileName) = try? Folder.open(parentOf: path) else { return }
      folder = (path.removingLastComponent(), open)
      self.fileName = fileName
      if let facts = try? open.facts(of: fileName), facts.kind == .file, facts.linkCount == 1 {
        replaced = facts.identity
      }
    }
  }

  /// Takes these files from what was found, with a warning for each.
  ///
  /// The folder that holds the package is not kept as an empty one: it is not empty, and its time is that of the
  /// last packing.
  /// - Throws: ``SteleError/Code/refused`` if the user named one of them as a source.
  func remove(from gathered: inout SourceGatherer.Gathered) throws {
    guard folder != nil || stream != nil else { return }
    var places: [ObjectIdentifier: Place?] = [:]
    func place(in tree: SourceTree) -> Place? {
      if let known = places[ObjectIdentifier(tree)] { return known }
      let place = (folder?.open).flatMap(tree.location(of:)).map { place in
        Place(folder: place, file: fileName.map(place.appending))
      }
      places[ObjectIdentifier(tree)] = .some(place)
      return place
    }
    var kept: [PackItem] = []
    kept.reserveCapacity(gathered.items.count)
    for item in gathered.items {
      let place = place(in: item.tree)
      if item.isFolder {
        if item.entry.location != place?.folder { kept.append(item) }
      } else if let reason = reason(item.entry, place) {
        guard !item.isNamed else {
          throw SteleError(
            .refused,
            "'\(item.path)' is to be packed, and the package would replace it; give another name with -o")
        }
        gathered.findings.append(Finding(.sourceSkipped, path: item.path.description, reason))
      } else {
        kept.append(item)
      }
    }
    gathered.items = kept
  }

  /// Why a file is not packed; `nil` if it is.
  private func reason(_ entry: SourceEntry, _ place: Place?) -> String? {
    if let stream, entry.identity == stream { return "it is left out, since the package is written to it" }
    if let replaced, entry.identity == replaced { return Self.isReplaced }
    guard let place else { return nil }
    if let own = place.file {
      // By its own path, if it is a link: the package replaces the link.
      return own == entry.location || own.path == entry.path.bytes ? Self.isReplaced : nil
    }
    guard entry.location.parent == place.folder, let name = entry.location.name, isEarlierPackage(name) else {
      return nil
    }
    return
      "it is left out, since it is an earlier package of this name in the folder that the new one goes to"
  }

  private static let isReplaced = "it is left out, since the package that is made takes its place"

  /// Whether a file of the folder of packages is what `-o FOLDER/` makes: a package under this name and its own digest.
  private func isEarlierPackage(_ name: FileName) -> Bool {
    guard let folder, let text = String(validating: name.bytes, as: UTF8.self), text.hasPrefix(prefix),
      let codec = Codec.allCases.first(where: { text.hasSuffix($0.fileNameExtension) }),
      let file = try? PackageFile(folder.path.appending(text))
    else { return false }
    return name.bytes == Array(PackTarget.fileName(prefix, file.footer.packageDigest, codec).utf8)
  }
}
