import SteleArticle
import SteleCore
import SteleFile

/// A file or empty folder that is to be packed.
struct PackItem: Sendable {
  /// Its path below `data/`.
  var path: PackagePath
  let tree: SourceTree
  let entry: SourceEntry
  /// Where the tree's root stands in the payload; `nil` at its top.
  var base: PackagePath?
  /// Whether the user named it: then any text is an article.
  var isNamed = false
  /// Whether it stands where its address says, not where the sources have it.
  var isMapped = false
  /// The address that it was captured from, from which its relative references start.
  var address: WebAddress?
  /// Whether it came from the web, or tells of what did: then it is an article only if the user named it.
  var isCaptured = false

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
  /// What it says and shows, if it is an article.
  let article: Article?
}
