import SteleCore
import SteleFile

/// A file or empty folder that is to be packed.
struct PackItem: Sendable {
  /// Its path below `data/`.
  var path: PackagePath
  let tree: SourceTree
  let entry: SourceEntry

  var isFolder: Bool { entry.kind == .folder }
}

/// What reading a file once has told.
struct HashedFile: Sendable {
  let digest: Digest
  /// In hexadecimal, where it was asked for.
  let sha512: String?
  /// To see in the second reading that nothing changed.
  let checksum: UInt32
  let compresses: Bool
  let mediaType: String
}
