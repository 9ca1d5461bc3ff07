package import SystemPackage

/// Questions about paths that the user gave; links in them are followed.
package enum UserPath {
  /// The facts of what is there; `nil` if nothing is.
  package static func facts(_ path: FilePath) throws(FileError) -> FileFacts? {
    do throws(FileError) {
      return try System.facts(path).get(.examine, path.bytes)
    } catch  where error.isNotFound {
      return nil
    }
  }

  /// The user's own folder; `nil` if there is none.
  package static var home: FilePath? {
    System.environment("HOME").map { FilePath($0).lexicallyNormalized() }
  }

  /// The folder for files that need not last, as the user chose it.
  package static var temporaryFolder: FilePath { FilePath(System.environment("TMPDIR") ?? "/tmp") }

  /// The absolute path without `.` and `..`, as the user names it: links are not resolved.
  package static func absolute(_ path: FilePath) throws(FileError) -> FilePath {
    if path.isAbsolute { return path.lexicallyNormalized() }
    return try System.currentFolder().get(.examine, Array(".".utf8)).pushing(path).lexicallyNormalized()
  }
}
