import SteleContainer
import SteleCore
import SteleParity

/// Compares block tables, parity, index and footer with what the data frames say they must be. See Spec §6.
struct TailChecker {
  private let tail: TailReader
  private let findings: Findings
  private let profile: Profile
  private let containerSize: UInt64
  /// The digests of the blocks, and the table that they make.
  private let blocks: [Digest]
  private let made: [UInt8]
  /// The stripes whose parity is not that of their data.
  private let wrongStripes: [Int]
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
    wrongStripes = tail.parityLayout.map(tail.wrongStripes) ?? []
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
  ///   - stated: What frames state.
  ///   - isDataAlone: Whether nothing behind the data frames was there to be read.
  /// - Returns: The container digest.
  func check(_ expected: Expected?, _ stated: StatedByFrames, isDataAlone: Bool) -> Digest? {
    let rightBlockSize = expected.map { BlockSize(tarSize: $0.facts.tarSize) }
    check(stated, rightBlockSize)
    if isDataAlone { return nil }
    guard let (content, frame, offset) = tail.footer else {
      findings.add(
        .truncated, offset: containerSize, "the package ends before its footer; a part of it is missing")
      compareBlocks(nil, isDataWhole: expected != nil)
      return nil
    }
    let digest = Digest(hashing: frame)
    let footer: Footer
    do throws(ContainerError) {
      footer = try Footer(content[...])
    } catch {
      findings.add(error.code, offset: offset, error.message)
      compareBlocks(nil, isDataWhole: expected != nil)
      return digest
    }
    if footer.payloadFileCount >= 1 << 32 {
      findings.add(
        .limitExceeded, offset: offset, "the footer states more payload files than a package can have")
    }
    compareBlocks(tail.isFooterSound ? footer : nil, isDataWhole: expected != nil)
    checkParity(footer, isDataWhole: expected != nil)
    checkAdditional(footer)
    if let rightIndexDigest = expected?.index.digest, indexDigest != rightIndexDigest {
      findings.add(
        .indexMismatch, offset: footer.indexOffset, "the index does not say what the archive holds")
    } else if expected == nil, tail.isFooterSound, indexDigest != footer.indexDigest {
      findings.add(
        .indexMismatch, offset: footer.indexOffset, "the index is not the one that the footer describes")
    }
    compare(footer, right(footer, expected), offset)
    return digest
  }

  private func check(_ stated: StatedByFrames, _ right: BlockSize?) {
    let sizes = stated.blockSizes.sorted { $0.value < $1.value }
    for (log2, offset) in sizes where log2 != right?.log2 ?? sizes[0].key {
      findings.add(.blockSize, offset: offset, "the frame states a block size that is not this package's")
    }
    let ratios = stated.parityRatios.sorted { $0.value < $1.value }
    for (hundredths, offset) in ratios
    where hundredths != ratios[0].key || ParityRatio(hundredths: hundredths) == nil {
      findings.add(.parityRatio, offset: offset, "the frame states a parity ratio that is not this package's")
    }
  }

  /// Where tables and data disagree, the footer decides which of them is wrong. See Spec §6.2.
  private func compareBlocks(_ footer: Footer?, isDataWhole: Bool) {
    guard let blockSize = tail.blockSize else { return }
    var tables = [tail.blockTable]
    if hasParity { tables.append(tail.secondBlockTable) }
    guard tables.contains(where: { $0 != made }) else { return }
    if footer?.blockTableDigest == Digest(hashing: made) {
      for (number, table) in tables.enumerated() where table != made {
        report(number, "is damaged; the data that it describes is not")
      }
      return
    }
    let trusted = tables.first { footer?.blockTableDigest == Digest(hashing: $0) }
    if let trusted {
      for (number, table) in tables.enumerated() where table != trusted { report(number, "is damaged") }
    } else if footer != nil {
      for (number, table) in tables.enumerated() where table.count == made.count {
        report(number, "is not the one that the footer describes")
      }
    }
    // Without a table there is nothing to compare with, and a package that is cut off has none.
    let table = trusted ?? tables.first { !$0.isEmpty } ?? []
    if footer == nil, table.isEmpty { return }
    BlockComparison(blockSize: blockSize, dataSize: tail.dataSize).compare(
      blocks, with: table, isLengthKnown: isDataWhole || trusted == nil, findings)
  }

  private func report(_ table: Int, _ what: String) {
    findings.add(
      .blockTable, offset: table == 0 ? tail.dataSize : nil,
      "the \(table == 0 ? "" : "second ")block table \(what)")
  }

  /// Whether the frames say that there is parity.
  private var hasParity: Bool { tail.parityRatio != nil && tail.parityRatio != ParityRatio.none }

  private func checkParity(_ footer: Footer, isDataWhole: Bool) {
    func add(_ message: String) { findings.add(.paritySection, offset: footer.parityOffset, message) }
    if footer.parityRatio != tail.parityRatio ?? footer.parityRatio {
      findings.add(
        .parityRatio, offset: tail.footer?.offset,
        "the footer states a parity ratio of \(footer.parityRatio), the frames state \(tail.parityRatio!)")
    }
    guard let layout = tail.parityLayout else { return }
    if tail.isFooterSound, footer.parityLength != layout.parityLength {
      add("the footer states \(footer.parityLength) bytes of parity, but it must have \(layout.parityLength)")
    }
    if tail.parityLength == 0 { return add("the parity is not there") }
    if tail.parityLength != layout.parityLength {
      return add("the parity has \(tail.parityLength) bytes, but must have \(layout.parityLength)")
    }
    if isDataWhole {
      if !wrongStripes.isEmpty {
        add("the parity of \(wrongStripes.count) of \(layout.stripes) stripes is not that of the data")
      }
    }
    if tail.isFooterSound, tail.parityDigest != footer.parityDigest, wrongStripes.isEmpty {
      add("the parity does not have the digest that the footer states")
    }
  }

  /// What only a later revision may have. See Spec §6.6.
  private func checkAdditional(_ footer: Footer) {
    if footer.isOfLaterRevision {
      findings.addLaterRevision(footer)
    } else if let offset = tail.additional.offset {
      findings.add(
        .frameKind, offset: offset, "the frame is of a kind that revision 1.\(footer.revision) does not have")
    }
  }

  /// The footer that must stand there: made anew, with what cannot be known as it is.
  ///
  /// A section that is not as it must be has a code of its own. So what the footer says of it is right if it fits what stands there, or
  /// what must stand there.
  private func right(_ footer: Footer, _ expected: Expected?) -> Footer {
    var right = footer
    right.profile = profile
    right.blockSize = tail.blockSize ?? footer.blockSize
    if let ratio = tail.parityRatio { right.parityRatio = ratio }
    // How much data there was where some is lost, nobody else knows.
    if expected != nil || !footer.isLaidOut { right.dataSize = tail.dataSize }
    let layout = ParityLayout(
      right.parityRatio, blockSize: right.blockSize.bytes, dataSize: right.dataSize)
    let blockSize = UInt64(right.blockSize.bytes)
    if footer.blockTableLength != UInt64(tail.blockTable.count) {
      right.blockTableLength = (right.dataSize + blockSize - 1) / blockSize * UInt64(Digest.byteCount)
    }
    right.blockTableDigest = tableDigest
    if footer.parityLength != tail.parityLength { right.parityLength = layout?.parityLength ?? 0 }
    if layout == nil || !tail.isFooterSound { right.parityDigest = tail.parityDigest }
    right.setStripes(layout)
    if footer.indexLength != UInt64(tail.index.count) || footer.indexDigest != indexDigest,
      let index = expected?.index
    {
      right.indexLength = UInt64(index.byteCount)
      right.indexDigest = index.digest
    }
    right.additionalSize = tail.additional.size
    right.additionalDigest = tail.additional.digest
    right.placeSections()
    if isAllThere(right, expected), let end = tail.footer {
      // Where these stand is seen, whatever the lengths say.
      right.containerSize = end.offset + UInt64(end.frame.count)
      right.additionalOffset = tail.additional.offset ?? end.offset
    }
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

  /// Whether nothing came in and nothing fell out before the footer.
  private func isAllThere(_ right: Footer, _ expected: Expected?) -> Bool {
    expected != nil && !tail.hasUnframedBytes
      && UInt64(tail.blockTable.count) == right.blockTableLength
      && UInt64(tail.secondBlockTable.count) == (hasParity ? right.blockTableLength : 0)
      && tail.parityLength == right.parityLength && UInt64(tail.index.count) == right.indexLength
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
    field("offset of the parity") { $0.parityOffset }
    if tail.parityLayout == nil || !tail.isFooterSound {
      // With parity, these have a code of their own, but for a footer that was changed after it was written.
      field("length of the parity") { $0.parityLength }
      field("digest of the parity") { $0.parityDigest }
    }
    field("columns of a stripe") { $0.parityColumns }
    field("rows of a stripe") { $0.parityRows }
    field("number of stripes") { $0.parityStripes }
    field("offset of the second block table") { $0.secondBlockTableOffset }
    field("offset of the index") { $0.indexOffset }
    field("length of the index") { $0.indexLength }
    field("digest of the index") { $0.indexDigest }
    field("offset of the additional sections") { $0.additionalOffset }
    field("bytes of the additional sections") { $0.additionalSize }
    field("digest of the additional sections") { $0.additionalDigest }
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

/// What the frames of a package state, each value with the offset of the first frame that does.
struct StatedByFrames {
  private(set) var blockSizes: [UInt8: UInt64] = [:]
  private(set) var parityRatios: [UInt16: UInt64] = [:]

  mutating func take(_ descriptor: FrameDescriptor, _ offset: UInt64) {
    if blockSizes[descriptor.blockSizeLog2] == nil { blockSizes[descriptor.blockSizeLog2] = offset }
    if parityRatios[descriptor.parityHundredths] == nil { parityRatios[descriptor.parityHundredths] = offset }
  }
}
