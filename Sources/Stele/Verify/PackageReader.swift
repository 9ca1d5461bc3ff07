import SteleBag
import SteleContainer
import SteleCore

/// Reads a package in one pass from first to last stored byte, checks all of it, and hands its payload on.
///
/// Verification and extraction of everything are this one reading, with different sinks. See Spec §9.2.
struct PackageReader {
  private let threads: Int
  private let findings = Findings()
  private var tar: TarChecker
  private var parser: TarParser
  private var tail: TailReader
  private var frames: [FrameRecord] = []
  /// Whether some of the tar could not be had.
  private var hasGaps = false
  /// Whether all of the tar could be had, but some of it is not as it was sealed.
  private var isDamaged = false
  /// What the first frame says, or who knows all frames; the tag manifest must confirm it.
  private var packageTag: PackageTag?
  /// Whether it is known which package is read; frames of others are passed over then.
  private let isChosen: Bool
  private var firstOffset: UInt64 = 0
  private var stated = StatedByFrames()
  private var dataHasEnded = false
  private var profile = Profile.gzip
  private var containerSize: UInt64 = 0
  private var lastRun: StoredRun?
  /// Whether the reading ended before the end of what was to be read, since that is no package.
  private var hasGivenUp = false
  /// Whether all that can be had of what is damaged is handed on.
  private let takesDamaged: Bool
  /// Tar that stands, by its looks, in frames whose descriptors are damaged: it has its place when the next frame has.
  private var undescribed: [UndescribedPiece] = []

  /// - Parameter chosen: The package that is read, of several in a file; `nil` for that of the first frame.
  init(limits: Limits, threads: Int, sink: any PayloadSink, chosen: PackageTag? = nil) {
    self.threads = threads
    packageTag = chosen
    isChosen = chosen != nil
    if let chosen { sink.framesBelong(to: chosen) }
    tar = TarChecker(limits: limits, sink: sink, findings: findings)
    tail = TailReader(findings)
    takesDamaged = sink.takesDamaged
    parser = TarParser(searchesBehindEnd: takesDamaged)
  }

  /// The payload that a run brought, to be worked on.
  private struct Laden: Sendable {
    let lanes: [any LadenLane]
    let blocks: BlockLane?
    /// The entries that are over then.
    let endedCount: Int
    let storedCount: Int
  }

  /// Reads a whole package.
  ///
  /// - Parameters:
  ///   - source: The package's stored bytes.
  ///   - extent: What of the package is there to be read.
  mutating func read(
    _ source: some PackageSource, phase: Progress.Phase, _ progress: ProgressHandler?,
    extent: Extent = .all
  ) async throws -> PackageReading {
    try await scan(source, phase: phase, progress)
    return try await finish(extent)
  }

  /// What of a package is there to be read.
  enum Extent {
    case all
    /// The data frames alone, all of them; of a package of which the footer says whether it is of a later revision.
    case dataFrames(ofLaterRevision: Bool)
  }

  /// Reads what may be the beginning of a package of which the rest is still to come.
  mutating func readPart(
    _ source: some PackageSource, of receipt: Receipt, _ progress: ProgressHandler?
  ) async throws -> PartReport {
    try await scan(source, phase: .verifying, progress)
    let isAllThere = tail.hasFooter || containerSize >= receipt.packageBytes
    let reading = isAllThere ? try await finish(.all) : nil
    return try await PartCheck(
      receipt: receipt, tar: tar, tail: tail, findings: findings, packageTag: packageTag, stated: stated,
      profile: profile, size: containerSize, lastRun: lastRun, threads: threads
    ).report(reading)
  }

  private mutating func scan(
    _ source: some PackageSource, phase: Progress.Phase, _ progress: ProgressHandler?
  ) async throws {
    var scanner = try FrameScanner(source)
    var state = Progress(phase: phase, totalBytes: source.size)
    let takesDamaged = takesDamaged
    var lead = LeadingBytes(looksThroughFiles: takesDamaged)
    var wanted = WantedRuns(takesDamaged: takesDamaged, chosen: isChosen ? packageTag : nil)
    var reader = self
    try await OrderedTasks.run(
      threads: threads, width: threads * 4, weight: { (pending: PendingRun) in pending.weight },
      room: OrderedTasks.roomForFrames(threads: threads),
      next: {
        if try lead.isNoPackage(source) { return nil }
        guard let run = try scanner.next() else { return nil }
        var pending = wanted.pending(lead.taking(run))
        // Nothing more is taken in. Only to save time: what is decoded already is not used either.
        if reader.tar.isStopped { pending.decoding = .none }
        return pending
      },
      first: { $0.decode() },
      order: { decoded in
        reader.take(decoded)
        return Laden(
          lanes: reader.tar.takeLaden(), blocks: reader.tail.lane, endedCount: reader.tar.endedCount,
          storedCount: decoded.run.bytes.count)
      },
      second: { laden in
        laden.blocks?.drain()
        for lane in laden.lanes { lane.drain() }
        return laden
      },
      consume: { laden in
        reader.tar.takeLines()
        reader.tar.tell(upTo: laden.endedCount)
        if let failure = reader.tar.sink.failure { throw failure }
        state.bytes += UInt64(laden.storedCount)
        state.files = reader.tar.files.count
        progress?(state)
      })
    reader.tar.settle()
    self = reader
    hasGivenUp = lead.areTooMany
    profile = scanner.profile
    containerSize = state.bytes
    // Nothing of it could be read: whether it is a package cannot be said.
    if !tail.hasFrames, let error = source.gapError { throw error }
    source.reportGaps(findings)
  }

  private mutating func take(_ decoded: DecodedRun) {
    let run = decoded.run
    tar.expansion.stored = run.offset + UInt64(run.bytes.count)
    tar.comes(decoded.byteCount, at: parser.position)
    let contents = tar.isStopped ? .none : decoded.contents
    if case .undescribed(let pieces) = contents { keep(pieces, in: run) }
    lastRun = run
    tail.note(run)
    if let problem = run.problem { findings.add(problem.code, offset: run.offset, problem.message) }
    switch run.content {
    case .noFrame(let error):
      takeDamage(run, error)
      if let torn = run.torn, case .damaged(let beginning, _) = contents {
        takeTorn(run, torn, beginning)
      }
    case .frame(let descriptor) where isChosen && descriptor.packageTag != packageTag:
      reportForeign(run.offset)
      if !dataHasEnded { hasGaps = true }
    case .frame(let descriptor):
      checkDescriptor(descriptor, run.offset)
      if descriptor.kind == FrameKind.data.rawValue {
        takeData(run, descriptor, contents)
      } else {
        pushUndescribed(upTo: nil)
        dataHasEnded = true
        tail.take(run, descriptor, run.profile)
      }
    }
  }

  private mutating func takeDamage(_ run: StoredRun, _ error: ContainerError) {
    if tail.hasFooter {
      findings.add(.trailingBytes, offset: run.offset, "bytes follow the end of the package")
    } else {
      findings.add(
        error.code, offset: run.offset, "\(run.bytes.count) bytes: \(error.message)")
      if !dataHasEnded { hasGaps = true }
    }
  }

  private mutating func checkDescriptor(_ descriptor: FrameDescriptor, _ offset: UInt64) {
    if packageTag == nil {
      packageTag = descriptor.packageTag
      firstOffset = offset
      tar.sink.framesBelong(to: descriptor.packageTag)
    }
    if descriptor.packageTag != packageTag { reportForeign(offset) }
    stated.take(descriptor, offset)
  }

  private func reportForeign(_ offset: UInt64) {
    findings.add(.frameForeign, offset: offset, "the frame says that it belongs to another package")
  }

  /// Keeps what may be tar.
  private mutating func keep(_ pieces: [UndescribedPiece], in run: StoredRun) {
    guard !dataHasEnded, !parser.hasEnded else { return }
    undescribed = pieces
  }

  /// Hands on what was kept, as far as there is room for it before the next frame's place.
  private mutating func pushUndescribed(upTo place: UInt64?) {
    var room = Int(clamping: place.map { $0 > parser.position ? $0 - parser.position : 0 } ?? .max)
    for piece in undescribed {
      let bytes = piece.bytes.prefix(room)
      parser.push(bytes, isDoubtful: piece.isDoubtful, &tar)
      room -= bytes.count
    }
    undescribed = []
  }

  private mutating func takeData(_ run: StoredRun, _ descriptor: FrameDescriptor, _ data: DecodedRun.Contents)
  {
    if dataHasEnded {
      findings.add(.frameKind, offset: run.offset, "a data frame stands behind the block table")
      guard takesDamaged else { return }
    }
    pushUndescribed(upTo: descriptor.place)
    guard takePlace(descriptor, run.offset) else { return }
    let record = FrameRecord(offset: run.offset, place: parser.position)
    frames.append(record)
    findings.frame(record)
    switch data {
    case _ where descriptor.packageTag != packageTag:
      hasGaps = true
      parser.skip(UInt64(descriptor.rawLength), &tar)
    case .whole(let bytes, let problem, let isDoubtful):
      if let problem {
        findings.add(problem.code, offset: run.offset, problem.message)
        isDamaged = true
      }
      parser.push(bytes[...], isDoubtful: isDoubtful, &tar)
    case .damaged(let beginning, let error):
      findings.add(error.code, offset: run.offset, error.message)
      hasGaps = true
      parser.push(beginning[...], isDoubtful: true, &tar)
      let rest = UInt64(descriptor.rawLength) - UInt64(beginning.count)
      if rest > 0 { parser.skip(rest, &tar) }
    case .none: parser.skip(UInt64(descriptor.rawLength), &tar)
    case .undescribed: break
    }
  }

  /// Takes what can be had of a frame that is not as long as it states.
  private mutating func takeTorn(_ run: StoredRun, _ descriptor: FrameDescriptor, _ beginning: [UInt8]) {
    if packageTag == nil { checkDescriptor(descriptor, run.offset) }
    guard descriptor.packageTag == packageTag, !tail.hasFooter else { return }
    pushUndescribed(upTo: descriptor.place)
    guard takePlace(descriptor, run.offset) else { return }
    findings.frame(FrameRecord(offset: run.offset, place: parser.position))
    let isDoubtful =
      beginning.count != Int(descriptor.rawLength)
      || CRC32.checksum(beginning[...]) != descriptor.rawChecksum
    parser.push(beginning[...], isDoubtful: isDoubtful, &tar)
    let rest = UInt64(descriptor.rawLength) - UInt64(beginning.count)
    if rest > 0 { parser.skip(rest, &tar) }
  }

  /// Whether the frame stands where the tar goes on. If some of the tar is missing before it, that is passed
  /// over; a frame that stands before what was read has come already, or lies.
  private mutating func takePlace(_ descriptor: FrameDescriptor, _ offset: UInt64) -> Bool {
    guard descriptor.place != parser.position else { return true }
    let isExpected = hasGaps && descriptor.place > parser.position
    if !isExpected {
      findings.add(
        .framePlace, offset: offset,
        "the frame says that it stands at \(descriptor.place) in the tar, but \(parser.position) comes next")
    }
    hasGaps = true
    // A place that no tar reaches is a lie.
    guard descriptor.place < 1 << 60 else { return false }
    if descriptor.place > parser.position {
      parser.skip(descriptor.place - parser.position, &tar)
      return true
    }
    if takesDamaged { parser.jump(to: descriptor.place, &tar) }
    return takesDamaged
  }

  private mutating func finish(_ extent: Extent) async throws -> PackageReading {
    pushUndescribed(upTo: nil)
    let (isDataAlone, isLater) =
      switch extent {
      case .all: (false, tail.isOfLaterRevision)
      case .dataFrames(let isLater): (true, isLater)
      }
    if isDataAlone { dataHasEnded = true }
    // A package that ends between two data frames has lost what would follow.
    if !dataHasEnded { hasGaps = true }
    if hasGaps { parser.breakOff(&tar) } else { parser.finish(&tar) }
    if tail.hasFrames { tar.finish() }
    tar.checkConflicts()
    let isWhole = !hasGaps && !isDamaged && !tar.isStopped && !parser.hasLostEntries
    let claims = tar.takeClaims()
    let bag = try await BagChecker(
      tar: tar, findings: findings, extent: isWhole ? .whole : .damaged, threads: threads
    ).check(consume claims)
    checkTag(bag.packageDigest)
    if !isLater { tar.reportAdditional() }
    let expected = isWhole ? expectedTail(bag) : nil
    let containerDigest = TailChecker(
      tail: tail, findings: findings, profile: profile, containerSize: containerSize
    ).check(expected, stated, isDataAlone: isDataAlone)
    if !tail.hasFrames {
      findings.replaceAll(
        .notAPackage, offset: 0,
        hasGivenUp
          ? "this is not a Stele package: its first \(LeadingBytes.most >> 20) MiB hold no frame of one"
          : "this is not a Stele package: it holds no frame of one; a bag of another tool is verified as a folder"
      )
    }
    return PackageReading(
      bag: bag, isCheckedToEnd: !tar.isStopped, containerDigest: containerDigest,
      payloadSize: tar.payloadSize, fileCount: tar.files.count, expectedTail: expected, blocks: tail.blocks,
      findings: findings,
      folder: tar.folder, footer: tail.footer.flatMap { try? Footer($0.content[...]) },
      containerSize: containerSize)
  }

  /// What must follow the data frames, if all of them could be read.
  private func expectedTail(_ bag: BagChecker.Result) -> TailChecker.Expected {
    var index = ContainerIndex()
    index.frames = frames
    index.tagFiles = tar.tagFileOffsets
    index.payload = bag.index.payload
    index.byDigest = bag.index.byDigest
    var facts = TarFacts()
    facts.tarSize = parser.position
    facts.folderCount = tar.folders.count
    facts.payloadSize = tar.payloadSize
    facts.payloadFileCount = UInt64(tar.files.count)
    return TailChecker.Expected(
      index: index, facts: facts, contentDigest: bag.contentDigest, packageDigest: bag.packageDigest)
  }

  private func checkTag(_ packageDigest: Digest?) {
    guard let packageDigest, let packageTag, packageTag != PackageTag(packageDigest) else { return }
    findings.add(
      .frameForeign, offset: firstOffset,
      "the frames say that they belong to another package than the tag manifest does")
  }
}
