import SteleBag
import SteleContainer
import SteleCore

/// Checks the entries of a tar as they come: their order, paths and links. Collects the tag files, hashes the
/// payload, and hands its data on. See Spec §5 and §7.1.
struct TarChecker: TarVisitor {
  /// An entry whose data is over.
  private struct Ended {
    let lane: PayloadLane
    /// The number of its file; `nil` if it is none of the package.
    let number: Int?
    let ending: PayloadEnding
  }

  let limits: Limits
  let sink: any PayloadSink
  let findings: Findings

  /// The folder that everything stands in: one name.
  private(set) var folder: PackagePath?
  private(set) var tagFiles: [(file: TagFile, entryOffset: UInt64, dataOffset: UInt64)] = []
  /// Files outside of `data/` that this revision does not know, where a later one may have them.
  private(set) var additional: [AdditionalTagFile] = []
  private(set) var contents = TagContents()
  private(set) var files: [File] = []
  /// The paths of these, by their numbers; behind them, once the tar is over, those of what else stands there.
  private(set) var paths = PathTable()
  /// SHA-512 of files in hexadecimal, by their numbers, if there is a manifest of these.
  private var sha512: [Int: [UInt8]] = [:]
  private(set) var folders: [(path: PackagePath, time: Int64)] = []
  private var otherPaths: Set<PackagePath> = []
  /// The sum of the sizes that entries state, links included.
  private(set) var payloadSize: UInt64 = 0
  private var payloadHasBegun = false
  private var entryCount = 0
  /// Set once a limit is exceeded: nothing more is taken in.
  private(set) var isStopped = false
  /// What came out so far, out of the stored bytes up to the end of the frame that is being read.
  var expansion: Expansion

  /// Tag files that came whole, of which it is not settled yet what they say, and whether some of their bytes are doubtful.
  private var unsettled: [(reader: TagFileReader, isDoubtful: Bool)] = []
  /// Whether there is a manifest of SHA-512.
  private var hasSHA512 = false

  /// Lanes on which data was laid that nobody took off yet.
  private var laden: [any LadenLane] = []
  /// Entries whose data is over, of which the sink was not told yet, in order.
  private var ended: [Ended] = []
  /// How many entries the sink was told of.
  private var toldCount = 0

  private enum Current {
    case none
    case tagFile(TagFileReader, offset: UInt64)
    case additional(PackagePath, offset: UInt64, isInPlace: Bool, DigestHasher)
    /// The path is `nil` if it has none that it may have: then it is no file of the package, but its content may be
    /// that of one.
    case payload(TarEntry, path: PackagePath?, offset: UInt64, PayloadLane)
  }
  private var current = Current.none

  init(limits: Limits, sink: any PayloadSink, findings: Findings) {
    self.limits = limits
    expansion = Expansion(limits)
    self.sink = sink
    self.findings = findings
  }

  mutating func problem(_ error: ContainerError, at offset: UInt64) {
    guard !isStopped else { return }
    findings.add(error.code, tarOffset: offset, error.message)
  }

  mutating func entry(_ entry: TarEntry, at offset: UInt64) {
    current = .none
    guard !isStopped else { return }
    entryCount += 1
    guard entryCount <= limits.entries else {
      return stop(
        "the package has more than \(limits.entries) entries; raise --max-entries if that is right", offset)
    }
    guard let path = bagPath(entry, offset) else { return stray(entry, nil, offset) }
    if path.isPayload {
      payloadEntry(entry, path, offset)
    } else {
      tagEntry(entry, path, offset)
    }
  }

  mutating func data(_ bytes: ArraySlice<UInt8>) {
    switch current {
    case .none: break
    case .tagFile(let reader, let offset):
      guard charge(bytes.count, offset) else { return }
      for lane in reader.push(bytes) { noteLaden(lane) }
    case .additional(let path, let offset, let isInPlace, var hasher):
      current = .none
      guard charge(bytes.count, offset) else { return }
      hasher.update(bytes)
      current = .additional(path, offset: offset, isInPlace: isInPlace, hasher)
    case .payload(_, _, let offset, let lane):
      guard charge(bytes.count, offset) else { return }
      lane.push(.bytes(bytes))
      noteLaden(lane)
      sink.write(bytes)
    }
  }

  mutating func gap(_ count: UInt64) {
    if case .payload = current { sink.gap(count) }
  }

  mutating func endOfEntry(_ data: EntryData) {
    switch current {
    case .none: break
    case .tagFile(let reader, _):
      if data != .incomplete {
        unsettled.append((reader, data == .doubtful))
        if let lane = reader.end() { noteLaden(lane) }
        if reader.file == .manifestSHA512 { hasSHA512 = true }
      } else {
        let name = reader.file.rawValue
        findings.add(.tagDigest, path: name, "'\(name)' lies in a damaged part of the package")
      }
    case .additional(let path, let offset, let isInPlace, let hasher):
      additional.append(
        AdditionalTagFile(
          path: path, entryOffset: offset, isInPlace: isInPlace,
          digest: data == .incomplete ? nil : hasher.finalize()))
    case .payload(let entry, let path, let offset, let lane):
      if let path {
        add(path, File(entry, at: offset, size: entry.dataSize))
      }
      end(
        lane, number: path == nil ? nil : files.count - 1,
        .ofEntry(data, allowance: expansion.allowed))
    }
    current = .none
  }

  private mutating func end(_ lane: PayloadLane, number: Int?, _ ending: PayloadEnding) {
    lane.push(.end(isWhole: ending.isWhole))
    noteLaden(lane)
    ended.append(Ended(lane: lane, number: number, ending: ending))
    if sink.isSequential { tell() }
  }

  /// Entries whose data is over, so far.
  var endedCount: Int { toldCount + ended.count }

  private mutating func noteLaden(_ lane: any LadenLane) {
    if laden.last !== lane { laden.append(lane) }
  }

  /// The lanes on which data was laid since the last call.
  mutating func takeLaden() -> [any LadenLane] {
    defer { laden = [] }
    return laden
  }

  /// Waits for what tag files say that came whole.
  mutating func settle() {
    for (reader, isDoubtful) in unsettled { contents.take(reader, isDoubtful: isDoubtful, findings) }
    unsettled = []
    if payloadHasBegun { contents.releaseLines() }
  }

  /// Takes in what lines of tag files say that were read in the meantime.
  mutating func takeLines() {
    for (reader, _) in unsettled { reader.takeLines() }
    if case .tagFile(let reader, _) = current { reader.takeLines() }
  }

  /// Tells the sink what became of the entries that ended, up to a number of them.
  mutating func tell(upTo count: Int = .max) {
    let due = ended.prefix(max(0, min(count, endedCount) - toldCount))
    for entry in due {
      let result = entry.lane.withWorker { $0.result! }
      if let number = entry.number, entry.ending.isWhole {
        files[number].digest = result.digest
        if let digits = result.sha512 { sha512[number] = digits }
      }
      sink.end(entry.ending, digest: result.digest)
    }
    toldCount += due.count
    ended.removeFirst(due.count)
  }

  /// The digest of a file's content; `nil` if some of it was missing.
  func digest(of file: File) -> Digest? { file.target.map { files[$0].digest } ?? file.digest }

  /// The same in hexadecimal SHA-512, if there is a manifest of these.
  func sha512(ofFile number: Int) -> [UInt8]? { sha512[files[number].target ?? number] }

  /// The tar is over: who takes what is damaged hears of the tag files even if no payload was found.
  mutating func finish() {
    tell()
    settle()
    if sink.takesDamaged, !payloadHasBegun { sink.payloadBegins(contents) }
    sink.payloadEnds()
  }

  private mutating func stop(_ message: String, _ offset: UInt64) {
    findings.add(.limitExceeded, tarOffset: offset, message)
    isStopped = true
    // The entry that is open is not damaged: nobody knows the rest of it.
    if case .payload(_, _, _, let lane) = current {
      end(lane, number: nil, .atLimit)
    }
    current = .none
  }

  /// The path below the top folder; `nil` if the entry does not stand there.
  private mutating func bagPath(_ entry: TarEntry, _ offset: UInt64) -> PackagePath? {
    let isFirst = folder == nil
    if isFirst || sink.takesAnyFolder { folder = try! PackagePath(entry.path.firstName) }
    let top = folder!
    if isFirst, !sink.takesAnyFolder {
      sink.topFolder(top.description)
      if top.bytes.count > PackageName.maximumLength || top.bytes.contains(where: { $0 < 0x20 || $0 == 0x7F })
      {
        findings.add(
          .topFolder, tarOffset: offset,
          "the top folder's name has more than \(PackageName.maximumLength) bytes or holds control characters"
        )
      }
    }
    guard let path = entry.path.relative(to: top) else {
      findings.add(
        .topFolder, tarOffset: offset, "'\(entry.path)' does not stand in the package's folder '\(top)'")
      return nil
    }
    return path
  }

  private mutating func tagEntry(_ entry: TarEntry, _ path: PackagePath, _ offset: UInt64) {
    guard path != PayloadFolder.path || entry.kind != .folder else {
      findings.add(
        .pathConflict, path: path.description, tarOffset: offset,
        "'data' has an entry, and the payload stands below it")
      return
    }
    guard let file = TagFile(path: path) else {
      let isInPlace = AdditionalTagFile.isInPlace(
        entry, at: path, after: tagFiles.last?.file, payloadHasBegun: payloadHasBegun)
      if case .file = entry.kind, path != PayloadFolder.path {
        guard otherPaths.insert(path).inserted else {
          findings.add(.pathTwice, path: path.description, tarOffset: offset, "'\(path)' stands twice")
          return stray(entry, nil, offset)
        }
        current = .additional(path, offset: offset, isInPlace: isInPlace, DigestHasher())
        if isInPlace { return }
      }
      findings.add(
        .entryOrder, path: path.description, tarOffset: offset,
        "'\(path)' stands outside data/ and is no tag file")
      return stray(entry, path, offset)
    }
    guard case .file(let size) = entry.kind else {
      findings.add(
        .entryOrder, path: path.description, tarOffset: offset, "the tag file '\(path)' is not a plain file")
      return
    }
    if entry.isExecutable || entry.time != 0 {
      findings.add(
        .entryOrder, path: path.description, tarOffset: offset,
        "the tag file '\(path)' is executable, or its time is not 0")
    }
    guard !tagFiles.contains(where: { $0.file == file }) else {
      findings.add(.pathTwice, path: path.description, tarOffset: offset, "'\(path)' stands twice")
      return
    }
    let order = TagFile.allCases
    if payloadHasBegun
      || tagFiles.last.map({ order.firstIndex(of: $0.file)! > order.firstIndex(of: file)! }) ?? false
    {
      findings.add(
        .entryOrder, path: path.description, tarOffset: offset,
        "the tag file '\(path)' stands in the wrong place")
    }
    if let refusal = limits.refusal(ofSize: size, file) {
      guard sink.takesDamaged else { return stop(refusal, offset) }
      // It is as good as lost; what can be had besides is wanted.
      findings.add(.limitExceeded, path: path.description, tarOffset: offset, refusal)
      return
    }
    tagFiles.append((file, offset, offset + UInt64(entry.headerBytes.count)))
    current = .tagFile(TagFileReader(file, keepsBytes: sink.wantsTagFiles), offset: offset)
  }

  private mutating func payloadEntry(_ entry: TarEntry, _ path: PackagePath, _ offset: UInt64) {
    if !payloadHasBegun {
      if sink.needsTagFiles { settle() }
      payloadHasBegun = true
      sink.payloadBegins(contents)
      contents.releaseLines()
      reserveCapacity()
    }
    guard number(ofFileAt: path) == nil, !otherPaths.contains(path) else {
      findings.add(.pathTwice, path: path.description, tarOffset: offset, "'\(path)' stands twice")
      return stray(entry, nil, offset)
    }
    switch entry.kind {
    case .folder:
      folders.append((path, entry.time))
      otherPaths.insert(path)
      sink.folder(path)
    case .file:
      if sink.waits(before: path) { tell() }
      let writer = sink.begin(path, entry)
      current = .payload(
        entry, path: path, offset: offset,
        PayloadLane(
          PayloadWorker(includesSHA512: hasSHA512, writer: writer)))
    case .link(let target):
      otherPaths.insert(path)
      guard let targetPath = target.relative(to: folder!), let number = number(ofFileAt: targetPath),
        files[number].target == nil
      else {
        sink.link(path, to: nil, entry)
        findings.add(
          .linkTarget, path: path.description, tarOffset: offset,
          "the hard link '\(path)' does not lead to an earlier file of the payload, but to '\(target)'")
        return
      }
      let file = files[number]
      if file.isExecutable != entry.isExecutable {
        findings.add(
          .linkTarget, path: path.description, tarOffset: offset,
          "the hard link '\(path)' has another mode than its target '\(targetPath)'")
      }
      guard expansion.admits(link: file.size) else { return stop(limits.expansionRefusal, offset) }
      sink.link(path, to: targetPath, entry)
      add(path, File(entry, at: offset, size: file.size, target: number))
    }
  }

  /// Makes room for the files that the manifest lists.
  private mutating func reserveCapacity() {
    let reader = unsettled.first { $0.reader.file == .manifest }?.reader
    guard let manifest = contents.bytes[.manifest] ?? reader?.bytes().kept else { return }
    let bounds = ManifestTable.bounds(manifest)
    let count = min(bounds.lines, limits.entries)
    files.reserveCapacity(count)
    paths.reserveCapacity(count, bytes: bounds.pathBytes)
  }

  /// Takes the data of an entry that has no place in the package, for one who takes what is damaged: its content may be
  /// that of a file whose own entry is lost.
  private mutating func stray(_ entry: TarEntry, _ path: PackagePath?, _ offset: UInt64) {
    guard sink.takesDamaged, case .file = entry.kind else { return }
    let writer = sink.begin(path, entry)
    current = .payload(
      entry, path: nil, offset: offset,
      PayloadLane(PayloadWorker(includesSHA512: false, writer: writer)))
  }

  private mutating func add(_ path: PackagePath, _ file: File) {
    let (sum, overflows) = payloadSize.addingReportingOverflow(file.size)
    payloadSize = overflows ? .max : sum
    paths.insert(path)
    files.append(file)
  }

  /// So many bytes were decoded, whether there are entries in them or not; they come next, or not at all.
  mutating func comes(_ count: Int, at offset: UInt64) {
    if !isStopped, !expansion.admits(decoded: count) { stop(limits.expansionRefusal, offset) }
  }

  private mutating func charge(_ count: Int, _ offset: UInt64) -> Bool {
    if expansion.admits(data: count) { return true }
    stop(limits.expansionRefusal, offset)
    return false
  }

  /// Gives away what the lines of tag files say, which is to be checked.
  mutating func takeClaims() -> TagContents.Claims { contents.takeClaims() }

  /// Finds paths that are both a file and a folder. See Spec §5.1.
  mutating func checkConflicts() {
    for path in otherPaths { paths.insert(path) }
    for path in PathConflicts.find(paths.list) {
      findings.add(
        .pathConflict, path: path.description,
        "'\(path)' stands as a file or empty folder, and other paths stand below it")
    }
  }
}
