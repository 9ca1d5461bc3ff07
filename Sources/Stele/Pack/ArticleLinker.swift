import SteleArticle
import SteleBag
import SteleCore
import SteleFile
import SystemPackage

/// Finds the files that articles show: in the payload, beside the articles, and in mapped folders. See Spec §8.
struct ArticleLinker {
  private let resolver: ReferenceResolver
  private let maps: [MappedFolder]
  /// In the payload of a whole folder all files are there already; a single article brings its own.
  private let searchesSources: Bool
  private let folders: SourceFolders
  /// Whether other pages that articles link to are looked for too.
  private let includesPages: Bool

  /// A folder outside the sources that holds what is found under an address.
  private struct MappedFolder {
    let path: PackagePath
    let tree: SourceTree
  }

  /// Something that an article shows, and its file if that was found.
  struct Link {
    let reference: AssetReference
    let reason: AssetReason
    /// The style sheet that names it; `nil` if the article itself does.
    var referrer: PackagePath?
    var path: PackagePath?
    /// The address to fetch it from, or that it was fetched from; `nil` if nothing is to be fetched.
    var address: WebAddress?
    /// Why it could not be fetched.
    var failure: String?
    /// Its address on the web, wherever it was found, from which a style sheet's references start.
    fileprivate var own: WebAddress?
  }

  /// What an article shows.
  struct Links {
    let item: Int
    /// What the article says of itself, as ``SourceArticle`` has it.
    let metadata: ArraySlice<UInt8>
    var assets: [Link]
    var companions: [PackagePath]
  }

  /// - Parameters:
  ///   - root: The folder that the sources are below; a mapped folder in it keeps its place.
  ///   - folders: What was listed for other articles.
  init(_ options: PackOptions, root: FilePath, searchesSources: Bool, _ folders: SourceFolders) throws {
    self.searchesSources = searchesSources
    self.folders = folders
    includesPages = options.capturesAllLinks
    var maps: [MappedFolder] = []
    var mappings: [ReferenceResolver.Mapping] = []
    for map in options.addressMaps {
      let folder = try UserPath.absolute(FilePath(map.folder))
      guard try UserPath.facts(folder)?.kind == .folder else {
        throw SteleError(.inputOutput, "the folder of --map '\(map.prefix)', '\(map.folder)', is not there")
      }
      let place: PackagePath?
      if let inside = try Self.path(of: folder, below: root) {
        place = inside
      } else {
        let path = try Self.path(of: map.prefix)
        maps.append(MappedFolder(path: path, tree: try SourceTree.open(folder)))
        place = path
      }
      guard let mapping = ReferenceResolver.Mapping(prefix: map.prefix, folder: place) else {
        throw SteleError(
          .usage, "'\(map.prefix)' is no http or https address; write --map https://host/path/=FOLDER")
      }
      mappings.append(mapping)
    }
    self.maps = maps
    let roots = try options.siteRoots.map { siteRoot in
      let folder = try UserPath.absolute(FilePath(siteRoot))
      guard try UserPath.facts(folder)?.kind == .folder else {
        throw SteleError(.inputOutput, "the folder of --site-root, '\(siteRoot)', is not there")
      }
      if folder == root { return PackagePath?.none }
      guard let path = try Self.path(of: folder, below: root) else {
        throw SteleError(.usage, "--site-root '\(siteRoot)' does not stand in the sources, '\(root)'")
      }
      return path
    }
    resolver = ReferenceResolver(siteRoots: roots.isEmpty ? nil : roots, mappings: mappings)
  }

  private static func path(of folder: FilePath, below root: FilePath) throws -> PackagePath? {
    guard folder != root else { return nil }
    var rest = folder
    guard rest.removePrefix(root), !rest.isEmpty else { return nil }
    return try? PackagePath(rest.bytes)
  }

  /// Where files of a mapped address stand in the payload: the address without its scheme.
  private static func path(of prefix: String) throws -> PackagePath {
    let rest = prefix.split(separator: "://", maxSplits: 1).last ?? ""
    let bytes = rest.utf8.split(separator: UInt8(ascii: "/")).joined(separator: [UInt8(ascii: "/")])
    do throws(PackagePathError) {
      return try PackagePath(Array(bytes))
    } catch {
      throw SteleError(
        .usage, "the address '\(prefix)' cannot become a path in the package: \(error.rawValue)")
    }
  }

  /// Finds what all articles show, and what the style sheets among that show.
  ///
  /// - Parameters:
  ///   - items: What is packed; what is found besides is added.
  ///   - articles: Those among the items, in their order.
  ///   - captured: What was fetched so far; `nil` if nothing is to be fetched.
  ///   - consume: Takes what each of them shows, in their order.
  func link(
    _ items: inout [PackItem], _ articles: CompactList<SourceArticle>, _ captured: CapturedFiles? = nil,
    consume: (Links) -> Void
  ) throws {
    if articles.isEmpty { return }
    var payload = Payload(items, captured)
    var sheets = StyleSheets()
    let payloadFolders =
      searchesSources
      ? [:]
      : Dictionary(grouping: payload.items.lazy.filter { !$0.isFolder }.map(\.path)) { $0.parent }
        .mapValues { $0.sorted() }
    for article in articles {
      let source = items[article.item]
      var found = Links(item: article.item, metadata: article.metadata, assets: [], companions: [])
      let base = Base(source, document: article.base)
      for reference in article.references + (includesPages ? article.pages : []) {
        found.assets.append(try link(reference, in: source, base, &payload))
      }
      try followSheets(&found.assets, &sheets, &payload)
      if source.isCaptured {
        consume(found)
        continue
      }
      let neighbours =
        searchesSources ? try folders.neighbours(of: source) : payloadFolders[source.path.parent] ?? []
      for companion in Companions.of(source.entryPath, among: neighbours) {
        if searchesSources {
          if let item = try item(at: companion, source) { found.companions.append(payload.add(item)) }
        } else {
          found.companions.append(companion)
        }
      }
      consume(found)
    }
    items = payload.items
  }

  /// Finds the file of one reference.
  ///
  /// - Parameter source: The article or style sheet that it stands in.
  private func link(
    _ reference: AssetReference, in source: PackItem, _ base: Base, _ payload: inout Payload
  ) throws -> Link {
    let candidates = resolver.candidates(for: reference, in: source.linkPath, base: base.text)
    var link = Link(reference: reference, reason: candidates.reason)
    guard !reference.isTracker else { return link }
    link.path = searchesSources ? nil : payload.paths.first(of: candidates)
    if link.path == nil, let item = try search(candidates, source) { link.path = payload.add(item) }
    guard let captured = payload.captured, let target = reference.target else { return link }
    link.own = WebAddress(target, base: base.address)
    guard link.path == nil, let address = link.own else { return link }
    guard !address.hasUserName else {
      link.failure = "refused: user name in address"
      return link
    }
    link.address = address
    link.path = captured.item(address).map { payload.add($0) }
    link.failure = captured.failure(address)
    return link
  }

  /// Where the relative references of an article or style sheet start.
  private struct Base {
    /// As the resolver takes it; `nil` for the place in the payload.
    var text: String?
    /// As addresses are fetched from; `nil` if there is none.
    let address: WebAddress?

    /// - Parameter document: The address that the document gives itself.
    init(_ source: PackItem, document: String? = nil) {
      address = document.flatMap { WebAddress($0, base: source.address) } ?? source.address
      text = source.isCaptured ? address?.text : document
    }

    /// - Parameter known: The address that a style sheet was found by.
    init(_ sheet: PackItem, known: WebAddress?) {
      address = sheet.address ?? known
      text = sheet.isCaptured ? address?.text : nil
    }
  }

  /// Adds what the style sheets among the assets show, and those that they import, level by level.
  private func followSheets(
    _ assets: inout [Link], _ sheets: inout StyleSheets, _ payload: inout Payload
  ) throws {
    var seen: Set<PackagePath> = []
    var level = assets[...]
    for _ in 0..<StyleSheet.maximumDepth {
      let start = assets.count
      for sheet in level where sheet.reference.role == .stylesheet {
        guard let path = sheet.path, seen.insert(path).inserted, let item = payload[path] else { continue }
        let base = Base(item, known: sheet.own)
        for reference in try sheets.references(in: item) {
          var link = try link(reference, in: item, base, &payload)
          link.referrer = path
          assets.append(link)
        }
      }
      level = assets[start...]
    }
  }

  /// The first of the candidates that is a file in a mapped folder, or among the article's sources.
  private func search(_ candidates: ReferenceResolver.Candidates, _ source: PackItem) throws -> PackItem? {
    for path in candidates {
      if searchesSources, !source.isMapped, let item = try item(at: path, source) { return item }
      for map in maps {
        guard let rest = path.relative(to: map.path), let entry = try map.tree.entry(at: rest),
          entry.kind == .file
        else { continue }
        return PackItem(path: path, tree: map.tree, entry: entry, isMapped: true)
      }
    }
    return nil
  }

  private func item(at path: PackagePath, _ source: PackItem) throws -> PackItem? {
    guard let entry = try source.tree.entry(at: path), entry.kind == .file else { return nil }
    return PackItem(
      path: try source.base?.appending(path) ?? path, tree: source.tree, entry: entry, base: source.base)
  }
}

extension PackItem {
  /// The path below the root of its tree.
  var entryPath: PackagePath { entry.path }

  /// The path from which its relative references start.
  var linkPath: PackagePath { isMapped ? path : entryPath }
}

/// What is packed, as far as it is known while references are followed.
private struct Payload {
  private(set) var items: [PackItem]
  private var numbers: [PackagePath: Int]
  /// The paths of the files that were there at the beginning.
  let paths: PayloadPaths
  let captured: CapturedFiles?

  init(_ items: [PackItem], _ captured: CapturedFiles?) {
    self.items = items
    self.captured = captured
    numbers = Dictionary(items.indices.map { (items[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
    paths = PayloadPaths(items.lazy.filter { !$0.isFolder }.map(\.path))
  }

  subscript(path: PackagePath) -> PackItem? { numbers[path].map { items[$0] } }

  /// Adds an item that was found, unless its path is there.
  mutating func add(_ item: PackItem) -> PackagePath {
    if numbers[item.path] == nil {
      numbers[item.path] = items.count
      items.append(item)
    }
    return item.path
  }
}

/// What style sheets show, each read once.
private struct StyleSheets {
  private var references: [PackagePath: [AssetReference]] = [:]

  mutating func references(in item: PackItem) throws -> [AssetReference] {
    if let known = references[item.path] { return known }
    let file = try item.tree.file(item.entry)
    var bytes: [UInt8] = []
    while bytes.count < StyleSheet.maximumLength {
      let piece = try file.read(upTo: StyleSheet.maximumLength - bytes.count)
      if piece.isEmpty { break }
      bytes += piece
    }
    let found = StyleSheet.references(in: bytes)
    references[item.path] = found
    return found
  }
}
