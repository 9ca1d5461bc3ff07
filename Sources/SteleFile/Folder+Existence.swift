package import SteleCore

/// What stands where something is to be made.
package struct Obstacle: Hashable, Sendable {
  package let kind: FileKind
  /// Its path, as messages name it.
  package let path: String
  /// Whether it stands on the way, where a folder has to be.
  package let isOnTheWay: Bool
}

extension Folder {
  /// What stands at a path below the folder, or on the way to it and is no folder; a link counts as itself.
  package func obstacle(at path: PackagePath) throws(FileError) -> Obstacle? {
    let names = path.fileNames
    var folder = self
    for (number, name) in names.enumerated() {
      let isLast = number == names.count - 1
      do throws(FileError) {
        let kind = try folder.facts(of: name).kind
        if isLast || kind != .folder {
          return Obstacle(
            kind: kind, path: String(readable: folder.path(of: name)), isOnTheWay: !isLast)
        }
        folder = try folder.folder(name)
      } catch  where error.isNotFound {
        return nil
      }
    }
    return nil
  }

  /// Whether something stands at a path below the folder; a link counts as itself.
  package func exists(_ path: PackagePath) throws(FileError) -> Bool { try obstacle(at: path) != nil }
}
