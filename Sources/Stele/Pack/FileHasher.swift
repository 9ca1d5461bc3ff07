import Crypto
import SteleArticle
import SteleContainer
import SteleCore
import SteleFile

/// The first reading of a file: its digests, a checksum for the second reading, and what kind of data it is.
struct FileHasher: Sendable {
  let includesSHA512: Bool

  /// `nil` where no file is read as an article.
  let articles: ArticleDetector?

  private static let pieceLength = 1 << 18

  /// - Parameter progress: Takes the number of bytes that were read.
  /// - Returns: What is known of every file; and what it says and shows, if it is an article.
  func hash(
    _ item: PackItem, progress: (UInt64) -> Void
  ) throws -> (file: HashedFile, article: Article?) {
    let file = try item.tree.file(item.entry)
    try SourceCheck.check(file, item)
    var sha256 = DigestHasher()
    var sha512 = SHA512()
    var checksum = CRC32()
    var size: UInt64 = 0
    var head: [UInt8] = []
    var document: ArticleDetector.Document?
    var isAtEnd = false
    while !isAtEnd {
      // One byte more than there should be: so much shows that the file has grown, and its end without another call.
      let wanted = Int(min(item.entry.size - size + 1, UInt64(Self.pieceLength)))
      let piece = try file.read(upTo: wanted)
      isAtEnd = piece.count < wanted
      if piece.isEmpty { break }
      try Task.checkCancellation()
      progress(UInt64(piece.count))
      if size == 0 {
        head = piece
        document = articles?.document(item, head: head)
      }
      size += UInt64(piece.count)
      guard size <= item.entry.size else { throw SourceCheck.changed(item) }
      sha256.update(piece[...])
      unsafe piece.withUnsafeBytes { unsafe checksum.update($0) }
      if includesSHA512 { unsafe piece.withUnsafeBytes { unsafe sha512.update(bufferPointer: $0) } }
      document?.append(piece)
    }
    if size == 0 { document = articles?.document(item, head: []) }
    guard size == item.entry.size else { throw SourceCheck.changed(item) }
    let type = MediaType.detect(prefix: head.prefix(MediaType.prefixLength), name: item.path.lastName)
    let hashed = HashedFile(
      digest: sha256.finalize(),
      sha512: includesSHA512 ? Array(Hex.encode(sha512.finalize()).utf8) : nil,
      checksum: checksum.value,
      texture: HashedFile.Texture(head: head[...], type),
      mediaType: type.text)
    return (hashed, document?.read())
  }
}

/// Whether a source file is still what the walk found.
enum SourceCheck {
  /// The same for a file of which nothing is read again: an empty one, or one whose content stood earlier.
  static func check(_ item: PackItem) throws {
    try check(try item.tree.file(item.entry), item)
  }

  static func check(_ file: borrowing File, _ item: PackItem) throws {
    let facts = try file.facts()
    guard facts.identity == item.entry.identity, facts.size == item.entry.size,
      facts.modified == item.entry.modified
    else { throw changed(item) }
  }

  static func changed(_ item: PackItem) -> SteleError {
    SteleError(
      .sourceChanged, "'\(item.path)' changed while it was packed; pack again when nothing writes to it")
  }
}
