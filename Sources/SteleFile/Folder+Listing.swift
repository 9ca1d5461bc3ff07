/// One name in a folder, and what stands under it.
package struct FolderEntry: Hashable, Sendable {
  package let name: FileName
  /// Of a link: the link's own.
  package let facts: FileFacts
}

extension Folder {
  /// All names in the folder and their facts, sorted by the names' bytes.
  ///
  /// A name that goes away between being listed and being examined is left out.
  /// Corresponds to `readdir` and `fstatat` with `AT_SYMLINK_NOFOLLOW`. Holds the whole list in memory.
  package func entries() throws(FileError) -> [FolderEntry] {
    var entries: [FolderEntry] = []
    for name in try names() {
      do throws(FileError) {
        entries.append(FolderEntry(name: name, facts: try facts(of: name)))
      } catch  where error.isNotFound {
        continue
      }
    }
    return entries
  }

  /// All names in the folder, sorted by their bytes. Corresponds to `readdir`.
  package func names() throws(FileError) -> [FileName] {
    let names = try System.names(in: descriptor).get(.list, path)
    return names.compactMap { FileName($0) }.sorted()
  }
}
