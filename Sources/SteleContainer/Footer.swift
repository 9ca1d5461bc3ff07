package import SteleCore

/// The last 272 bytes of content of a container: where everything is. See Spec §6.5.
package struct Footer: Hashable, Sendable {
  package static let byteCount = 272
  package static let currentVersion: UInt16 = 1
  package static let currentRevision: UInt16 = 0

  package var version = currentVersion
  package var revision = currentRevision
  package var profile: Profile
  package var blockSize: BlockSize
  package var containerSize: UInt64 = 0
  package var tarSize: UInt64 = 0
  package var dataSize: UInt64 = 0
  package var blockTableLength: UInt64 = 0
  package var parityOffset: UInt64 = 0
  package var parityLength: UInt64 = 0
  package var parityDataShards: UInt16 = 0
  package var parityShards: UInt16 = 0
  package var parityStripes: UInt32 = 0
  package var indexOffset: UInt64 = 0
  package var indexLength: UInt64 = 0
  package var frameCount: UInt64 = 0
  package var tagFileCount: UInt32 = 0
  package var folderCount: UInt32 = 0
  package var payloadFileCount: UInt64 = 0
  package var payloadSize: UInt64 = 0
  package var blockTableDigest: Digest
  package var parityDigest: Digest
  package var indexDigest: Digest
  package var contentDigest: Digest
  package var packageDigest: Digest

  package static let noDigest = Digest(bytes: [UInt8](repeating: 0, count: Digest.byteCount))!

  package init(profile: Profile, blockSize: BlockSize, contentDigest: Digest, packageDigest: Digest) {
    self.profile = profile
    self.blockSize = blockSize
    self.contentDigest = contentDigest
    self.packageDigest = packageDigest
    blockTableDigest = Self.noDigest
    parityDigest = Self.noDigest
    indexDigest = Self.noDigest
  }

  package var bytes: [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(Self.byteCount)
    output.append(littleEndian: version)
    output.append(littleEndian: revision)
    output.append(profile.rawValue)
    output.append(blockSize.log2)
    output.append(littleEndian: UInt16(0))
    for field in [containerSize, tarSize, dataSize, blockTableLength, parityOffset, parityLength] {
      output.append(littleEndian: field)
    }
    output.append(littleEndian: parityDataShards)
    output.append(littleEndian: parityShards)
    output.append(littleEndian: parityStripes)
    for field in [indexOffset, indexLength, frameCount] { output.append(littleEndian: field) }
    output.append(littleEndian: tagFileCount)
    output.append(littleEndian: folderCount)
    output.append(littleEndian: payloadFileCount)
    output.append(littleEndian: payloadSize)
    for digest in [blockTableDigest, parityDigest, indexDigest, contentDigest, packageDigest] {
      output += digest.bytes
    }
    return output
  }

  /// Reads a footer's 272 bytes.
  ///
  /// - Throws: `E119` for a version that is not known, `E111` for a reserved field that is not zero, `E117`
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
    guard version == Self.currentVersion, revision == Self.currentRevision else {
      throw ContainerError(
        .versionUnsupported,
        "the package is of format version \(version).\(revision); this program reads version 1.0")
    }
    guard let profile = Profile(rawValue: try number(UInt8.self)) else {
      throw ContainerError(.footerMismatch, "the footer names an unknown profile")
    }
    self.profile = profile
    guard let blockSize = BlockSize(log2: try number(UInt8.self)) else {
      throw ContainerError(.footerMismatch, "the footer names a block size that is not allowed")
    }
    self.blockSize = blockSize
    guard try number(UInt16.self) == 0 else {
      throw ContainerError(.reservedNonzero, "a reserved field of the footer is not zero")
    }
    containerSize = try number(UInt64.self)
    tarSize = try number(UInt64.self)
    dataSize = try number(UInt64.self)
    blockTableLength = try number(UInt64.self)
    parityOffset = try number(UInt64.self)
    parityLength = try number(UInt64.self)
    parityDataShards = try number(UInt16.self)
    parityShards = try number(UInt16.self)
    parityStripes = try number(UInt32.self)
    indexOffset = try number(UInt64.self)
    indexLength = try number(UInt64.self)
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
  }
}
