import SteleArticle
import SteleCore
import SteleFile
import SystemPackage

extension Packer {
  /// Packs each article into a package of its own, with what it shows.
  ///
  /// - Parameters:
  ///   - sources: Articles, folders of which all articles are packed, and with a capturer addresses of pages.
  ///   - destination: ``PackDestination/named(folder:overwriting:)`` or ``PackDestination/folder(_:overwriting:)``.
  ///   - progress: Is told how far the work has come.
  ///   - finished: Is told of each package when it is there; what it throws ends the work.
  /// - Returns: How many packages there are, and which files of the folders are in none of them.
  /// - Throws: As ``pack(_:to:progress:)``, at the first article that fails; the packages before it stay. Also
  ///   ``SteleError/Code/refused`` if there is no article.
  @discardableResult
  public func packEach(
    _ sources: [String], to destination: PackDestination, progress: ProgressHandler? = nil,
    finished: (PackReport) throws -> Void
  ) async throws -> PackEachReport {
    try await SteleError.translatingFileErrors {
      try refuseEmptyNames(sources, destination)
      let (pages, files) = try WebSource.split(sources, canCapture: options.capturer != nil)
      var rest = FilesOfFolders()
      let articles = try self.articles(in: files, &rest)
      guard !articles.isEmpty || !pages.isEmpty else {
        throw SteleError(.refused, "there is no article in '\(sources.joined(separator: "', '"))'")
      }
      for page in pages {
        try finished(await make([page.text], destination, progress).report)
      }
      let folders = SourceFolders()
      for article in articles {
        var packer = self
        packer.folders = folders
        packer.options.name = article.name
        packer.boundary = article.boundary
        let made = try await packer.make([article.path.string], destination, progress)
        rest.take(made.items)
        if let path = made.report.path { try rest.take(output: FilePath(path)) }
        try finished(made.report)
      }
      return rest.report(packages: pages.count + articles.count)
    }
  }

  private struct Source {
    let path: FilePath
    let boundary: FilePath?
    var name: String
  }

  private func articles(in sources: [String], _ files: inout FilesOfFolders) throws -> [Source] {
    let detector = try ArticleDetector(
      format: options.articleFormat.map(DocumentFormat.init), keepsPages: false)
    var found: [(source: Source, below: PackagePath)] = []
    for source in sources {
      let path = try UserPath.absolute(FilePath(source))
      guard try UserPath.facts(path)?.kind == .folder else {
        guard let below = path.lastComponent.flatMap({ try? PackagePath($0.string) }) else { continue }
        found.append((Source(path: path, boundary: nil, name: ""), below))
        continue
      }
      let gathered = try SourceGatherer(options, boundary: nil).gather([source])
      files.add(gathered, source)
      for item in gathered.items where !item.isFolder {
        let head = try item.tree.file(item.entry).read(upTo: MediaType.prefixLength)
        guard detector.document(item, head: head) != nil else { continue }
        found.append(
          (Source(path: path.pushing(FilePath(item.path.description)), boundary: path, name: ""), item.path))
      }
    }
    return Self.named(found)
  }

  /// Names after the files; where two are alike, after their whole paths.
  private static func named(_ found: [(source: Source, below: PackagePath)]) -> [Source] {
    let stems = found.map {
      FilePath(String(decoding: $0.below.lastName, as: UTF8.self)).lastComponent?.stem ?? ""
    }
    let counts = Dictionary(grouping: stems, by: { $0 }).mapValues(\.count)
    return zip(found, stems).map { found, stem in
      var source = found.source
      let whole = found.below.names.dropLast().map { String(decoding: $0, as: UTF8.self) } + [stem]
      source.name = PackageName.suggestion(counts[stem] == 1 ? stem : whole.joined(separator: "-"))
      return source
    }
  }
}
