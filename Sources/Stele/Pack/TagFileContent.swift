import SteleBag
import SteleContainer
import SteleCore

/// The content of a tag file. What has a line for each file of the payload is made anew whenever it is needed: kept, it
/// would be most of the memory that packing takes.
enum TagFileContent: Sendable {
  case bytes([UInt8])
  /// Bytes one after the other; no piece is empty.
  case pieces([CompactBytes])
  case lines(PayloadLines)

  /// The pieces that it is made of.
  func pieces() -> TagFilePieces { TagFilePieces(self) }
}

/// A tag file that is to be written, and what its content comes to.
struct PlannedTagFile: Sendable {
  let file: TagFile
  let content: TagFileContent
  /// Bytes.
  let size: UInt64
  let digest: Digest

  init(_ file: TagFile, _ content: TagFileContent) throws(PackagePathError) {
    self.file = file
    self.content = content
    var size: UInt64 = 0
    var hasher = DigestHasher()
    var pieces = content.pieces()
    while let piece = try pieces.next() {
      size += UInt64(piece.count)
      hasher.update(piece)
    }
    self.size = size
    digest = hasher.finalize()
  }
}

/// Gives the content of a tag file piece by piece.
struct TagFilePieces {
  private let content: TagFileContent
  /// How far it is: in pieces, or in lines.
  private var position = 0

  /// How many bytes a piece of lines has about.
  private static let pieceLength = 1 << 16

  init(_ content: TagFileContent) { self.content = content }

  /// The next piece, never empty; `nil` at the end.
  mutating func next() throws(PackagePathError) -> ArraySlice<UInt8>? {
    switch content {
    case .bytes(let bytes):
      guard position == 0, !bytes.isEmpty else { return nil }
      position = 1
      return bytes[...]
    case .pieces(let pieces):
      guard position < pieces.count else { return nil }
      defer { position += 1 }
      return pieces[position].bytes[...]
    case .lines(let lines):
      var piece: [UInt8] = []
      while position < lines.count, piece.count < Self.pieceLength {
        try lines.write(position, to: &piece)
        position += 1
      }
      return piece.isEmpty ? nil : piece[...]
    }
  }
}
