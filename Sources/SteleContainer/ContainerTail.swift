package import SteleCore

/// All that follows the data frames of a container, made from what they hold. See Spec §6.
///
/// The writer writes these bytes; a full verification makes them anew and compares, so that nothing behind
/// the data frames can say anything but this.
package struct ContainerTail: Sendable {
  package let blockTable: [UInt8]
  package let index: [UInt8]
  package let footer: Footer

  package init(
    profile: Profile, blockSize: BlockSize, dataSize: UInt64, blocks: [Digest], index: ContainerIndex,
    facts: TarFacts, contentDigest: Digest, packageDigest: Digest
  ) {
    blockTable = blocks.flatMap(\.bytes)
    self.index = index.bytes
    var footer = Footer(
      profile: profile, blockSize: blockSize, contentDigest: contentDigest, packageDigest: packageDigest)
    footer.tarSize = facts.tarSize
    footer.dataSize = dataSize
    footer.blockTableLength = UInt64(blockTable.count)
    footer.parityOffset =
      dataSize + Section.storedLength(contentLength: footer.blockTableLength, profile)
    footer.indexOffset = footer.parityOffset
    footer.indexLength = UInt64(self.index.count)
    footer.containerSize =
      footer.indexOffset + Section.storedLength(contentLength: footer.indexLength, profile)
      + UInt64(profile.footerFrameLength)
    footer.frameCount = UInt64(index.frames.count)
    footer.tagFileCount = UInt32(index.tagFiles.count)
    footer.folderCount = UInt32(facts.folderCount)
    footer.payloadFileCount = facts.payloadFileCount
    footer.payloadSize = facts.payloadSize
    footer.blockTableDigest = Digest(hashing: blockTable)
    footer.indexDigest = Digest(hashing: self.index)
    self.footer = footer
  }

  /// The stored bytes of the footer's frame; its digest is the container digest.
  package func footerFrame(_ encoder: FrameEncoder) -> [UInt8] {
    encoder.sectionFrames(.footer, footer.bytes)
  }

  /// The stored bytes of everything behind the data frames, but the footer's frame.
  package func sectionFrames(_ encoder: FrameEncoder) -> [UInt8] {
    encoder.sectionFrames(.blockTable, blockTable) + encoder.sectionFrames(.index, index)
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
