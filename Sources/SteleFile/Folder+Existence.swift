package import SteleCore

extension Folder {
  /// Whether something stands at a path below the folder; a link counts as itself.
  package func exists(_ path: PackagePath) throws(FileError) -> Bool {
    var folder = self
    for name in path.fileNames.dropLast() {
      do throws(FileError) {
        folder = try folder.folder(name)
      } catch  where error.isNotFound {
        return false
      } catch {
        // A file or a link where a folder must be: that is in the way.
        return true
      }
    }
    do throws(FileError) {
      _ = try folder.facts(of: path.lastFileName)
      return true
    } catch  where error.isNotFound {
      return false
    }
  }
}
