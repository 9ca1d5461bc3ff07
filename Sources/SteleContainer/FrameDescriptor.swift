package import SteleCore

/// What a frame holds. See Spec §4.1.
package enum FrameKind: UInt8, Sendable {
  case data = 1
  case blockTable = 2
  case parity = 3
  case index = 4
  case footer = 5
}

/// The 40 bytes that say what a frame is. See Spec §4.1.
package struct FrameDescriptor: Hashable, Sendable {
  package static let byteCount = 40
  package static let signature = Array("STL1".utf8)

  /// The kind, as stored: any value, since a reader reports those it does not know.
  package var kind: UInt8
  /// The binary logarithm of the block size.
  package var blockSizeLog2: UInt8
  /// Zero in all frames of this version.
  package var reserved: UInt16 = 0
  package var packageTag: PackageTag
  /// A data frame's offset in the tar, or a piece's in its section.
  package var place: UInt64
  /// Bytes of the whole frame in the container.
  package var storedLength: UInt32
  /// Bytes of tar, or of the section, in the frame.
  package var rawLength: UInt32
  /// CRC-32 of those bytes.
  package var rawChecksum: UInt32

  package init(
    kind: FrameKind, blockSize: BlockSize, packageTag: PackageTag, place: UInt64,
    storedLength: Int, rawLength: Int, rawChecksum: UInt32
  ) {
    self.kind = kind.rawValue
    self.blockSizeLog2 = blockSize.log2
    self.packageTag = packageTag
    self.place = place
    self.storedLength = UInt32(storedLength)
    self.rawLength = UInt32(rawLength)
    self.rawChecksum = rawChecksum
  }

  /// Reads a descriptor; `nil` if there are fewer than 40 bytes, or the signature or checksum is wrong.
  package init?(_ bytes: ArraySlice<UInt8>) {
    var reader = ByteReader(bytes.prefix(Self.byteCount))
    guard let signature = reader.read(4), signature.elementsEqual(Self.signature),
      let kind = reader.readInteger(UInt8.self),
      let blockSizeLog2 = reader.readInteger(UInt8.self),
      let reserved = reader.readInteger(UInt16.self),
      let tag = reader.read(PackageTag.byteCount),
      let place = reader.readInteger(UInt64.self),
      let storedLength = reader.readInteger(UInt32.self),
      let rawLength = reader.readInteger(UInt32.self),
      let rawChecksum = reader.readInteger(UInt32.self),
      let checksum = reader.readInteger(UInt32.self),
      checksum == CRC32.checksum(bytes.prefix(Self.byteCount - 4))
    else { return nil }
    self.kind = kind
    self.blockSizeLog2 = blockSizeLog2
    self.reserved = reserved
    self.packageTag = PackageTag(bytes: Array(tag))
    self.place = place
    self.storedLength = storedLength
    self.rawLength = rawLength
    self.rawChecksum = rawChecksum
  }

  package var bytes: [UInt8] {
    var output = Self.signature
    output.reserveCapacity(Self.byteCount)
    output.append(kind)
    output.append(blockSizeLog2)
    output.append(littleEndian: reserved)
    output += packageTag.bytes
    output.append(littleEndian: place)
    output.append(littleEndian: storedLength)
    output.append(littleEndian: rawLength)
    output.append(littleEndian: rawChecksum)
    output.append(littleEndian: CRC32.checksum(output[...]))
    return output
  }
}

/// The first 8 bytes of the package digest: which package a frame belongs to. See Spec §4.1.
package struct PackageTag: Hashable, Sendable {
  package static let byteCount = 8
  package let bytes: [UInt8]

  package init(_ packageDigest: Digest) { bytes = Array(packageDigest.bytes.prefix(Self.byteCount)) }

  init(bytes: [UInt8]) {
    precondition(bytes.count == Self.byteCount)
    self.bytes = bytes
  }
}
