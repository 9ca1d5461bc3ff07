import SteleBag
import SteleCore
import SteleFile
import SystemPackage

/// The folder that a salvage writes to: what is proven lies in a folder of its own, which is a bag if nothing is lost, and all else
/// beside that, so that nothing else can be taken for material, and no name can meet another file's.
final class SalvageFolder {
  static let report = try! PackagePath("salvage-report.json")

  /// Where a file goes: the name is the folder's.
  enum Part: String, CaseIterable {
    case proven, partial, unproven

    fileprivate var folder: PackagePath { try! PackagePath(rawValue) }
  }

  private let tree: OutputTree
  /// The folders that were made.
  private var parts: [Part: OutputTree] = [:]

  /// Opens the folder, or makes it.
  ///
  /// - Throws: `alreadyExists` if it holds something and that is not wanted, or if one of its parts does: what was salvaged before
  ///   must never pass for what comes out now. See Spec §9.7.
  init(_ options: SalvageOptions) throws {
    let path = FilePath(options.folder)
    if try UserPath.facts(path) == nil {
      tree = try OutputTree.create(path)
      return
    }
    let root = try Folder.open(path)
    for part in Part.allCases where try !root.isEmpty(part.folder) {
      throw SteleError(
        .alreadyExists,
        "'\(path.appending(part.rawValue))' holds something already, which would pass for what comes out of this package; salvage to a new folder, or remove that one first"
      )
    }
    guard try options.overwrites || root.names().isEmpty else {
      throw SteleError(
        .alreadyExists,
        "the folder '\(options.folder)' is not empty: salvage to a new one, or use --force to write beside what is there"
      )
    }
    // It is of what was here before, also if this salvage does not come to its end.
    if try root.exists(Self.report) { try root.remove(Self.report.lastFileName) }
    tree = OutputTree(root: root)
  }

  /// The path below the folder of a file, by which the report names it.
  func path(_ path: PackagePath, in part: Part) throws(PackagePathError) -> PackagePath {
    try part.folder.appending(path)
  }

  /// - Throws: `PackagePathError` if it is one that the report must name, and its path there is too long.
  func create(_ path: PackagePath, in part: Part, isExecutable: Bool = false) throws -> ExtractFile {
    if part != .proven { _ = try self.path(path, in: part) }
    return ExtractFile(try tree(part).createFile(at: path, isExecutable: isExecutable))
  }

  /// A file for the time of the work, on the disk that the files go to.
  func scratch() throws(FileError) -> ScratchFile { try ScratchFile(in: tree.root) }

  /// Begins the report; whatever had its name is gone.
  func createReport() throws -> ExtractFile { ExtractFile(try tree.createFile(at: Self.report)) }

  @discardableResult
  func createFolder(_ path: PackagePath, in part: Part) throws -> Folder {
    try tree(part).createFolder(at: path)
  }

  /// Opens a file that was written.
  func open(_ path: PackagePath, in part: Part) throws -> File {
    try tree(part).root.file(at: path)
  }

  /// Takes a file away that was written.
  func remove(_ path: PackagePath, in part: Part) throws {
    let root = try tree(part).root
    let folder = try path.parent.map { path throws(FileError) in try root.folder(at: path) } ?? root
    try folder.remove(path.lastFileName)
  }

  private func tree(_ part: Part) throws(FileError) -> OutputTree {
    if let made = parts[part] { return made }
    let made = OutputTree(root: try tree.createFolder(at: part.folder))
    parts[part] = made
    return made
  }
}

extension Folder {
  /// Whether nothing stands at a path, or a folder without anything in it. A link is something.
  fileprivate func isEmpty(_ path: PackagePath) throws(FileError) -> Bool {
    guard try exists(path) else { return true }
    guard try facts(of: path.lastFileName).kind == .folder else { return false }
    return try folder(at: path).names().isEmpty
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
