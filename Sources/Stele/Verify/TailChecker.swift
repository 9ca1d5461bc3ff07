import SteleContainer
import SteleCore

/// Compares block table, index and footer with what the data frames say they must be. See Spec §6.
struct TailChecker {
  let tail: TailReader
  let findings: Findings
  let profile: Profile
  let containerSize: UInt64

  /// - Parameter expected: What must stand there; `nil` if that cannot be known, since some of the data is lost.
  /// - Returns: The container digest.
  func check(_ expected: ContainerTail?) -> Digest? {
    guard let (content, frame, offset) = tail.footer else {
      findings.add(.truncated, offset: containerSize, "the package ends before its footer; a part of it is missing")
      return nil
    }
    checkBlocks()
    let footer: Footer
    do throws(ContainerError) {
      footer = try Footer(content[...])
    } catch {
      findings.add(error.code, offset: offset, error.message)
      return Digest(hashing: frame)
    }
    checkParity(footer, offset)
    if let expected {
      if tail.index != expected.index {
        findings.add(
          .indexMismatch, offset: footer.indexOffset, "the index does not say what the archive holds")
      }
      compare(footer, expected.footer, offset)
    } else {
      checkAlone(footer, offset)
    }
    return Digest(hashing: frame)
  }

  /// Reports each run of blocks that do not have their digests.
  private func checkBlocks() {
    let blocks = tail.blocks
    let stored = tail.blockTable
    if stored.count != blocks.count * Digest.byteCount {
      findings.add(
        .blockTable, offset: tail.dataSize,
        "the block table has \(stored.count) bytes; the data has \(blocks.count) blocks of 32 bytes each")
    }
    var damaged: Range<Int>?
    for (number, digest) in blocks.prefix(stored.count / Digest.byteCount).enumerated() {
      if stored[number * 32..<number * 32 + 32].elementsEqual(digest.bytes) {
        report(damaged)
        damaged = nil
      } else {
        damaged = (damaged?.lowerBound ?? number)..<number + 1
      }
    }
    report(damaged)
  }

  private func report(_ blocks: Range<Int>?) {
    guard let blocks, let size = tail.blockSize else { return }
    let start = blocks.lowerBound * size.bytes
    let end = min(UInt64(blocks.upperBound * size.bytes), tail.dataSize)
    findings.add(
      .blockDigest, offset: UInt64(start),
      "the stored bytes \(start) to \(end - 1) do not have the digests of the block table")
  }

  private func checkParity(_ footer: Footer, _ offset: UInt64) {
    let stated = [
      UInt64(footer.parityDataShards), UInt64(footer.parityShards), UInt64(footer.parityStripes),
    ]
    if tail.parityLength == 0 {
      if stated != [0, 0, 0] || footer.parityDigest != Footer.noDigest {
        findings.add(.paritySection, offset: offset, "the footer describes parity, but there is none")
      }
      return
    }
    if footer.parityDigest != tail.parityFacts.digest || footer.parityLength != tail.parityLength {
      findings.add(.paritySection, offset: footer.parityOffset, "the parity does not have the digest or length that the footer states")
    }
    findings.add(
      .parityUnchecked, offset: footer.parityOffset,
      "the package holds parity that this program does not know; its bytes are as they were sealed")
  }

  /// What of the footer can be checked without the tar.
  private func checkAlone(_ footer: Footer, _ offset: UInt64) {
    var right = footer
    right.containerSize = containerSize
    right.dataSize = tail.dataSize
    right.blockTableLength = UInt64(tail.blockTable.count)
    right.blockTableDigest = Digest(hashing: tail.blockTable)
    right.indexLength = UInt64(tail.index.count)
    right.indexDigest = Digest(hashing: tail.index)
    right.profile = profile
    compare(footer, right, offset)
  }

  private func compare(_ footer: Footer, _ right: Footer, _ offset: UInt64) {
    guard footer != right else { return }
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
    field("parity") { [$0.parityOffset, $0.parityLength] }
    field("offset of the index") { $0.indexOffset }
    field("length of the index") { $0.indexLength }
    field("number of frames") { $0.frameCount }
    field("number of tag files") { $0.tagFileCount }
    field("number of folders") { $0.folderCount }
    field("number of payload files") { $0.payloadFileCount }
    field("bytes of payload") { $0.payloadSize }
    field("content digest") { $0.contentDigest }
    field("package digest") { $0.packageDigest }
    if footer.blockTableDigest != Digest(hashing: tail.blockTable) {
      findings.add(.blockTable, offset: tail.dataSize, "the block table does not have the digest that the footer states")
    }
    if footer.indexDigest != Digest(hashing: tail.index) {
      findings.add(.indexMismatch, offset: footer.indexOffset, "the index does not have the digest that the footer states")
    }
    if !wrong.isEmpty {
      findings.add(
        .footerMismatch, offset: offset, "the footer is wrong in: \(wrong.joined(separator: ", "))")
    }
  }
}
