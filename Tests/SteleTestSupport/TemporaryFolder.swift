package import SteleCore
package import SteleFile
package import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A new empty folder for one test, removed with everything in it at the end.
package final class TemporaryFolder: Sendable {
  package let path: FilePath
  package let folder: Folder

  package init() throws {
    let name = "stele-test-" + Hex.encode((0..<8).map { _ in UInt8.random(in: 0...255) })
    path = FilePath("/tmp").appending(name)
    let parent = try Folder.open("/tmp")
    try parent.createFolder(FileName(name)!)
    folder = try parent.folder(FileName(name)!)
  }

  deinit {
    do {
      let name = FileName(path.lastComponent!.string)!
      try TemporaryFolder.empty(folder)
      try Folder.open("/tmp").removeFolder(name)
    } catch {
      print("left behind: \(path): \(error)")
    }
  }

  private static func empty(_ folder: Folder) throws {
    for entry in try folder.entries() {
      if entry.facts.kind == .folder {
        try empty(folder.folder(entry.name))
        try folder.removeFolder(entry.name)
      } else {
        try folder.remove(entry.name)
      }
    }
  }

  package subscript(_ relative: String) -> FilePath { path.appending(relative) }

  package func makeFolder(_ relative: String) throws {
    _ = try OutputTree(root: folder).createFolder(at: PackagePath(relative))
  }

  package func makeFile(_ relative: String, _ text: String = "") throws {
    try makeFile(Array(relative.utf8), text)
  }

  /// Makes a file and the folders above it. The path need not be valid UTF-8 in its last name.
  package func makeFile(_ relative: [UInt8], _ text: String = "") throws {
    let parts = relative.split(separator: UInt8(ascii: "/"))
    var folder = folder
    if parts.count > 1 {
      let parent = try PackagePath(Array(parts.dropLast().joined(separator: [UInt8(ascii: "/")])))
      folder = try OutputTree(root: folder).createFolder(at: parent)
    }
    let file = try folder.createFile(FileName(parts.last!)!)
    try file.write(text.utf8)
    try file.close()
  }

  package func makeLink(_ relative: String, to target: String) throws {
    try check(unsafe symlink(target, self[relative].string))
  }

  package func makeFIFO(_ relative: String) throws {
    try check(unsafe mkfifo(self[relative].string, 0o600))
  }

  package func setTime(_ relative: String, seconds: Int64) throws {
    try File.open(self[relative]).setModified(FileTime(seconds: seconds, nanoseconds: 0))
  }

  private func check(_ result: CInt) throws {
    if result != 0 { throw Errno(rawValue: errno) }
  }

  package func text(_ relative: String) throws -> String {
    let file = try File.open(self[relative])
    return try String(decoding: file.readToEnd(limit: 1 << 20), as: UTF8.self)
  }

  package func names(_ relative: String = ".") throws -> [String] {
    try Folder.open(self[relative]).names().map(\.description)
  }
}

extension FileName: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text)! }
}

extension PackagePath {
  /// A path that is known to be one.
  package static func path(_ text: String) -> PackagePath { try! PackagePath(text) }
}

/// The error that a call throws; `nil` if it does not.
package func failure(_ body: () throws(FileError) -> Void) -> FileError? {
  do throws(FileError) {
    try body()
    return nil
  } catch {
    return error
  }
}
