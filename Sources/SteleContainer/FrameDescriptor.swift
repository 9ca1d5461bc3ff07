package import SteleCore

/// What a frame holds. See Spec §4.1.
package enum FrameKind: UInt8, Sendable {
  case data = 1
  case blockTable = 2
  case parity = 3
  case secondBlockTable = 4
  case index = 5
  case footer = 255

  /// The kinds that later revisions may use for sections of their own. See Spec §6.6.
  package static let additional: ClosedRange<UInt8> = 128...254
}

/// The 40 bytes that say what a frame is. See Spec §4.1.
package struct FrameDescriptor: Hashable, Sendable {
  package static let byteCount = 40
  package static let signature = Array("STL1".utf8)

  /// The kind, as stored: any value, since a reader reports those it does not know.
  package var kind: UInt8
  /// The binary logarithm of the block size.
  package var blockSizeLog2: UInt8
  /// The parity ratio in hundredths of a percent, as stored: any value, since a reader reports those out of bounds.
  package var parityHundredths: UInt16
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
    kind: FrameKind, common: FrameCommons, place: UInt64,
    storedLength: Int, rawLength: Int, rawChecksum: UInt32
  ) {
    self.kind = kind.rawValue
    self.blockSizeLog2 = common.blockSize.log2
    self.parityHundredths = common.parityRatio.hundredths
    self.packageTag = common.packageTag
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
      let parityHundredths = reader.readInteger(UInt16.self),
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
    self.parityHundredths = parityHundredths
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
    output.append(littleEndian: parityHundredths)
    output += packageTag.bytes
    output.append(littleEndian: place)
    output.append(littleEndian: storedLength)
    output.append(littleEndian: rawLength)
    output.append(littleEndian: rawChecksum)
    output.append(littleEndian: CRC32.checksum(output[...]))
    return output
  }
}

/// What the descriptors of all frames of one package say alike. See Spec §4.1.
package struct FrameCommons: Hashable, Sendable {
  package var blockSize: BlockSize
  package var parityRatio: ParityRatio
  package var packageTag: PackageTag

  package init(blockSize: BlockSize, parityRatio: ParityRatio, packageTag: PackageTag) {
    self.blockSize = blockSize
    self.parityRatio = parityRatio
    self.packageTag = packageTag
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
