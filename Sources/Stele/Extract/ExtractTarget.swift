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

  /// Opens the folder, or makes it, after a look whether any of the paths is taken there.
  func open(_ paths: [PackagePath]) throws -> OutputTree {
    guard try UserPath.facts(folder) != nil else { return try OutputTree.create(folder) }
    let root = try Folder.open(folder)
    if !overwrites, try !root.entries().isEmpty {
      for path in paths {
        let path = try self.path(path)
        if try root.exists(path) { throw SteleError.exists(folder.appending(path.description).string) }
      }
    }
    return OutputTree(root: root)
  }
}
