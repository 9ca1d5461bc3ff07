import SteleBag
import SteleContainer
import SteleCore

/// Judges what was read of a package whose end has not come yet. See Spec §9.6.
struct PartCheck {
  let receipt: Receipt
  let tar: TarChecker
  let tail: TailReader
  let findings: Findings
  let packageTag: PackageTag?
  let stated: StatedByFrames
  let profile: Profile
  let size: UInt64
  let lastRun: StoredRun?
  let threads: Int

  /// - Parameter reading: What a full verification found, if the end has come.
  /// - Throws: `CancellationError`.
  func report(_ reading: PackageReading?) async throws -> PartReport {
    if let reading {
      let verification = reading.report(expected: nil, receipt: receipt)
      return report(
        reading.bag, verification.findings, soundBytes: verification.isGood ? size : nil, verification)
    }
    let unfinished = unfinishedOffset
    var bag = BagChecker.Result()
    if tail.hasFrames {
      checkFrames()
      bag = try await BagChecker(tar: tar, findings: findings, extent: .beginning, threads: threads).check(
        tar.contents.claims)
      check(bag)
      checkBlocks()
    } else if unfinished == nil, size > 0 {
      findings.replaceAll(.notAPackage, offset: 0, "this is not the beginning of a Stele package")
    }
    // What stands there is a frame that is still coming.
    let all = findings.summary.filter { unfinished == nil || $0.offset != unfinished }
    return report(bag, all, soundBytes: nil, nil, end: unfinished ?? size)
  }

  private func report(
    _ bag: BagChecker.Result, _ all: [Finding], soundBytes: UInt64?, _ verification: VerificationReport?,
    end: UInt64? = nil
  ) -> PartReport {
    let faults = all.filter { $0.severity == .error }
    let proven = bag.lines.indices.compactMap { line in
      tar.file(at: bag.lines.path(line)).flatMap { tar.digest(of: $0) == bag.lines.digest(line) ? $0 : nil }
    }
    let isOfReceipt = bag.contentDigest == receipt.contentDigest
    return PartReport(
      bytesRead: size,
      soundBytes: soundBytes ?? firstPlace(faults).map { min($0, size) } ?? end ?? size,
      isRight: faults.isEmpty, files: isOfReceipt ? proven.count : 0,
      bytes: isOfReceipt ? proven.reduce(0) { $0 &+ $1.size } : 0,
      packageDigest: bag.packageDigest, contentDigest: bag.contentDigest, findings: all,
      verification: verification)
  }

  /// Where a frame begins of which the rest is still to come.
  private var unfinishedOffset: UInt64? {
    guard let lastRun, case .noFrame(let error) = lastRun.content else { return nil }
    let isBeginning =
      error.code == .truncated || FrameBeginning.isPossible(lastRun.bytes, receipt.codec.profile)
    return isBeginning ? lastRun.offset : nil
  }

  /// Where the first fault is; 0 if nothing tells.
  private func firstPlace(_ faults: [Finding]) -> UInt64? {
    let known = faults.compactMap(\.offset)
    let places = faults.compactMap { fault -> UInt64? in
      if let offset = fault.offset { return offset }
      // All of another package is wrong.
      if fault.code == .digestUnexpected { return 0 }
      guard let frames = frames(of: fault), !known.contains(where: frames.contains) else { return nil }
      return frames.lowerBound
    }
    return faults.isEmpty ? nil : places.min() ?? 0
  }

  /// From the frame in which a file's entry begins to the one in which it ends.
  private func frames(of fault: Finding) -> ClosedRange<UInt64>? {
    guard let path = fault.path.flatMap({ try? PackagePath($0) }) else { return nil }
    let (start, end): (UInt64, UInt64)
    if let file = tar.file(at: path) {
      // What a gap in the tar took is where the gap is.
      guard tar.digest(of: file) != nil else { return nil }
      (start, end) = (file.entryOffset, file.entryOffset + (file.target == nil ? file.size : 0))
    } else if let file = tar.tagFiles.first(where: { $0.file.path == path }) {
      let next = tar.tagFiles.map(\.entryOffset).first { $0 > file.entryOffset }
      (start, end) = (file.entryOffset, next ?? tar.files.first?.entryOffset ?? file.dataOffset)
    } else {
      return nil
    }
    guard let begin = findings.containerOffset(start) else { return nil }
    return begin...max(begin, findings.containerOffset(end) ?? begin)
  }

  private func checkFrames() {
    if profile != receipt.codec.profile {
      findings.add(
        .receiptMismatch, offset: 0, "the profile is not \(receipt.codec.rawValue), as in the receipt")
    }
    if let packageTag, packageTag != PackageTag(receipt.packageDigest) {
      findings.add(
        .digestUnexpected, offset: 0,
        "the frames belong to another package than \(receipt.packageDigest), of which the receipt is")
    }
    if let folder = tar.folder, folder != receipt.folder {
      findings.add(
        .receiptMismatch, offset: 0,
        "the name of the folder in it is \(folder), but \(receipt.folder) in the receipt")
    }
    for offset in stated.blockSizes.values.sorted().dropFirst() {
      findings.add(.blockSize, offset: offset, "the frame states another block size than those before it")
    }
    for offset in stated.parityRatios.values.sorted().dropFirst() {
      findings.add(.parityRatio, offset: offset, "the frame states another parity ratio than those before it")
    }
  }

  private func check(_ bag: BagChecker.Result) {
    if let digest = bag.packageDigest, digest != receipt.packageDigest {
      findings.add(
        .digestUnexpected, path: TagFile.tagManifest.rawValue,
        "the package digest is \(digest), not \(receipt.packageDigest)")
    }
    if let digest = bag.contentDigest, digest != receipt.contentDigest {
      findings.add(
        .receiptMismatch, path: TagFile.manifest.rawValue,
        "the content digest is \(digest), but \(receipt.contentDigest) in the receipt")
    }
  }

  /// Holds the stored bytes against the block table, if all of it has come and it is the receipt's.
  private func checkBlocks() {
    guard let blockSize = tail.blockSize, tail.hasWholeBlockTable else { return }
    guard Digest(hashing: tail.blockTable) == receipt.blockTableDigest else {
      // A damaged piece of it was reported where it stands.
      if findings.all.contains(where: { $0.offset.map { $0 >= tail.dataSize } ?? false }) { return }
      findings.add(
        .receiptMismatch, offset: tail.dataSize,
        "the block table has not the digest \(receipt.blockTableDigest), which the receipt states")
      return
    }
    BlockComparison(blockSize: blockSize, dataSize: tail.dataSize).compare(
      tail.blocks, with: tail.blockTable, findings)
  }
}
