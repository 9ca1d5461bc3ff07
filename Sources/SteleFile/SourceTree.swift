internal import SteleCore
package import SystemPackage

/// A folder that is to be packed: what is below it is walked, and its files are opened again later.
///
/// A symbolic link counts as what it leads to, as long as that is below the root too; the system itself is
/// never asked to follow one. So whatever is changed meanwhile, nothing outside the root is read.
/// Safe on any number of tasks. At most some 64 folders are open at a time.
package final class SourceTree: Sendable {
  package let root: Folder
  private let cache: FolderCache
  /// The root's absolute path, so that an absolute link into the root is known as one.
  private let absolutePaths: [[UInt8]]

  /// Opens the root, by a path that the user gave; links in that path are followed.
  package static func open(_ path: FilePath) throws(FileError) -> SourceTree {
    SourceTree(root: try Folder.open(path), path: path)
  }

  private init(root: Folder, path: FilePath) {
    self.root = root
    cache = FolderCache(root: root)
    var absolutePaths: [[UInt8]] = []
    if let real = System.path(of: root.descriptor) { absolutePaths.append(real) }
    if path.isAbsolute { absolutePaths.append(path.lexicallyNormalized().bytes) }
    self.absolutePaths = absolutePaths
  }

  /// Walks everything below the root.
  package func walk() -> SourceWalk { SourceWalk(self) }

  /// Opens a file that the walk found, for reading.
  ///
  /// It is opened where the walk found it; if a name on the way has become a link since, or the file
  /// something else, it is refused. Whether it is the same file, unchanged, the caller can tell from
  /// ``File/facts()``.
  package func file(_ entry: SourceEntry) throws(FileError) -> File {
    guard entry.kind == .file, let parent = entry.location.parent, let name = entry.location.name else {
      throw FileError(.open, path: entry.path.bytes, .wrongKind(.folder))
    }
    return try folder(at: parent).file(name)
  }

  /// Where an open folder is below the root, or that it is the root; `nil` if it is neither, or the system cannot tell.
  package func location(of folder: Folder) -> SourceLocation? {
    guard let path = System.path(of: folder.descriptor), let rest = pathBelowRoot(path[...]) else {
      return nil
    }
    return SourceLocation(path: Array(rest.drop { $0 == UInt8(ascii: "/") }))
  }

  func folder(at location: SourceLocation) throws(FileError) -> Folder {
    try cache.folder(at: location.path)
  }
}

extension SourceTree {
  /// What a link leads to, in the end.
  struct Target {
    let location: SourceLocation
    let facts: FileFacts
  }

  /// As many links as Linux follows for one path.
  private static let maximumLinks = 40

  /// Follows a link, and the links on its way, name by name, below the root.
  ///
  /// - Throws: ``FileError/Reason/link(_:)`` if it leads out of the root, to nothing, or in a circle.
  func follow(linkAt link: SourceLocation) throws(FileError) -> Target {
    var location = SourceLocation()
    var facts: FileFacts?
    var links = 0
    // What is left to go, the next name last.
    var pending = Array(link.path.split(separator: UInt8(ascii: "/")).reversed())
    func fault(_ fault: LinkFault) -> FileError { FileError(.readLink, path: link.path, .link(fault)) }

    while let component = pending.popLast() {
      if let facts, facts.kind != .folder { throw fault(.dangling) }
      if component.elementsEqual(".".utf8) { continue }
      if component.elementsEqual("..".utf8) {
        // No name in `location` is a link, so that the folder above is the path's without its last name.
        guard let parent = location.parent else { throw fault(.outside) }
        location = parent
        facts = nil
        continue
      }
      guard let name = FileName(component) else { throw fault(.dangling) }
      let folder = try folder(at: location)
      let found: FileFacts
      do throws(FileError) {
        found = try folder.facts(of: name)
      } catch  where error.isNotFound {
        throw fault(.dangling)
      }
      guard found.kind == .link else {
        location = location.appending(name)
        facts = found
        continue
      }
      links += 1
      if links > Self.maximumLinks { throw fault(.loop) }
      var target = try folder.linkTarget(name)[...]
      if target.first == UInt8(ascii: "/") {
        guard let below = pathBelowRoot(target) else { throw fault(.outside) }
        target = below
        location = SourceLocation()
      }
      pending += target.split(separator: UInt8(ascii: "/")).reversed()
    }
    if let facts { return Target(location: location, facts: facts) }
    return Target(location: location, facts: try folder(at: location).facts())
  }

  /// What is left of an absolute path below the root; `nil` if it does not begin with the root's.
  private func pathBelowRoot(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for root in absolutePaths where path.starts(with: root) {
      let rest = path.dropFirst(root.count)
      if rest.isEmpty || rest.first == UInt8(ascii: "/") || root == [UInt8(ascii: "/")] { return rest }
    }
    return nil
  }
}
