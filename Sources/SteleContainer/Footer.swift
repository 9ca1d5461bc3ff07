package import SteleCore

/// The last 384 bytes of content of a container: where everything is. See Spec §6.5.
package struct Footer: Hashable, Sendable {
  package static let byteCount = 384
  package static let currentVersion: UInt16 = 1
  package static let currentRevision: UInt16 = 0
  private static let reservedCount = 56

  package var version = currentVersion
  package var revision = currentRevision
  package var profile: Profile
  package var blockSize: BlockSize
  package var parityRatio: ParityRatio
  package var containerSize: UInt64 = 0
  package var tarSize: UInt64 = 0
  package var dataSize: UInt64 = 0
  package var blockTableLength: UInt64 = 0
  package var parityOffset: UInt64 = 0
  package var parityLength: UInt64 = 0
  package var parityColumns: UInt16 = 0
  package var parityRows: UInt16 = 0
  package var parityStripes: UInt32 = 0
  package var secondBlockTableOffset: UInt64 = 0
  package var indexOffset: UInt64 = 0
  package var indexLength: UInt64 = 0
  package var additionalOffset: UInt64 = 0
  /// Stored bytes of the sections that a later revision added.
  package var additionalSize: UInt64 = 0
  package var frameCount: UInt64 = 0
  package var tagFileCount: UInt32 = 0
  package var folderCount: UInt32 = 0
  package var payloadFileCount: UInt64 = 0
  package var payloadSize: UInt64 = 0
  package var blockTableDigest = noDigest
  package var parityDigest = noDigest
  package var indexDigest = noDigest
  package var contentDigest: Digest
  package var packageDigest: Digest
  package var additionalDigest = noDigest
  /// Zero in revision 0.
  package var reserved = [UInt8](repeating: 0, count: reservedCount)

  package static let noDigest = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))!

  package init(profile: Profile, _ common: FrameCommons, contentDigest: Digest, packageDigest: Digest) {
    self.profile = profile
    blockSize = common.blockSize
    parityRatio = common.parityRatio
    self.contentDigest = contentDigest
    self.packageDigest = packageDigest
  }

  /// Whether a later revision added something to the format that this program passes over. See Spec §6.6.
  package var isOfLaterRevision: Bool { revision > Self.currentRevision }

  /// What all frames of the package say.
  package var common: FrameCommons {
    FrameCommons(
      blockSize: blockSize, parityRatio: parityRatio, packageTag: PackageTag(packageDigest))
  }

  package var bytes: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(Self.byteCount)
    output.append(littleEndian: version)
    output.append(littleEndian: revision)
    output.append(profile.rawValue)
    output.append(blockSize.log2)
    output.append(littleEndian: parityRatio.hundredths)
    for field in [containerSize, tarSize, dataSize, blockTableLength, parityOffset, parityLength] {
      output.append(littleEndian: field)
    }
    output.append(littleEndian: parityColumns)
    output.append(littleEndian: parityRows)
    output.append(littleEndian: parityStripes)
    for field in [
      secondBlockTableOffset, indexOffset, indexLength, additionalOffset, additionalSize, frameCount,
    ] {
      output.append(littleEndian: field)
    }
    output.append(littleEndian: tagFileCount)
    output.append(littleEndian: folderCount)
    output.append(littleEndian: payloadFileCount)
    output.append(littleEndian: payloadSize)
    for digest in [
      blockTableDigest, parityDigest, indexDigest, contentDigest, packageDigest, additionalDigest,
    ] {
      output += digest.bytes
    }
    return output + reserved
  }

  /// Reads a footer's 384 bytes.
  ///
  /// - Throws: `E119` for a version that is not known, `E122` for a parity ratio out of
  ///   bounds, `E111` for reserved bytes that are not zero in a revision that is known, `E117`
  ///   for anything else that no footer says.
  package init(_ bytes: ArraySlice<UInt8>) throws(ContainerError) {
    var reader = ByteReader(bytes)
    func number<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(ContainerError) -> T {
      guard let value = reader.readInteger(type) else {
        throw ContainerError(.footerMismatch, "the footer is too short")
      }
      return value
    }
    func digest() throws(ContainerError) -> Digest {
      guard let slice = reader.read(Digest.byteCount), let digest = Digest(bytes: slice) else {
        throw ContainerError(.footerMismatch, "the footer is too short")
      }
      return digest
    }
    version = try number(UInt16.self)
    revision = try number(UInt16.self)
    guard version == Self.currentVersion else {
      throw ContainerError(
        .versionUnsupported,
        "the package is of format version \(version); this program reads version \(Self.currentVersion)")
    }
    guard let profile = Profile(rawValue: try number(UInt8.self)) else {
      throw ContainerError(.footerMismatch, "the footer names an unknown profile")
    }
    self.profile = profile
    guard let blockSize = BlockSize(log2: try number(UInt8.self)) else {
      throw ContainerError(.footerMismatch, "the footer names a block size that is not allowed")
    }
    self.blockSize = blockSize
    guard let parityRatio = ParityRatio(hundredths: try number(UInt16.self)) else {
      throw ContainerError(.parityRatio, "the footer names a parity ratio that is not allowed")
    }
    self.parityRatio = parityRatio
    containerSize = try number(UInt64.self)
    tarSize = try number(UInt64.self)
    dataSize = try number(UInt64.self)
    blockTableLength = try number(UInt64.self)
    parityOffset = try number(UInt64.self)
    parityLength = try number(UInt64.self)
    parityColumns = try number(UInt16.self)
    parityRows = try number(UInt16.self)
    parityStripes = try number(UInt32.self)
    secondBlockTableOffset = try number(UInt64.self)
    indexOffset = try number(UInt64.self)
    indexLength = try number(UInt64.self)
    additionalOffset = try number(UInt64.self)
    additionalSize = try number(UInt64.self)
    frameCount = try number(UInt64.self)
    tagFileCount = try number(UInt32.self)
    folderCount = try number(UInt32.self)
    payloadFileCount = try number(UInt64.self)
    payloadSize = try number(UInt64.self)
    blockTableDigest = try digest()
    parityDigest = try digest()
    indexDigest = try digest()
    contentDigest = try digest()
    packageDigest = try digest()
    additionalDigest = try digest()
    guard let reserved = reader.read(Self.reservedCount) else {
      throw ContainerError(.footerMismatch, "the footer is too short")
    }
    self.reserved = Array(reserved)
    guard isOfLaterRevision || reserved.allSatisfy({ $0 == 0 }) else {
      throw ContainerError(.reservedNonzero, "reserved bytes of the footer are not zero")
    }
  }
}
