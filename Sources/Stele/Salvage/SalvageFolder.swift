import SteleBag
import SteleCore
import SteleFile
import SystemPackage

/// The folder that a salvage writes to: what is proven lies in it as in a bag, and all else in folders beside `data`, so
/// that no name of the payload can meet another file's.
struct SalvageFolder {
  static let partial = try! PackagePath("partial")
  static let unproven = try! PackagePath("unproven")
  static let report = try! PackagePath("salvage-report.json")

  /// Where a file goes.
  enum Part {
    case proven, partial, unproven

    /// The folder's name; `nil` for the folder itself.
    fileprivate var folder: PackagePath? {
      switch self {
      case .proven: nil
      case .partial: SalvageFolder.partial
      case .unproven: SalvageFolder.unproven
      }
    }
  }

  private let root: Folder
  private let tree: OutputTree
  let overwrites: Bool

  /// Opens the folder, or makes it.
  ///
  /// - Throws: `alreadyExists` if it holds something and that may not be replaced.
  init(_ options: SalvageOptions) throws {
    let path = FilePath(options.folder)
    overwrites = options.overwrites
    if try UserPath.facts(path) == nil {
      tree = try OutputTree.create(path)
      root = tree.root
      return
    }
    root = try Folder.open(path)
    guard try overwrites || root.names().isEmpty else {
      throw SteleError(
        .alreadyExists,
        "the folder '\(options.folder)' is not empty: salvage to a new one, or use --force to replace files in it"
      )
    }
    tree = OutputTree(root: root)
  }

  /// The path below the folder of a file.
  func path(_ path: PackagePath, in part: Part) throws(PackagePathError) -> PackagePath {
    guard let folder = part.folder else { return path }
    return try folder.appending(path)
  }

  func create(_ path: PackagePath, in part: Part, isExecutable: Bool = false) throws -> ExtractFile {
    ExtractFile(try tree.createFile(at: self.path(path, in: part), isExecutable: isExecutable))
  }

  @discardableResult
  func createFolder(_ path: PackagePath, in part: Part) throws -> Folder {
    try tree.createFolder(at: self.path(path, in: part))
  }

  /// Opens a file that was written.
  func open(_ path: PackagePath, in part: Part) throws -> File {
    try root.file(at: self.path(path, in: part))
  }

  /// Takes a file away that was written.
  func remove(_ path: PackagePath, in part: Part) throws {
    let path = try self.path(path, in: part)
    let folder = try path.parent.map { path throws(FileError) in try root.folder(at: path) } ?? root
    try folder.remove(path.lastFileName)
  }
}

extension FileError {
  /// Whether the file system does not take this very file, while others may do well.
  var isOfName: Bool {
    switch reason {
    case .system(let errno):
      [
        Errno.fileExists, .notDirectory, .isDirectory, .fileNameTooLong, .invalidArgument, .fileTooLarge,
        .tooManySymbolicLinkLevels, .illegalByteSequence, .noSuchFileOrDirectory,
      ].contains(errno)
    default: false
    }
  }
}
