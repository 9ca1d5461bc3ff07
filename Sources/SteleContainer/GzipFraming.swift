import SteleCore

/// The bytes around the data of a frame in the gzip profile. See Spec §4.2 and §4.4.
package enum GzipFraming {
  /// ID1, ID2, CM, FLG (FEXTRA), MTIME, XFL, OS.
  static let fixedHeader: [UInt8] = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF]
  static let subfieldID = Array("SL".utf8)
  /// Bytes before the descriptor.
  static let prefixLength = 16
  /// Bytes up to and with the descriptor.
  package static let headerLength = prefixLength + FrameDescriptor.byteCount
  /// CRC32 and ISIZE.
  static let trailerLength = 8
  /// Deflate data of no bytes, and the CRC32 and ISIZE of no bytes.
  static let emptyTail: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  /// The header of a member whose FEXTRA field holds a descriptor and a piece of the given length.
  static func header(_ descriptor: FrameDescriptor, pieceLength: Int = 0) -> [UInt8] {
    var output = fixedHeader
    let subfieldLength = UInt16(FrameDescriptor.byteCount + pieceLength)
    output.append(littleEndian: subfieldLength + 4)
    output += subfieldID
    output.append(littleEndian: subfieldLength)
    return output + descriptor.bytes
  }

  /// Whether the 16 bytes before a descriptor are as they must be, given what the descriptor says.
  static func prefixIsRight(_ prefix: ArraySlice<UInt8>, _ descriptor: FrameDescriptor) -> Bool {
    let piece = descriptor.kind == FrameKind.data.rawValue ? 0 : Int(descriptor.rawLength)
    return prefix.elementsEqual(header(descriptor, pieceLength: piece).prefix(prefixLength))
  }
}
