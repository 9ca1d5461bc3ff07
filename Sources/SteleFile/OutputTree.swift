package import SteleCore
package import SystemPackage

/// A folder that files are extracted to: folders are made as they are needed, files appear whole, and no
/// path leads out of it, whatever else writes there meanwhile.
///
/// Safe on any number of tasks. At most some 64 folders are open at a time.
package final class OutputTree: Sendable {
  package let root: Folder
  private let cache: FolderCache

  /// Writes below a folder that is open already.
  package init(root: Folder) {
    self.root = root
    cache = FolderCache(root: root)
  }

  /// Makes a new folder by a path that the user gave, and opens it.
  ///
  /// - Throws: `fileExists` if something has that name: an extraction never mixes with what was there.
  package static func create(_ path: FilePath) throws(FileError) -> OutputTree {
    let (parent, name) = try Folder.open(parentOf: path)
    try parent.createFolder(name)
    return OutputTree(root: try parent.folder(name))
  }

  /// Makes a folder and those above it, where they are not there yet, and opens it.
  @discardableResult
  package func createFolder(at path: PackagePath) throws(FileError) -> Folder {
    try cache.folder(at: path.bytes, creating: true)
  }

  /// Begins a file, in a folder that is made if it is not there yet.
  ///
  /// Publish it when its digest is right: before, nothing under its name can be seen.
  /// - Parameter isExecutable: Whether those who may read it may execute it, as far as the process's file
  ///   creation mask allows.
  package func createFile(at path: PackagePath, isExecutable: Bool = false) throws(FileError) -> AtomicFile {
    let folder = try path.parent.map { path throws(FileError) in try createFolder(at: path) } ?? root
    return try AtomicFile(path.lastFileName, in: folder, mode: isExecutable ? 0o777 : 0o666)
  }
}
