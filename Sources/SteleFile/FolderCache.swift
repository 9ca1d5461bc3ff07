internal import SteleCore
internal import Synchronization
internal import SystemPackage

/// The folders below one folder that are open at the moment, by their paths: at most `limit` of them, those
/// used last.
///
/// Files of one folder mostly come together, so that each costs one call and not one for each folder above
/// it. A folder that a caller still uses stays open when the cache forgets it. Safe on any number of tasks;
/// no call to the system is made while the cache is locked.
final class FolderCache: Sendable {
  let root: Folder
  private let limit: Int
  private let state = Mutex(State())

  private struct State {
    var folders: [[UInt8]: (folder: Folder, lastUse: UInt64)] = [:]
    var clock: UInt64 = 0
  }

  init(root: Folder, limit: Int = 64) {
    self.root = root
    self.limit = limit
  }

  /// Opens the folder at a path below the root, with `/` between names; the empty path is the root's.
  ///
  /// A link anywhere on the way is refused.
  /// - Parameter creating: Makes the folders that are not there.
  func folder(at path: [UInt8], creating: Bool = false) throws(FileError) -> Folder {
    var (folder, length) = deepestOpen(on: path)
    while length < path.count {
      let start = length == 0 ? 0 : length + 1
      let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
      guard let name = FileName(path[start..<end]) else {
        throw FileError(.open, path: path, .system(.invalidArgument))
      }
      folder = try child(name, of: folder, creating: creating)
      length = end
      remember(folder, at: Array(path[..<length]))
    }
    return folder
  }

  private func child(_ name: FileName, of parent: Folder, creating: Bool) throws(FileError) -> Folder {
    if creating {
      do throws(FileError) {
        try parent.createFolder(name)
      } catch  where error.isExisting {
        // Another task made it, or whoever made the root: opening it says whether it is a folder.
      }
    }
    return try parent.folder(name)
  }

  /// The open folder nearest to a path, and how much of the path it stands for.
  private func deepestOpen(on path: [UInt8]) -> (Folder, length: Int) {
    var length = path.count
    while length > 0 {
      if let known = lookUp(Array(path[..<length])) { return (known, length) }
      length = path[..<length].lastIndex(of: UInt8(ascii: "/")) ?? 0
    }
    return (root, 0)
  }

  private func lookUp(_ path: [UInt8]) -> Folder? {
    state.withLock { state in
      guard let found = state.folders[path] else { return nil }
      state.clock += 1
      state.folders[path] = (found.folder, state.clock)
      return found.folder
    }
  }

  private func remember(_ folder: Folder, at path: [UInt8]) {
    // Let go outside the lock: closing is a call to the system.
    let forgotten: Folder? = state.withLock { state in
      state.clock += 1
      state.folders[path] = (folder, state.clock)
      guard state.folders.count > limit,
        let oldest = state.folders.min(by: { $0.value.lastUse < $1.value.lastUse })
      else { return nil }
      return state.folders.removeValue(forKey: oldest.key)?.folder
    }
    _ = consume forgotten
  }
}
