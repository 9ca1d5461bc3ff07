import SteleBag
import SteleCore
import SteleFile
import SystemPackage

/// The folder that files are extracted to, and the path that each gets there.
struct ExtractTarget {
  let folder: FilePath
  private let bagFolder: PackagePath?
  private let overwrites: Bool

  init(_ options: ExtractOptions, topFolder: String) {
    overwrites = options.overwrites
    // The name was checked when the first entry was read.
    bagFolder = options.extractsBag ? try? PackagePath(topFolder) : nil
    folder = FilePath(options.folder ?? (options.extractsBag ? "." : topFolder))
  }

  /// The path below the folder: the original one, or that in the bag below the package's name.
  func path(_ path: PackagePath) throws(PackagePathError) -> PackagePath {
    if let bagFolder { return try bagFolder.appending(path) }
    return path.relative(to: PayloadFolder.path) ?? path
  }

  /// Opens the folder, or makes it, after a look whether anything stands in the way of the paths there.
  func open(_ paths: some Sequence<PackagePath>) throws -> OutputTree {
    guard try UserPath.facts(folder) != nil else { return try OutputTree.create(folder) }
    let root = try Folder.open(folder)
    if try !root.entries().isEmpty {
      for path in paths {
        if let obstacle = try root.obstacle(at: self.path(path)) { try check(obstacle) }
      }
    }
    return OutputTree(root: root)
  }

  /// - Throws: ``SteleError/Code/alreadyExists`` with what to do, unless a file may take this place.
  private func check(_ obstacle: Obstacle) throws {
    if overwrites, !obstacle.isOnTheWay, obstacle.kind == .file || obstacle.kind == .link { return }
    switch obstacle.kind {
    case .link where obstacle.isOnTheWay:
      throw SteleError(
        .alreadyExists,
        "'\(obstacle.path)' is a symbolic link, and a folder is to stand there: no link is followed; remove it, or extract to another folder"
      )
    case .link:
      throw SteleError(
        .alreadyExists,
        "'\(obstacle.path)' is a symbolic link, and is not overwritten; use --force to replace the link, not what it leads to"
      )
    case .file where !obstacle.isOnTheWay:
      throw SteleError.exists(obstacle.path)
    case let kind:
      throw SteleError(
        .alreadyExists,
        "'\(obstacle.path)' is a \(kind.rawValue), and a \(obstacle.isOnTheWay ? "folder" : "file") is to stand there; move it away, or extract to another folder"
      )
    }
  }
}
