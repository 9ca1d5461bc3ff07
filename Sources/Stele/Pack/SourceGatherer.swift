import SteleArticle
import SteleCore
import SteleFile
import SystemPackage

/// Finds what is to be packed, and the path that each thing gets.
struct SourceGatherer {
  private let options: PackOptions
  private let boundary: FilePath?

  init(_ options: PackOptions, boundary: FilePath?) {
    self.options = options
    self.boundary = boundary
  }

  struct Gathered {
    var items: [PackItem] = []
    /// The folder that paths begin below, as long as nothing else is found.
    var root: FilePath
    /// Whether the items are all that a single folder holds.
    var isWholeFolder: Bool
    var suggestedName = "package"
    var findings: [Finding] = []

    /// Gives the items away: there may be millions, and two copies of their list would be one too many.
    mutating func takeItems() -> [PackItem] {
      defer { items = [] }
      return items
    }
  }

  /// A single folder gives its contents; otherwise paths begin below the deepest folder that holds all.
  ///
  /// - Parameter pages: What is packed besides; then there may be no source.
  func gather(_ sources: [String], besides pages: [WebAddress] = []) throws -> Gathered {
    if sources.isEmpty, let page = pages.first {
      var gathered = Gathered(root: try UserPath.absolute("."), isWholeFolder: false)
      gathered.suggestedName = pages.count == 1 ? page.suggestedName : "package"
      return gathered
    }
    let paths = try sources.map { try UserPath.absolute(FilePath($0)) }
    guard let first = paths.first else { throw SteleError(.usage, "there is nothing to pack") }
    var problems: [SourceProblem] = []
    let name = PackageName.suggestion(first.lastComponent?.stem)
    var gathered: Gathered
    if paths.count == 1, try isFolder(first) {
      gathered = Gathered(root: first, isWholeFolder: true)
      gathered.suggestedName = PackageName.suggestion(first.lastComponent?.string)
      gathered.items = walk(try SourceTree.open(first), base: nil, &problems)
    } else {
      let boundaries = try paths.map {
        try isFolder($0) ? $0 : boundary ?? SourceBoundary(options).folder(of: $0)
      }
      gathered = Gathered(root: Self.commonFolder(boundaries), isWholeFolder: false)
      gathered.suggestedName = paths.count == 1 ? name : "package"
      var trees: [FilePath: SourceTree] = [:]
      for (path, boundary) in zip(paths, boundaries) {
        let tree = try trees[boundary] ?? SourceTree.open(boundary)
        trees[boundary] = tree
        let base = Self.path(of: boundary, below: gathered.root)
        if path == boundary {
          gathered.items += walk(tree, base: base, &problems)
        } else {
          gathered.items.append(try file(path, boundary, tree, base))
        }
      }
      gathered.items = unique(gathered.items)
    }
    try report(problems, &gathered)
    return gathered
  }

  private func isFolder(_ path: FilePath) throws -> Bool {
    guard let facts = try UserPath.facts(path) else {
      throw SteleError(.inputOutput, "cannot open '\(path)': there is no such file or folder")
    }
    return facts.kind == .folder
  }

  private func file(
    _ path: FilePath, _ boundary: FilePath, _ tree: SourceTree, _ base: PackagePath?
  ) throws -> PackItem {
    guard let below = Self.path(of: path, below: boundary) else {
      throw SteleError(.refused, "the name of '\(path)' cannot be kept: it is not valid UTF-8, or too long")
    }
    guard let entry = try tree.entry(at: below), entry.kind == .file else {
      throw SteleError(
        .refused, "'\(path)' is neither a file nor a folder, or a link that leads out of its folder")
    }
    return PackItem(
      path: try base?.appending(below) ?? below, tree: tree, entry: entry, base: base, isNamed: true)
  }

  private func walk(
    _ tree: SourceTree, base: PackagePath?, _ problems: inout [SourceProblem]
  ) -> [PackItem] {
    // A folder is packed only if it is empty: others come back with what is in them.
    var folders: [PackagePath: PackItem] = [:]
    var items: [PackItem] = []
    for item in tree.walk() {
      switch item {
      case .problem(let problem): problems.append(problem)
      case .entry(let entry):
        if let parent = entry.path.parent { folders[parent] = nil }
        guard let path = base.map({ try? $0.appending(entry.path) }) ?? entry.path else {
          problems.append(SourceProblem(path: entry.path.bytes, reason: .path(.tooLong)))
          continue
        }
        let item = PackItem(path: path, tree: tree, entry: entry, base: base)
        if item.isFolder {
          folders[entry.path] = item
        } else if let error = Self.openingError(entry, tree) {
          problems.append(SourceProblem(path: entry.path.bytes, reason: .unreadable(error)))
        } else {
          items.append(item)
        }
      }
    }
    items += folders.values
    return items
  }

  /// Why a file cannot be opened: asked of every file before any is read, so that all are named at once.
  private static func openingError(_ entry: SourceEntry, _ tree: SourceTree) -> FileError? {
    do throws(FileError) {
      _ = try tree.file(entry)
      return nil
    } catch {
      return error
    }
  }

  /// Each path once: a file may be named, and stand in a folder that is named too.
  private func unique(_ items: [PackItem]) -> [PackItem] {
    var seen: Set<PackagePath> = []
    return items.sorted { $0.isNamed && !$1.isNamed }.filter { seen.insert($0.path).inserted }
  }

  private func report(_ problems: [SourceProblem], _ gathered: inout Gathered) throws {
    guard !problems.isEmpty else { return }
    let findings = problems.map {
      Finding(.sourceSkipped, path: $0.path.isEmpty ? "." : String(readable: $0.path), $0.reason.description)
    }
    guard options.skipsUnreadable else {
      throw SteleError(
        .refused,
        "\(problems.count) of the sources cannot be packed; mend them, or leave them out with --skip-unreadable",
        findings: findings)
    }
    gathered.findings += findings
  }

  static func path(of path: FilePath, below folder: FilePath) -> PackagePath? {
    var rest = path
    guard rest.removePrefix(folder), !rest.isEmpty else { return nil }
    return try? PackagePath(rest.bytes)
  }

  static func commonFolder(_ folders: [FilePath]) -> FilePath {
    var common = folders[0]
    for folder in folders.dropFirst() {
      while !folder.starts(with: common) { common.removeLastComponent() }
    }
    return common
  }
}

/// How far around an article its files are looked for: never in the whole file system, since an article that
/// somebody else wrote must not reach the archivist's other files.
struct SourceBoundary {
  private let options: PackOptions
  private static let maximumLevels = 6
  private static let siteFolders = [
    "static", "public", "content", "assets", "_posts", "source", "src", "images", "img", "media", "files",
    "uploads",
  ]

  init(_ options: PackOptions) { self.options = options }

  /// The folder that holds the article and the site root, if one is named; else the highest of the folders
  /// above the article, up to six and below the user's own, that looks like a site's; else the one above the
  /// article's own.
  func folder(of article: FilePath) throws -> FilePath {
    let own = article.removingLastComponent()
    if !options.siteRoots.isEmpty {
      let roots = try options.siteRoots.map { try UserPath.absolute(FilePath($0)) }
      return SourceGatherer.commonFolder([own] + roots)
    }
    var best = own
    var folder = own
    for level in 0..<Self.maximumLevels {
      folder.removeLastComponent()
      if folder.components.isEmpty || UserPath.home?.starts(with: folder) ?? false { break }
      // The folder beside, as in `../img/a.png`, is always looked in.
      if try level == 0
        || Self.siteFolders.contains(where: { name in
          try UserPath.facts(folder.appending(name))?.kind == .folder
        })
      {
        best = folder
      }
    }
    return best
  }
}
