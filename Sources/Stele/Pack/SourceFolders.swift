import SteleCore
import SteleFile
import Synchronization

/// What stands beside articles that bring their own files: each folder is listed once, however many of its articles get
/// packages of their own.
final class SourceFolders: Sendable {
  private struct Place: Hashable {
    let root: [UInt8]
    let parent: PackagePath?
  }

  private let listed = Mutex<[Place: [PackagePath]]>([:])

  /// The paths of all that stands in an article's folder, sorted.
  func neighbours(of article: PackItem) throws -> [PackagePath] {
    let root = article.tree.root
    let parent = article.entryPath.parent
    return try listed.withLock { listed in
      let place = Place(root: root.path, parent: parent)
      if let known = listed[place] { return known }
      let folder = try parent.map { try root.folder(at: $0) } ?? root
      let paths = try folder.names().compactMap { name -> PackagePath? in
        let name = try? PackagePath(name.bytes)
        guard let parent else { return name }
        return name.flatMap { try? parent.appending($0) }
      }.sorted()
      listed[place] = paths
      return paths
    }
  }
}
