package import SteleCore
package import SystemPackage

/// An open folder. Everything is reached from one of these, name by name, and no link is ever followed: so
/// whatever stands in a folder, or is put there meanwhile, nothing outside it can be read or written.
///
/// A class, since many tasks and a cache share one open folder; it closes when the last lets it go.
package final class Folder: Sendable {
  let descriptor: CInt
  /// How messages name the folder.
  package let path: [UInt8]

  private init(descriptor: CInt, path: [UInt8]) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { _ = System.close(descriptor) }

  /// Opens a folder by a path that the user gave; links in it are followed, as a user expects.
  ///
  /// Corresponds to `open` with `O_DIRECTORY`.
  package static func open(_ path: FilePath) throws(FileError) -> Folder {
    let bytes = path.bytes
    return Folder(descriptor: try System.open(path, [.readOnly, .folder]).get(.open, bytes), path: bytes)
  }

  /// Opens the folder of a file that the user named, and gives the file's name in it.
  ///
  /// - Throws: `isDirectory` if the path has no last name, as `/`, `.` and `x/..` have none.
  package static func open(parentOf path: FilePath) throws(FileError) -> (folder: Folder, name: FileName) {
    guard let last = path.lastComponent, last.kind == .regular, let name = FileName(last.bytes) else {
      throw FileError(.open, path: path.bytes, .system(.isDirectory))
    }
    let parent = path.removingLastComponent()
    return (try open(parent.isEmpty ? "." : parent), name)
  }

  /// Opens a folder in this one. A link is refused, even one to a folder.
  ///
  /// Corresponds to `openat` with `O_DIRECTORY | O_NOFOLLOW`.
  package func folder(_ name: FileName) throws(FileError) -> Folder {
    let descriptor = try System.open(name.bytes, in: descriptor, [.readOnly, .folder, .noFollow])
      .get(.open, path(of: name))
    return Folder(descriptor: descriptor, path: path(of: name))
  }

  /// Opens a folder below this one, name by name; a link anywhere on the way is refused.
  package func folder(at path: PackagePath) throws(FileError) -> Folder {
    var folder = self
    for name in path.fileNames { folder = try folder.folder(name) }
    return folder
  }

  /// Makes a folder in this one. Corresponds to `mkdirat`.
  ///
  /// - Throws: `fileExists` if the name is taken, by a folder too.
  package func createFolder(_ name: FileName) throws(FileError) {
    _ = try System.createFolder(name.bytes, in: descriptor).get(.create, path(of: name))
  }

  /// What stands under a name; of a link, not of what it leads to. Corresponds to `fstatat`.
  package func facts(of name: FileName) throws(FileError) -> FileFacts {
    try System.facts(name.bytes, in: descriptor).get(.examine, path(of: name))
  }

  /// What the file system says of this folder. Corresponds to `fstat`.
  package func facts() throws(FileError) -> FileFacts {
    try System.facts(descriptor).get(.examine, path)
  }

  /// Sets when this folder was last changed. Corresponds to `futimens`.
  package func setModified(_ time: FileTime) throws(FileError) {
    _ = try System.setTimes(descriptor, modified: time).get(.setTimes, path)
  }

  /// Waits until the disk has the folder's names as they are now. Corresponds to `fsync`.
  package func synchronize() throws(FileError) {
    _ = try System.synchronize(descriptor).get(.synchronize, path)
  }

  /// How messages name what stands under a name here.
  func path(of name: FileName) -> [UInt8] {
    if path.isEmpty || path == [UInt8(ascii: ".")] { return name.bytes }
    return path.last == UInt8(ascii: "/") ? path + name.bytes : path + [UInt8(ascii: "/")] + name.bytes
  }
}

extension FilePath.Component {
  fileprivate var bytes: [UInt8] { FilePath(root: nil, [self]).bytes }
}
