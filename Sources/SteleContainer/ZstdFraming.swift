import SteleCore

/// The bytes around the data of a frame in the zstd profile. See Spec §4.3 and §4.4.
package enum ZstdFraming {
  /// The magic number of a zstd frame, RFC 8878 §3.1.1.
  static let frameMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  /// The magic number of the skippable frames of Stele.
  static let skippableMagic: [UInt8] = [0x53, 0x2A, 0x4D, 0x18]
  /// Bytes before the descriptor in a skippable frame.
  static let prefixLength = 8
  /// A skippable frame up to and with the descriptor.
  package static let descriptorFrameLength = prefixLength + FrameDescriptor.byteCount
  /// The largest window of a frame.
  static let maximumWindow = 8 << 20

  /// A skippable frame's bytes up to and with the descriptor, for a piece of the given length after it.
  static func header(_ descriptor: FrameDescriptor, pieceLength: Int = 0) -> [UInt8] {
    var output = skippableMagic
    output.append(littleEndian: UInt32(FrameDescriptor.byteCount + pieceLength))
    return output + descriptor.bytes
  }

  /// Whether the 8 bytes before a descriptor are as they must be, given what the descriptor says.
  static func prefixIsRight(_ prefix: ArraySlice<UInt8>, _ descriptor: FrameDescriptor) -> Bool {
    let piece = descriptor.kind == FrameKind.data.rawValue ? 0 : Int(descriptor.rawLength)
    return prefix.elementsEqual(header(descriptor, pieceLength: piece).prefix(prefixLength))
  }
}
