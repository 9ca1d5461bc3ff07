import SteleContainer
import SteleCore

/// Compares block table, index and footer with what the data frames say they must be. See Spec §6.
struct TailChecker {
  private let tail: TailReader
  private let findings: Findings
  private let profile: Profile
  private let containerSize: UInt64
  /// The digests of the blocks, and the table that they make.
  private let blocks: [Digest]
  private let made: [UInt8]
  /// The digests of the block table and of the index that stand there.
  private let tableDigest: Digest
  private let indexDigest: Digest

  init(tail: TailReader, findings: Findings, profile: Profile, containerSize: UInt64) {
    self.tail = tail
    self.findings = findings
    self.profile = profile
    self.containerSize = containerSize
    blocks = tail.blocks
    made = blocks.flatMap(\.bytes)
    tableDigest = Digest(hashing: tail.blockTable)
    indexDigest = Digest(hashing: tail.index)
  }

  /// What is known of the tar, if all of it could be read.
  struct Expected {
    let index: ContainerIndex
    let facts: TarFacts
    let contentDigest: Digest?
    let packageDigest: Digest?
  }

  /// - Parameters:
  ///   - expected: `nil` if some of the tar is lost.
  ///   - frameBlockSizes: The block sizes that frames state, each with the offset of the first that does.
  /// - Returns: The container digest.
  func check(_ expected: Expected?, frameBlockSizes: [UInt8: UInt64]) -> Digest? {
    let rightBlockSize = expected.map { BlockSize(tarSize: $0.facts.tarSize) }
    check(frameBlockSizes, rightBlockSize)
    guard let (content, frame, offset) = tail.footer else {
      findings.add(
        .truncated, offset: containerSize, "the package ends before its footer; a part of it is missing")
      compareBlocks(nil)
      return nil
    }
    let digest = Digest(hashing: frame)
    let footer: Footer
    do throws(ContainerError) {
      footer = try Footer(content[...])
    } catch {
      findings.add(error.code, offset: offset, error.message)
      compareBlocks(nil)
      return digest
    }
    if footer.payloadFileCount >= 1 << 32 {
      findings.add(
        .limitExceeded, offset: offset, "the footer states more payload files than a package can have")
    }
    compareBlocks(footer)
    checkParity(footer)
    if let expected, tail.index != expected.index.bytes {
      findings.add(
        .indexMismatch, offset: footer.indexOffset, "the index does not say what the archive holds")
    } else if expected == nil, indexDigest != footer.indexDigest {
      findings.add(
        .indexMismatch, offset: footer.indexOffset, "the index is not the one that the footer describes")
    }
    compare(footer, right(footer, expected), offset)
    return digest
  }

  private func check(_ sizes: [UInt8: UInt64], _ right: BlockSize?) {
    let sizes = sizes.sorted { $0.value < $1.value }
    for (log2, offset) in sizes where log2 != right?.log2 ?? sizes[0].key {
      findings.add(.blockSize, offset: offset, "the frame states a block size that is not this package's")
    }
  }

  /// Where table and data disagree, the footer decides which of them is wrong. See Spec §6.2.
  private func compareBlocks(_ footer: Footer?) {
    guard let blockSize = tail.blockSize else { return }
    guard tail.blockTable != made else { return }
    if footer?.blockTableDigest == Digest(hashing: made) {
      findings.add(
        .blockTable, offset: tail.dataSize, "the block table is damaged; the data that it describes is not")
      return
    }
    if let footer, footer.blockTableDigest != tableDigest,
      tail.blockTable.count == made.count
    {
      findings.add(
        .blockTable, offset: tail.dataSize, "the block table is not the one that the footer describes")
    }
    // Without a table there is nothing to compare with, and a package that is cut off has none.
    if footer == nil, tail.blockTable.isEmpty { return }
    BlockComparison(blockSize: blockSize, dataSize: tail.dataSize).compare(
      blocks, with: tail.blockTable, findings)
  }

  private func checkParity(_ footer: Footer) {
    guard tail.parityLength > 0 else {
      if footer.parityLength > 0 {
        findings.add(
          .paritySection, offset: footer.parityOffset, "the parity that the footer describes is not there")
      }
      return
    }
    if footer.parityDigest != tail.parityDigest || footer.parityLength != tail.parityLength {
      findings.add(
        .paritySection, offset: footer.parityOffset,
        "the parity does not have the digest or length that the footer states")
    }
    findings.add(
      .parityUnchecked, offset: footer.parityOffset,
      "the package holds parity that this program does not know; its bytes are as they were sealed")
  }

  /// The footer that must stand there: made anew, with what cannot be known as it is.
  private func right(_ footer: Footer, _ expected: Expected?) -> Footer {
    var right = footer
    right.profile = profile
    right.blockSize = tail.blockSize ?? footer.blockSize
    right.containerSize = containerSize
    right.dataSize = tail.dataSize
    right.blockTableLength = UInt64(tail.blockTable.count)
    right.blockTableDigest = tableDigest
    right.parityOffset = tail.dataSize + Section.storedLength(contentLength: right.blockTableLength, profile)
    if tail.parityLength == 0, footer.parityLength == 0 {
      right.parityDataShards = 0
      right.parityShards = 0
      right.parityStripes = 0
      right.parityDigest = Footer.noDigest
    }
    right.indexOffset = right.parityOffset + Section.storedLength(contentLength: tail.parityLength, profile)
    right.indexLength = UInt64(tail.index.count)
    right.indexDigest = indexDigest
    guard let expected else { return right }
    right.tarSize = expected.facts.tarSize
    right.frameCount = UInt64(expected.index.frames.count)
    right.tagFileCount = UInt32(expected.index.tagFiles.count)
    right.folderCount = UInt32(expected.facts.folderCount)
    right.payloadFileCount = expected.facts.payloadFileCount
    right.payloadSize = expected.facts.payloadSize
    right.contentDigest = expected.contentDigest ?? footer.contentDigest
    right.packageDigest = expected.packageDigest ?? footer.packageDigest
    return right
  }

  private func compare(_ footer: Footer, _ right: Footer, _ offset: UInt64) {
    var wrong: [String] = []
    func field<T: Equatable>(_ name: String, _ value: (Footer) -> T) {
      if value(footer) != value(right) { wrong.append(name) }
    }
    field("profile") { $0.profile }
    field("block size") { $0.blockSize }
    field("bytes in the container") { $0.containerSize }
    field("bytes in the tar") { $0.tarSize }
    field("bytes in the data frames") { $0.dataSize }
    field("length of the block table") { $0.blockTableLength }
    // A table that differs from the data was reported; here only the footer can be wrong.
    if tail.blockTable == made {
      field("digest of the block table") { $0.blockTableDigest }
    }
    field("parity") {
      [
        $0.parityOffset, UInt64($0.parityDataShards), UInt64($0.parityShards), UInt64($0.parityStripes),
      ]
    }
    if tail.parityLength == 0, footer.parityLength == 0 { field("digest of the parity") { $0.parityDigest } }
    field("offset of the index") { $0.indexOffset }
    field("length of the index") { $0.indexLength }
    field("digest of the index") { $0.indexDigest }
    field("number of frames") { $0.frameCount }
    field("number of tag files") { $0.tagFileCount }
    field("number of folders") { $0.folderCount }
    field("number of payload files") { $0.payloadFileCount }
    field("bytes of payload") { $0.payloadSize }
    field("content digest") { $0.contentDigest }
    field("package digest") { $0.packageDigest }
    if !wrong.isEmpty {
      findings.add(
        .footerMismatch, offset: offset, "the footer is wrong in: \(wrong.joined(separator: ", "))")
    }
  }
}
