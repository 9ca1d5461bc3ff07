package import SteleCore

/// Where the sections of a container stand, and what its footer says, made from what the data frames hold.
/// See Spec §6.
///
/// The writer writes this; a full verification makes it anew and compares, so that nothing behind
/// the data frames can say anything but this.
package struct ContainerTail: Sendable {
  package let blockTable: [UInt8]
  package let index: [UInt8]
  package var footer: Footer

  /// What is known already.
  package init(blockTable: [UInt8], index: [UInt8], footer: Footer) {
    self.blockTable = blockTable
    self.index = index
    self.footer = footer
  }

  /// - Parameters:
  ///   - blocks: The digests of all data blocks.
  ///   - parity: What the footer says of the parity; `nil` if there is none.
  package init(
    profile: Profile, _ common: FrameCommons, dataSize: UInt64, blocks: [Digest], index: ContainerIndex,
    facts: TarFacts, parity: ParityFacts?, contentDigest: Digest, packageDigest: Digest
  ) {
    blockTable = blocks.flatMap(\.bytes)
    self.index = index.bytes
    var footer = Footer(
      profile: profile, common, contentDigest: contentDigest, packageDigest: packageDigest)
    footer.tarSize = facts.tarSize
    footer.dataSize = dataSize
    footer.blockTableLength = UInt64(blockTable.count)
    footer.indexLength = UInt64(self.index.count)
    if let parity {
      footer.parityLength = parity.length
      footer.parityColumns = parity.columns
      footer.parityRows = parity.rows
      footer.parityStripes = parity.stripes
      footer.parityDigest = parity.digest
    }
    footer.placeSections()
    footer.frameCount = UInt64(index.frames.count)
    footer.tagFileCount = UInt32(index.tagFiles.count)
    footer.folderCount = UInt32(facts.folderCount)
    footer.payloadFileCount = facts.payloadFileCount
    footer.payloadSize = facts.payloadSize
    footer.blockTableDigest = Digest(hashing: blockTable)
    footer.indexDigest = Digest(hashing: self.index)
    self.footer = footer
  }
}

extension Footer {
  /// Sets the offsets of all sections, and the size of the container, from their lengths. See Spec §6.1.
  ///
  /// Lengths that no section can have make places that none can have.
  package mutating func placeSections() {
    let dataSize = min(dataSize, Section.largest)
    let additionalSize = min(additionalSize, Section.largest)
    let table = Section.storedLength(contentLength: blockTableLength, profile)
    parityOffset = dataSize + table
    secondBlockTableOffset = parityOffset + Section.storedLength(contentLength: parityLength, profile)
    indexOffset = secondBlockTableOffset + (parityRatio == .none ? 0 : table)
    additionalOffset = indexOffset + Section.storedLength(contentLength: indexLength, profile)
    containerSize = additionalOffset + additionalSize + UInt64(profile.footerFrameLength)
  }
}

extension Footer {
  /// Takes over what a later revision added. See Spec §6.6.
  package mutating func takeLater(from later: Footer) {
    revision = later.revision
    additionalSize = later.additionalSize
    additionalDigest = later.additionalDigest
    reserved = later.reserved
    placeSections()
  }
}

/// What the footer says of the tar.
package struct TarFacts: Hashable, Sendable {
  package var tarSize: UInt64 = 0
  package var folderCount = 0
  package var payloadFileCount: UInt64 = 0
  /// The sum of the sizes of all payload files, links included.
  package var payloadSize: UInt64 = 0

  package init() {}
}

/// What the footer says of the parity. See Spec §6.3.
package struct ParityFacts: Hashable, Sendable {
  package let columns: UInt16
  package let rows: UInt16
  package let stripes: UInt32
  /// Bytes of content.
  package let length: UInt64
  package let digest: Digest

  package init(columns: UInt16, rows: UInt16, stripes: UInt32, length: UInt64, digest: Digest) {
    self.columns = columns
    self.rows = rows
    self.stripes = stripes
    self.length = length
    self.digest = digest
  }
}
