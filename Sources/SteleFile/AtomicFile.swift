internal import SteleCore
package import SystemPackage

/// A file in the making: it has its name only when it is published, whole. One that is dropped leaves
/// nothing behind.
///
/// On Linux the file has no name at all until then (`O_TMPFILE`), so that even a killed process leaves
/// nothing. Where the file system cannot do that, it is called `.stele-unfinished-` and a random number, in
/// the folder of its final name; a killed process then leaves that, which may be removed.
package struct AtomicFile: ~Copyable, Sendable {
  /// The file's contents, open for reading and writing.
  package let file: File
  package let folder: Folder
  /// The name that it will have.
  package let name: FileName
  private var temporaryName: FileName?

  /// Begins a file.
  ///
  /// Whether the name is free is found out at the end, by ``publish(replacing:synchronizing:)``.
  /// - Parameters:
  ///   - mode: The permission bits, from which the process's file creation mask takes away.
  ///   - shown: What messages call it; `nil`: the path that it will have.
  package init(
    _ name: FileName, in folder: Folder, mode: UInt32 = 0o666, shown: [UInt8]? = nil
  ) throws(FileError) {
    try self.init(name, in: folder, mode: mode, shown: shown, nameless: true)
  }

  /// Begins a file by a path that the user gave; links in its folder's path are followed.
  package init(at path: FilePath) throws(FileError) {
    let (folder, name) = try Folder.open(parentOf: path)
    try self.init(name, in: folder)
  }

  /// - Parameter nameless: Whether a file without a name is tried first.
  init(
    _ name: FileName, in folder: Folder, mode: UInt32, shown: [UInt8]? = nil, nameless: Bool
  ) throws(FileError) {
    self.folder = folder
    self.name = name
    let shown = shown ?? folder.path(of: name)
    #if os(Linux)
      if nameless, System.canLinkNameless {
        let here = [UInt8(ascii: ".")]
        switch System.open(here, in: folder.descriptor, [.readWrite, .nameless], mode: mode) {
        case .success(let descriptor):
          file = File(descriptor: descriptor, path: shown)
          temporaryName = nil
          return
        case .failure(.notSupported), .failure(.isDirectory), .failure(.noSuchFileOrDirectory),
          .failure(.invalidArgument):
          break
        case .failure(let code):
          throw FileError(.create, path: shown, .system(code))
        }
      }
    #endif
    while true {
      let candidate = Self.randomName()
      do throws(FileError) {
        file = try folder.createFile(candidate, mode: mode, shown: shown)
        temporaryName = candidate
        return
      } catch  where error.isExisting {
        continue
      }
    }
  }

  deinit {
    // Whatever made the file fail is what the user must know; what is left if this fails too says what it is.
    if let temporaryName { try? folder.remove(temporaryName) }
  }

  /// Gives the file its name.
  ///
  /// If it throws, nothing of the file is left behind, and what had the name before still has it; but if
  /// only the folder could not be flushed at the end, the file is there.
  /// - Parameters:
  ///   - replacing: A file or link that has the name goes, in one step; nothing else does: a device or a pipe must
  ///     not become a file. If `false`, whatever has the name is an error.
  ///   - synchronizing: Waits until the disk has the bytes and then the name, so that a power cut cannot
  ///     leave a name without its bytes. Costs milliseconds.
  /// - Throws: `fileExists` if the name is taken; ``FileError/Reason/wrongKind(_:)`` if by something that is not replaced.
  package consuming func publish(replacing: Bool = false, synchronizing: Bool = true) throws(FileError) {
    if synchronizing { try file.synchronize() }
    let isLinked = temporaryName == nil ? try linkUnlessTaken(as: name) : false
    if !isLinked { try rename(replacing: replacing) }
    if synchronizing { try folder.synchronize() }
  }

  /// Gives the file its name when a link has not done so: a link cannot replace, and what has a name already is renamed.
  private mutating func rename(replacing: Bool) throws(FileError) {
    if replacing {
      try checkReplaceable()
      // Between the two steps the file has a temporary name.
      if temporaryName == nil { temporaryName = try linkUnderTemporaryName() }
    }
    guard let temporary = temporaryName else {
      throw FileError(.publish, path: folder.path(of: name), .system(.fileExists))
    }
    do throws(FileError) {
      try folder.rename(temporary, to: name, replacing: replacing)
    } catch {
      throw FileError(.publish, path: folder.path(of: name), error.reason)
    }
    temporaryName = nil
  }

  private borrowing func checkReplaceable() throws(FileError) {
    let kind: FileKind
    do throws(FileError) {
      kind = try folder.facts(of: name).kind
    } catch  where error.isNotFound {
      return
    }
    guard kind.isReplaceable else {
      throw FileError(.publish, path: folder.path(of: name), .wrongKind(kind))
    }
  }

  private borrowing func linkUnderTemporaryName() throws(FileError) -> FileName {
    while true {
      let candidate = Self.randomName()
      if try linkUnlessTaken(as: candidate) { return candidate }
    }
  }

  /// Links the file, which has no name, under this one; `false` if the name is taken.
  private borrowing func linkUnlessTaken(as candidate: FileName) throws(FileError) -> Bool {
    #if os(Linux)
      let result = System.link(nameless: file.descriptor, to: candidate.bytes, in: folder.descriptor)
      if case .failure(.fileExists) = result { return false }
      _ = try result.get(.publish, folder.path(of: name))
      return true
    #else
      preconditionFailure("a file has no name on Linux only")
    #endif
  }

  private static func randomName() -> FileName {
    let number = String(UInt64.random(in: .min ... .max), radix: 16)
    return FileName(".stele-unfinished-" + String(repeating: "0", count: 16 - number.count) + number)!
  }
}
