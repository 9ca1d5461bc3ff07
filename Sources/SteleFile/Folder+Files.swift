package import SteleCore
internal import SystemPackage

/// Files in a folder.
extension Folder {
  /// Opens a file for reading. A link is refused, and so is everything that is not a regular file.
  ///
  /// Corresponds to `openat` with `O_NOFOLLOW`, and `O_NONBLOCK` so that a fifo put there cannot hold us up.
  package func file(_ name: FileName) throws(FileError) -> File {
    let shown = path(of: name)
    let number = try System.open(name.bytes, in: descriptor, [.readOnly, .noFollow, .nonBlocking])
      .get(.open, shown)
    let file = File(descriptor: number, path: shown)
    let kind = try file.facts().kind
    guard kind == .file else { throw FileError(.open, path: shown, .wrongKind(kind)) }
    return file
  }

  /// Opens a file below this folder for reading, name by name; a link anywhere on the way is refused.
  package func file(at path: PackagePath) throws(FileError) -> File {
    guard let parent = path.parent else { return try file(path.lastFileName) }
    return try folder(at: parent).file(path.lastFileName)
  }

  /// Makes a new file and opens it for reading and writing.
  ///
  /// Corresponds to `openat` with `O_CREAT | O_EXCL`.
  /// - Parameter mode: The permission bits, from which the process's file creation mask takes away.
  /// - Throws: `fileExists` if the name is taken, by a link too.
  package func createFile(_ name: FileName, mode: UInt32 = 0o666) throws(FileError) -> File {
    try createFile(name, mode: mode, shown: path(of: name))
  }

  /// Opens a file for reading and writing, and makes it if it is not there. A link is refused.
  ///
  /// Corresponds to `openat` with `O_CREAT | O_NOFOLLOW`.
  package func openOrCreateFile(_ name: FileName) throws(FileError) -> File {
    do throws(FileError) {
      return try createFile(name)
    } catch  where error.isExisting {
      let shown = path(of: name)
      let number = try System.open(name.bytes, in: descriptor, [.readWrite, .noFollow, .nonBlocking])
        .get(.open, shown)
      let file = File(descriptor: number, path: shown)
      let kind = try file.facts().kind
      guard kind == .file else { throw FileError(.open, path: shown, .wrongKind(kind)) }
      return file
    }
  }

  /// - Parameter shown: How messages name the file.
  func createFile(_ name: FileName, mode: UInt32, shown: [UInt8]) throws(FileError) -> File {
    let number = try System.open(
      name.bytes, in: descriptor, [.readWrite, .createNew, .noFollow], mode: mode
    ).get(.create, shown)
    return File(descriptor: number, path: shown)
  }

  /// Gives something in this folder another name, in this folder or another.
  ///
  /// - Parameter replacing: A file that has the new name goes. If `false`, that is an error, and the check
  ///   and the change are one step; it is for files alone then. Corresponds to `renameat`, or `linkat` and
  ///   `unlinkat`.
  /// - Throws: `fileExists` if the new name is taken.
  package func rename(
    _ name: FileName, to newName: FileName, in target: Folder? = nil, replacing: Bool
  ) throws(FileError) {
    let target = target ?? self
    if replacing {
      _ = try System.rename(name.bytes, in: descriptor, to: newName.bytes, in: target.descriptor)
        .get(.rename, path(of: name))
      return
    }
    // A second name is made, which never replaces, and then the first goes: at worst both remain.
    switch System.link(name.bytes, in: descriptor, to: newName.bytes, in: target.descriptor) {
    case .success:
      try remove(name)
    case .failure(.notPermitted), .failure(.notSupported):
      // This file system has no second names (FAT): take the new name with an empty file, and replace that.
      try target.createFile(newName, mode: 0o600).close()
      try rename(name, to: newName, in: target, replacing: true)
    case .failure(let code):
      throw FileError(.rename, path: target.path(of: newName), .system(code))
    }
  }

  /// Removes a file, or a link, not what it leads to. Corresponds to `unlinkat`.
  package func remove(_ name: FileName) throws(FileError) {
    _ = try System.remove(name.bytes, in: descriptor, isFolder: false).get(.remove, path(of: name))
  }

  /// Removes an empty folder. Corresponds to `unlinkat` with `AT_REMOVEDIR`.
  package func removeFolder(_ name: FileName) throws(FileError) {
    _ = try System.remove(name.bytes, in: descriptor, isFolder: true).get(.remove, path(of: name))
  }

  /// What a link says. Corresponds to `readlinkat`.
  package func linkTarget(_ name: FileName) throws(FileError) -> [UInt8] {
    try System.readLink(name.bytes, in: descriptor).get(.readLink, path(of: name))
  }
}
