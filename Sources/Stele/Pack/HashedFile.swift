import SteleArticle
import SteleContainer
import SteleCore

/// What reading a file once has told.
struct HashedFile: Sendable {
  let digest: Digest
  /// In hexadecimal, where it was asked for.
  let sha512: [UInt8]?
  /// To see in the second reading that nothing changed.
  let checksum: UInt32
  let texture: Texture
  let mediaType: String

  /// What a file's bytes are to a compressor, which decides where they stand in the tar. See Spec §4.5, §5.6.
  enum Texture: UInt8, CaseIterable {
    case text
    /// It compresses, though it is no text.
    case binary
    case incompressible

    /// - Parameter head: The file's first bytes.
    init(head: ArraySlice<UInt8>, _ type: MediaType) {
      self =
        if !Compressibility.compresses(head) {
          .incompressible
        } else if type.text.hasPrefix("text/") || MediaType.isText(head.prefix(MediaType.prefixLength)) {
          // Its name tells of a text in another encoding than UTF-8.
          .text
        } else {
          .binary
        }
    }
  }
}
