/// What kind of thing stands under a name.
package enum FileKind: String, Hashable, Sendable {
  case file
  case folder
  case link = "symbolic link"
  case fifo
  case socket
  case characterDevice = "character device"
  case blockDevice = "block device"
  case unknown = "thing of unknown kind"

  /// Whether bytes come when somebody sends them.
  var isStream: Bool { self == .fifo || self == .socket || self == .characterDevice }

  /// Whether a file may be put in its place: a device or a pipe must not become one. A folder's place the system refuses.
  package var isReplaceable: Bool { self == .file || self == .link || self == .folder }
}

/// Which file it is, whatever its names: two names with the same identity are one file.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64
}

/// A moment as file systems keep it: whole seconds since 1970 in UTC, rounded down (negative before), and
/// nanoseconds after that, 0 to 999,999,999.
package struct FileTime: Hashable, Sendable {
  package let seconds: Int64
  package let nanoseconds: Int32

  package init(seconds: Int64, nanoseconds: Int32 = 0) {
    precondition((0..<1_000_000_000).contains(nanoseconds))
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }
}

/// What the file system says of a file: the fields of `stat` that Stele uses.
package struct FileFacts: Hashable, Sendable {
  package let kind: FileKind
  /// Bytes; means nothing but for files and links.
  package let size: UInt64
  package let modified: FileTime
  /// The permission bits, `0o7777` at most.
  package let mode: UInt32
  package let identity: FileIdentity
  /// How many names it has.
  package let linkCount: UInt64

  /// The owner may execute it.
  package var isExecutable: Bool { mode & 0o100 != 0 }
}
