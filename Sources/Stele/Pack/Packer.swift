import SteleArticle
import SteleBag
import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Makes packages.
///
/// The same sources (bytes, names, times) and the same options give the same package to the last byte.
public struct Packer: Sendable {
  var options: PackOptions
  /// How far around an article its files are looked for, if that is known.
  var boundary: FilePath?
  /// What was listed for the articles before this one, where each gets a package.
  var folders: SourceFolders?

  /// A packer. It keeps nothing between packages.
  public init(_ options: PackOptions = PackOptions()) { self.options = options }

  /// Packs files and folders, and what the articles among them show, into one package.
  ///
  /// A single folder gives its contents. Otherwise paths begin below the deepest folder that holds everything.
  /// The package appears under its name when it is whole; if anything fails, nothing is left behind.
  ///
  /// - Parameters:
  ///   - sources: Paths of folders, of articles (packed with what they show) and of other files; with
  ///     ``PackOptions/capturer`` also addresses of pages, which are fetched.
  ///   - destination: Where the package goes.
  ///   - progress: Is told how far the work has come.
  /// - Returns: The package's digests, what went into it, and warnings.
  /// - Throws: ``SteleError``: a source cannot be read, is ``SteleError/Code/refused`` or changed meanwhile, an
  ///   option is not possible, or the package is there already or cannot be written; `CancellationError` if the
  ///   task is cancelled.
  public func pack(
    _ sources: [String], to destination: PackDestination, progress: ProgressHandler? = nil
  ) async throws -> PackReport {
    try await SteleError.translatingFileErrors { try await make(sources, destination, progress).report }
  }

  /// Makes a package; gives what it holds besides what is told of it.
  func make(
    _ sources: [String], _ destination: PackDestination, _ progress: ProgressHandler?
  ) async throws -> (report: PackReport, items: [PackItem]) {
    try refuseEmptyNames(sources, destination)
    // What the user asks for is judged before any source is read, and names before anything is hashed.
    let info = try bagInfo()
    let wantedName = try options.name.map(PackageName.check)
    let (pages, files) = try WebSource.split(sources, canCapture: options.capturer != nil)
    var gathered = try SourceGatherer(options, boundary: boundary).gather(files, besides: pages)
    let name = wantedName ?? gathered.suggestedName
    try OwnOutput(destination, name: name, options.codec).remove(from: &gathered)
    guard !pages.isEmpty || gathered.items.contains(where: { !$0.isFolder }) else {
      throw SteleError(
        .refused, "there is no file in '\(sources.joined(separator: "', '"))'; a package holds at least one"
      )
    }
    if options.isPortable {
      var items = gathered.items.sorted { $0.path < $1.path }
      if !gathered.isWholeFolder { Self.shorten(&items) }
      try refuse(
        try Portability.findings(name: name, items: items)
          + Portability.longNames(name: name, items: items))
    }
    let target = try PackTarget(destination, name: name, options)
    let prepared = try await prepare(consume gathered, pages, name, info, progress)
    let place: PackTarget = if let target { target } else { try await self.target(destination, prepared) }
    return (try await write(prepared, to: place, progress), prepared.items)
  }

  /// Refuses empty names of files and folders, such as a shell's variable gives that is not set: one would stand for the
  /// current folder.
  func refuseEmptyNames(_ sources: [String], _ destination: PackDestination) throws {
    for (owner, names) in [
      ("a source", sources), ("the package", [destination.pathGiven ?? "-"]),
      ("a site root", options.siteRoots),
      ("a folder of mapped addresses", options.addressMaps.map(\.folder)),
    ] where names.contains("") {
      throw SteleError(
        .usage, "the name of \(owner) is empty; is a variable of the shell not set?")
    }
  }

  private struct Prepared {
    let name: String
    let items: [PackItem]
    let hashes: [HashedFile?]
    let records: ArticleRecorder
    let bag: BagBuilder.Result
    let findings: [Finding]
    let capture: CaptureSummary?
  }

  private func prepare(
    _ gathered: consuming SourceGatherer.Gathered, _ pages: [WebAddress], _ name: String,
    _ info: [BagInfo.Element], _ progress: ProgressHandler?
  ) async throws -> Prepared {
    let detector = try ArticleDetector(
      format: options.articleFormat.map(DocumentFormat.init), keepsPages: options.capturesAllLinks)
    let linker = try ArticleLinker(
      options, root: gathered.root, searchesSources: !gathered.isWholeFolder, folders ?? SourceFolders())
    var items = gathered.takeItems()
    var captured = try options.capturer.map { try CapturedFiles($0, besides: items, progress) }
    try await captured?.fetch(pages: pages, &items)
    items.sort { $0.path < $1.path }
    var (hashes, articles) = try await hash(items, articles: detector, progress)
    let links = try await link(&items, consume articles, linker, &captured)
    hashes += try await hash(Array(items[hashes.count...]), articles: nil, progress).files
    try captured?.check(Array(zip(items, hashes)))
    let numbers =
      links.isEmpty
      ? [:]
      : Dictionary(items.indices.map { (items[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    if !gathered.isWholeFolder { Self.shorten(&items) }
    if let path = PathConflicts.find(items.map(\.path)).first {
      throw SteleError(
        .refused, "'\(path)' would stand in the package twice, or as a file with others below it")
    }
    let records = try await ArticleRecorder(
      links, items, hashes, paths: consume numbers, threads: options.threads)
    if options.requiresComplete, records.assets.missing > 0 { throw SteleError.incomplete(records, links) }
    _ = consume links
    Memory.giveBackFreed()
    let bag = try BagBuilder(
      name: name, items: items, hashes: hashes, info: info, includesSHA512: options.includesSHA512,
      deduplicates: options.deduplicates, articles: records.pieces, totals: records.totals,
      captures: captured?.lines() ?? []
    ).build()
    let stumbles =
      try Portability.findings(name: name, items: items)
      + Portability.findings(name: name, plan: bag.plan)
    if options.isPortable { try refuse(stumbles) }
    return Prepared(
      name: name, items: items, hashes: hashes, records: records, bag: bag,
      findings: gathered.findings + records.findings + (captured?.findings ?? []) + stumbles,
      capture: captured?.summary)
  }

  private func refuse(_ stumbles: [Finding]) throws {
    guard !stumbles.isEmpty else { return }
    throw SteleError(
      .refused,
      "\(stumbles.count) names or times are not portable; change them, or leave out --portable to be warned only",
      findings: stumbles)
  }

  /// Finds what the articles show; where something is to be captured, fetches it, and then what the style
  /// sheets among that show.
  private func link(
    _ items: inout [PackItem], _ articles: consuming CompactList<SourceArticle>, _ linker: ArticleLinker,
    _ captured: inout CapturedFiles?
  ) async throws -> CompactList<LinkedArticle> {
    let given = items
    while true {
      items = given
      var links = CompactList<LinkedArticle>()
      var wanted: [(address: WebAddress, expectation: CaptureRequest.Expectation)] = []
      try linker.link(&items, articles, captured) {
        links.append(LinkedArticle($0))
        if captured != nil { wanted += $0.wanted }
      }
      guard try await captured?.fetch(wanted) ?? false else {
        try captured?.writeExchanges()
        if let item = captured?.exchangeItem { items.append(item) }
        return links
      }
    }
  }

  /// Takes from all paths the folders that they have in common.
  private static func shorten(_ items: inout [PackItem]) {
    let own = items.filter { !$0.isMapped }
    guard var common = own.first?.path.parent else { return }
    while !own.allSatisfy({ $0.path.relative(to: common) != nil }) {
      guard let parent = common.parent else { return }
      common = parent
    }
    // What stands below a mapped address must not come to stand where a mapped file does.
    let mapped = Set(items.lazy.filter(\.isMapped).map { $0.path.firstName })
    while own.contains(where: { mapped.contains($0.path.relative(to: common)!.names[0]) }) {
      guard let parent = common.parent else { return }
      common = parent
    }
    for index in items.indices where !items[index].isMapped {
      items[index].path = items[index].path.relative(to: common)!
    }
  }

  private func bagInfo() throws -> [BagInfo.Element] {
    let elements: [BagInfo.Element]
    do throws(BagError) {
      let given = try options.info.map { element throws(BagError) in
        try BagInfo.Element(element.label, element.value)
      }
      // Refuses the labels that the writer sets, before any file is read.
      elements = try BagInfo(elements: given, payloadSize: 0, payloadFileCount: 0, articles: .none).elements
    } catch {
      throw SteleError(.usage, error.message)
    }
    let count = elements.reduce(0) { $0 + "\($1.label): \($1.value)\n".utf8.count }
    guard count <= BagInfo.maximumElementBytes else {
      throw SteleError(
        .usage,
        "the elements of bag-info.txt have \(count) bytes; at most \(BagInfo.maximumElementBytes) are allowed"
      )
    }
    return elements
  }

  /// Reads each file for the first time.
  ///
  /// - Parameter detector: Tells which are articles; `nil` if none is to be read as one.
  /// - Returns: What is known of each item, `nil` for a folder; and the articles.
  private func hash(
    _ items: [PackItem], articles detector: ArticleDetector?, _ progress: ProgressHandler?
  ) async throws -> (files: [HashedFile?], articles: CompactList<SourceArticle>) {
    let hasher = FileHasher(includesSHA512: options.includesSHA512, articles: detector)
    var files: [HashedFile?] = []
    var articles = CompactList<SourceArticle>()
    files.reserveCapacity(items.count)
    var iterator = items.makeIterator()
    let counter = ProgressCounter(.hashing, totalBytes: items.reduce(0) { $0 + $1.entry.size }, progress)
    try await OrderedTasks.run(
      threads: options.threads, width: options.threads * 4,
      // Opening a file takes about as long as hashing so many bytes.
      weight: { Int(clamping: min($0.entry.size, 1 << 20)) + (16 << 10) },
      next: { iterator.next() },
      work: { item in item.isFolder ? nil : try hasher.hash(item) { counter.add(bytes: $0) } },
      consume: { hashed in
        if let article = hashed?.article {
          articles.append(SourceArticle(item: files.count, article))
        }
        files.append(hashed?.file)
        counter.add(files: 1)
      })
    return (files, articles)
  }

  private func write(
    _ prepared: Prepared, to target: PackTarget, _ progress: ProgressHandler?
  ) async throws -> PackReport {
    guard let output = target.output else { return report(prepared, nil, target) }
    let profile = options.codec.profile
    let writer = ContainerWriter(
      profile: profile, level: options.level, threads: options.threads, parity: options.parity,
      bag: prepared.bag)
    let stream = TarStream(
      plan: prepared.bag.plan, hashes: prepared.hashes, maximumLength: profile.maximumRawLength)
    let written = try await writer.write(stream, to: output, progress)
    try target.publish()
    return report(prepared, written, target)
  }

  /// The place of a package that is named by its digest.
  private func target(
    _ destination: PackDestination, _ prepared: Prepared
  ) async throws -> PackTarget {
    guard case .folder(let folder, let overwriting) = destination else {
      preconditionFailure("all other places are known before")
    }
    return try await PackTarget(
      in: FilePath(folder), name: prepared.name, digest: prepared.bag.packageDigest, overwriting: overwriting,
      options)
  }

  private func report(
    _ prepared: Prepared, _ written: ContainerWriter.Written?, _ target: PackTarget
  ) -> PackReport {
    return PackReport(
      path: target.path?.string, name: prepared.name, wasThere: target.there != nil,
      packageDigest: prepared.bag.packageDigest,
      contentDigest: prepared.bag.contentDigest,
      containerDigest: written?.containerDigest ?? Digest(hashing: target.there!.footerFrame),
      files: prepared.items.count { !$0.isFolder }, bytes: prepared.bag.plan.facts.payloadSize,
      packageBytes: written?.size ?? target.there!.footer.containerSize,
      articles: Int(clamping: prepared.records.totals.articles),
      assetsIncluded: prepared.records.assets.included,
      assetsMissing: prepared.records.assets.missing, assetsSkipped: prepared.records.assets.skipped,
      capture: prepared.capture,
      findings: prepared.findings)
  }
}

extension DocumentFormat {
  init(_ format: ArticleFormat) {
    switch format {
    case .markdown: self = .markdown
    case .html: self = .html
    }
  }
}
