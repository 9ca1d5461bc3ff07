package import SteleCore

/// One entry of the tar: a file, a hard link or a folder. See Spec §5.
package struct TarEntry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// A file with the given number of bytes of data.
    case file(size: UInt64)
    /// A file with the content of a file earlier in the tar: its path in the tar.
    case link(target: PackagePath)
    /// An empty folder.
    case folder
  }

  /// The path in the tar: it begins with the top folder's name, and does not end with `/`.
  package var path: PackagePath
  package var kind: Kind
  package var isExecutable: Bool
  /// Seconds since 1970; 0 to ``maximumTime``.
  package var time: Int64

  /// Whether a pax record states the path, and a link's target, where that is left to the writer. See Spec §5.3.
  package var statesPath = true
  package var statesTarget = true

  /// The latest time that a header can hold.
  package static let maximumTime: Int64 = 0o777_7777_7777

  /// The largest size that a header can hold without a pax record.
  static let maximumHeaderSize: UInt64 = 0o777_7777_7777

  /// Makes an entry; a time that a header cannot hold becomes the nearest one that it can.
  package init(path: PackagePath, kind: Kind, isExecutable: Bool = false, time: Int64 = 0) {
    self.path = path
    self.kind = kind
    self.isExecutable = isExecutable
    self.time = min(max(time, 0), Self.maximumTime)
  }

  /// Bytes of data that follow the header.
  package var dataSize: UInt64 {
    if case .file(let size) = kind { size } else { 0 }
  }

  /// Bytes of zero that follow the data.
  package var paddingSize: Int { Int((512 - dataSize % 512) % 512) }

  /// The path's bytes as the header holds them: a folder's ends with `/`.
  var headerPath: [UInt8] {
    kind == .folder ? path.bytes + [UInt8(ascii: "/")] : path.bytes
  }
}

/// The tar's last bytes.
package enum TarEnd {
  package static let byteCount = 1024
}
