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

  /// A packer. It keeps nothing between packages.
  public init(_ options: PackOptions = PackOptions()) { self.options = options }

  /// Packs files and folders, and what the articles among them show, into one package.
  ///
  /// A single folder gives its contents. Otherwise paths begin below the deepest folder that holds everything.
  /// The package appears under its name when it is whole; if anything fails, nothing is left behind.
  ///
  /// - Parameters:
  ///   - sources: Paths of folders, of articles (packed with what they show) and of other files.
  ///   - destination: Where the package goes.
  ///   - progress: Is told how far the work has come.
  /// - Returns: The package's digests, what went into it, and warnings.
  /// - Throws: ``SteleError``: a source cannot be read, is ``SteleError/Code/refused`` or changed meanwhile, an
  ///   option is not possible, or the package is there already or cannot be written; `CancellationError` if the
  ///   task is cancelled.
  public func pack(
    _ sources: [String], to destination: PackDestination, progress: ProgressHandler? = nil
  ) async throws -> PackReport {
    try await SteleError.translatingFileErrors {
      let prepared = try await prepare(sources, progress)
      return try await write(prepared, to: destination, progress)
    }
  }

  private struct Prepared {
    let name: String
    let items: [PackItem]
    let hashes: [HashedFile?]
    let records: ArticleRecorder
    let bag: BagBuilder.Result
    let findings: [Finding]
  }

  private func prepare(_ sources: [String], _ progress: ProgressHandler?) async throws -> Prepared {
    // What the user asks for is judged before any source is read.
    let info = try bagInfo()
    let wantedName = try options.name.map(PackageName.check)
    let gathered = try SourceGatherer(options, boundary: boundary).gather(sources)
    var items = gathered.items.sorted { $0.path < $1.path }
    guard items.contains(where: { !$0.isFolder }) else {
      throw SteleError(
        .refused, "there is no file in '\(sources.joined(separator: "', '"))': nothing to pack")
    }
    var hashes = try await hash(items, progress)
    let linker = try ArticleLinker(options, root: gathered.root, searchesSources: !gathered.isWholeFolder)
    let links = try linker.link(&items, hashes.map { $0?.article })
    hashes += try await hash(Array(items[hashes.count...]), progress)
    let numbers = Dictionary(
      items.indices.map { (items[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    if !gathered.isWholeFolder { Self.shorten(&items) }
    if let path = PathConflicts.find(items.map(\.path)).first {
      throw SteleError(
        .refused, "'\(path)' would stand in the package twice, or as a file with others below it")
    }
    let records = try ArticleRecorder(links, items, hashes, paths: numbers)
    let name = wantedName ?? gathered.suggestedName
    let bag = try BagBuilder(
      name: name, items: items, hashes: hashes, info: info, includesSHA512: options.includesSHA512,
      deduplicates: options.deduplicates, articles: records.bytes
    ).build()
    let stumbles = try Portability.findings(name: name, items: items, plan: bag.plan)
    if options.isPortable, !stumbles.isEmpty {
      throw SteleError(
        .refused,
        "\(stumbles.count) names or times are not portable; change them, or leave out --portable to be warned only",
        findings: stumbles)
    }
    return Prepared(
      name: name, items: items, hashes: hashes, records: records, bag: bag,
      findings: gathered.findings + records.findings + stumbles)
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
    let mapped = Set(items.lazy.filter(\.isMapped).map { $0.path.names[0] })
    while own.contains(where: { mapped.contains($0.path.relative(to: common)!.names[0]) }) {
      guard let parent = common.parent else { return }
      common = parent
    }
    for index in items.indices where !items[index].isMapped {
      items[index].path = items[index].path.relative(to: common)!
    }
  }

  private func bagInfo() throws -> [BagInfo.Element] {
    do throws(BagError) {
      let elements = try options.info.map { element throws(BagError) in
        try BagInfo.Element(element.label, element.value)
      }
      // Refuses the labels that the writer sets, before any file is read.
      return try BagInfo(elements: elements, payloadSize: 0, payloadFileCount: 0).elements
    } catch {
      throw SteleError(.usage, error.message)
    }
  }

  private func hash(_ items: [PackItem], _ progress: ProgressHandler?) async throws -> [HashedFile?] {
    let hasher = FileHasher(
      includesSHA512: options.includesSHA512, articleFormat: options.articleFormat.map(DocumentFormat.init))
    var hashes: [HashedFile?] = []
    hashes.reserveCapacity(items.count)
    var iterator = items.makeIterator()
    var state = Progress(
      phase: .hashing, totalBytes: items.reduce(0) { $0 + $1.entry.size })
    try await OrderedTasks.run(
      width: options.threads * 4,
      next: { iterator.next() },
      work: { item in (item, item.isFolder ? nil : try hasher.hash(item)) },
      consume: { item, hash in
        hashes.append(hash)
        state.bytes += item.entry.size
        state.files += 1
        progress?(state)
      })
    return hashes
  }

  private func write(
    _ prepared: Prepared, to destination: PackDestination, _ progress: ProgressHandler?
  ) async throws -> PackReport {
    let profile = options.codec.profile
    let writer = ContainerWriter(
      profile: profile, level: options.level ?? profile.defaultLevel, threads: options.threads,
      bag: prepared.bag)
    let stream = TarStream(
      plan: prepared.bag.plan, items: prepared.items, hashes: prepared.hashes,
      maximumLength: profile.maximumRawLength)
    let total = prepared.bag.plan.facts.tarSize
    let tell: (UInt64) -> Void = {
      progress?(Progress(phase: .writing, bytes: $0, totalBytes: total))
    }
    let target = try target(destination, prepared)
    if target.isThere { return report(prepared, nil, target) }
    let output = try target.open()
    let written = try await writer.write(stream, to: { try output.write($0) }, progress: tell)
    try target.publish(output)
    return report(prepared, written, target)
  }

  private struct Target {
    var path: FilePath?
    var descriptor: Int32 = -1
    var overwriting = false
    /// The very package, which is there already.
    var there: PackageFile?
    var isThere: Bool { there != nil }

    func publish(_ output: PackageOutput) throws {
      do {
        try output.publish(replacing: overwriting)
      } catch {
        throw error.isExisting ? SteleError.exists(path!.string) : SteleError(error)
      }
    }

    func open() throws(FileError) -> PackageOutput {
      if let path { return try PackageOutput(at: path) }
      return try PackageOutput(descriptor: descriptor)
    }
  }

  /// Looks where the package goes, before the work begins.
  private func target(_ destination: PackDestination, _ prepared: Prepared) throws -> Target {
    switch destination {
    case .descriptor(let number):
      return Target(descriptor: number)
    case .file(let path, let overwriting):
      return try target(FilePath(path), overwriting)
    case .named(let folder, let overwriting):
      let name = prepared.name + options.codec.fileNameExtension
      return try target(folder == "." ? FilePath(name) : FilePath(folder).appending(name), overwriting)
    case .folder(let folder, let overwriting):
      if try UserPath.facts(FilePath(folder)) == nil { _ = try OutputTree.create(FilePath(folder)) }
      let digits = prepared.bag.packageDigest.hex.prefix(12)
      let path = FilePath(folder).appending(
        "\(prepared.name)-\(digits)\(options.codec.fileNameExtension)")
      if !overwriting, let there = try Self.package(at: path, prepared.bag.packageDigest) {
        return Target(path: path, there: there)
      }
      return try target(path, overwriting)
    }
  }

  private func target(_ path: FilePath, _ overwriting: Bool) throws -> Target {
    if !overwriting, try UserPath.facts(path) != nil { throw SteleError.exists(path.string) }
    return Target(path: path, overwriting: overwriting)
  }

  /// The package that is there already, if it is this very one, and every stored byte of it is as sealed.
  private static func package(at path: FilePath, _ digest: Digest) throws -> PackageFile? {
    guard try UserPath.facts(path) != nil, let file = try? PackageFile(path),
      file.footer.packageDigest == digest
    else { return nil }
    return try QuickCheck(file).findings().isEmpty ? file : nil
  }

  private func report(
    _ prepared: Prepared, _ written: ContainerWriter.Written?, _ target: Target
  ) -> PackReport {
    return PackReport(
      path: target.path?.string, name: prepared.name, wasThere: target.isThere,
      packageDigest: prepared.bag.packageDigest,
      contentDigest: prepared.bag.contentDigest,
      containerDigest: written?.containerDigest ?? Digest(hashing: target.there!.footerFrame),
      files: prepared.items.count { !$0.isFolder }, bytes: prepared.bag.plan.facts.payloadSize,
      packageBytes: written?.size ?? target.there!.footer.containerSize,
      articles: prepared.records.articles, assetsIncluded: prepared.records.included,
      assetsMissing: prepared.records.missing, assetsSkipped: prepared.records.skipped,
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
