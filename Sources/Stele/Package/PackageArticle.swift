import SteleArticle
import SteleBag
import SteleCore

/// An article of a package, and what it shows. See Spec §8.2.
public struct PackageArticle: Hashable, Sendable {
  /// Its path below `data/`.
  public let path: PackagePath
  /// The digest of its file.
  public let digest: Digest
  /// The address of the original.
  public let url: String?
  /// The title.
  public let headline: String?
  /// Names, in the article's order; empty if it does not say.
  public let author: [String]
  /// Who edited it.
  public let editor: String?
  /// Who published it.
  public let publisher: String?
  /// ISO 8601: a date, or a date and time.
  public let datePublished: String?
  /// ISO 8601: a date, or a date and time.
  public let dateModified: String?
  /// BCP 47.
  public let inLanguage: String?
  /// What it is about, in the article's own words.
  public let description: String?
  /// The part of the publication that it stood in.
  public let articleSection: String?
  /// Words; each CJK character counts as one.
  public let wordCount: Int?
  /// In the order of first appearance.
  public let assets: [PackageAsset]
  /// The record's line in `articles.jsonl`, without its line feed.
  public let json: String

  /// - Returns: `nil` if path or digest are none.
  init?(_ line: ArticleLine, json: some Collection<UInt8>) {
    guard let path = try? PackagePath(line.path), let digest = Digest(line.sha256) else { return nil }
    self.path = path.relative(to: PayloadFolder.path) ?? path
    self.digest = digest
    url = line["url"]
    headline = line["headline"]
    author = line.author
    editor = line["editor"]
    publisher = line["publisher"]
    datePublished = line["datePublished"]
    dateModified = line["dateModified"]
    inLanguage = line["inLanguage"]
    description = line["description"]
    articleSection = line["articleSection"]
    wordCount = line.wordCount.flatMap { Int(exactly: $0) }
    assets = line.assets.map(PackageAsset.init)
    self.json = String(decoding: json, as: UTF8.self)
  }
}

/// Something that an article shows.
public struct PackageAsset: Hashable, Sendable {
  /// What became of it.
  public enum Status: String, Hashable, Sendable {
    /// It is in the package.
    case included
    /// It was not there when the package was made.
    case missing
    /// It was left out on purpose.
    case skipped

    fileprivate init(_ status: AssetStatus) {
      switch status {
      case .included: self = .included
      case .missing: self = .missing
      case .skipped: self = .skipped
      }
    }
  }

  /// As written in the article or style sheet.
  public let url: String
  /// The path below `data/` of the style sheet that names it; `nil` if the article itself does.
  public let referrer: PackagePath?
  /// What it is to the article: `image`, `thumbnail`, `document` …
  public let role: String
  /// Whether it is in the package.
  public let status: Status
  /// Why it is missing or skipped.
  public let reason: String?
  /// Its path below `data/`, if it is included.
  public let path: PackagePath?
  /// The digest of its file, if it is included.
  public let digest: Digest?
  /// Bytes, if it is included.
  public let contentSize: UInt64?
  /// Media type, if it is known.
  public let encodingFormat: String?

  fileprivate init(_ asset: ArticleLine.Asset) {
    url = asset["url"] ?? ""
    role = asset["role"] ?? ""
    status = Status(asset.status)
    reason = asset["reason"]
    func payloadPath(_ text: String?) -> PackagePath? {
      text.flatMap { try? PackagePath($0) }.map { $0.relative(to: PayloadFolder.path) ?? $0 }
    }
    path = payloadPath(asset.path)
    referrer = payloadPath(asset["referrer"])
    digest = asset.sha256.flatMap { Digest($0) }
    contentSize = asset.contentSize.flatMap { UInt64(exactly: $0) }
    encodingFormat = asset["encodingFormat"]
  }
}

extension Package {
  /// All articles, sorted by path. Reads `articles.jsonl`.
  ///
  /// - Throws: ``SteleError/Code/damaged``, ``SteleError/Code/inputOutput``.
  public func articles() throws -> [PackageArticle] {
    var articles: [PackageArticle] = []
    try forEachArticle { articles.append($0) }
    return articles
  }

  /// Gives all articles, sorted by path, one after the other: however many there are, one is held in memory.
  ///
  /// - Parameter body: Takes an article. What it was given is proven only when this returns; what it throws
  ///   ends its calls.
  /// - Throws: As ``articles()``.
  public func forEachArticle(_ body: (PackageArticle) throws -> Void) throws {
    try readArticleLines { try body(try Self.article($0, $1)) }
  }

  /// How many articles there are, and what became of what they show, as `bag-info.txt` states it.
  ///
  /// - Throws: As ``articles()``.
  public func articleCounts() throws -> PackageArticleCounts {
    let bytes = try tagFile(TagFile.bagInfo.rawValue)
    do throws(BagError) {
      return PackageArticleCounts(try BagInfo(bytes[...]).articles)
    } catch {
      throw PackageFile.damaged(error.code, "bag-info.txt: \(error.message)")
    }
  }

  /// The article with a path, which is searched for: of `articles.jsonl` only a few lines are read, and those are not
  /// proven by its digest.
  ///
  /// - Parameter path: Its original path, the one below `data/`; only if no article has that, its path in the bag.
  /// - Throws: ``SteleError/Code/notFound`` if there is none; otherwise as ``articles()``.
  public func article(at path: PackagePath) throws -> PackageArticle {
    guard let article = try article(originalOrInBag: path) else {
      throw SteleError(.notFound, "no article has the path '\(path)'; 'stele list' shows what is there")
    }
    return article
  }

  private func article(originalOrInBag path: PackagePath) throws -> PackageArticle? {
    // A path that is too long for the bag is that of no file.
    if let longer = try? PayloadFolder.path.appending(path), let article = try article(inBag: longer) {
      return article
    }
    return try article(inBag: path)
  }

  private func article(inBag path: PackagePath) throws -> PackageArticle? {
    guard let line = try articleLine(where: { try Self.order(of: $0, path) }) else { return nil }
    return try Self.article(try Self.read(line), line)
  }

  /// The articles that a pattern fits, which is as in ``ExtractOptions/articles``.
  ///
  /// - Throws: ``SteleError/Code/notFound`` if there is none.
  public func articles(matching pattern: String) throws -> [PackageArticle] {
    let glob = Glob(pattern)
    // Such a pattern fits one path alone.
    if glob.isPath, let path = try? PackagePath(pattern), let article = try article(originalOrInBag: path) {
      return [article]
    }
    var found: [PackageArticle] = []
    // By the path in the bag, which counts only where no original path fits.
    var others: [PackageArticle] = []
    try readArticleLines { line, bytes in
      guard let inBag = try? PackagePath(line.path) else { return }
      if inBag.relative(to: PayloadFolder.path).map(glob.matches) ?? false {
        found.append(try Self.article(line, bytes))
      } else if found.isEmpty, glob.matches(inBag) {
        others.append(try Self.article(line, bytes))
      }
    }
    if found.isEmpty { found = others }
    guard !found.isEmpty else {
      throw SteleError(.notFound, "no article fits '\(pattern)'; 'stele list' shows what is there")
    }
    return found
  }

  private func readArticleLines(_ body: (ArticleLine, ArraySlice<UInt8>) throws -> Void) throws {
    try readLines(.articles) { try body(try Self.read($0), $0) }
  }

  private static func read(_ bytes: ArraySlice<UInt8>) throws -> ArticleLine {
    do throws(ArticleLineError) {
      return try ArticleLine(bytes)
    } catch {
      throw badLine
    }
  }

  private static func article(_ line: ArticleLine, _ bytes: ArraySlice<UInt8>) throws -> PackageArticle {
    guard let article = PackageArticle(line, json: bytes) else { throw badLine }
    return article
  }

  private static var badLine: SteleError {
    PackageFile.damaged(.articlesLine, "a line of articles.jsonl is not as it must be")
  }

  /// Where a line stands to the one that has a path: lines are sorted by path.
  private static func order(of line: ArraySlice<UInt8>, _ wanted: PackagePath) throws -> SearchOrder {
    guard let path = try? PackagePath(try read(line).path) else { throw badLine }
    return path == wanted ? .found : path < wanted ? .before : .after
  }
}

/// How many articles a package has, and what became of what they show.
public struct PackageArticleCounts: Hashable, Sendable {
  public let articles: Int
  /// What the articles show and the package has.
  public let included: Int
  /// What the articles show and was not to be had when the package was made.
  public let missing: Int
  /// What was left out on purpose.
  public let skipped: Int

  init(_ totals: ArticleTotals) {
    articles = Int(clamping: totals.articles)
    included = Int(clamping: totals.included)
    missing = Int(clamping: totals.missing)
    skipped = Int(clamping: totals.skipped)
  }
}

/// What a package says of a payload file, or of an empty folder.
public struct PackageFileInfo: Hashable, Sendable {
  /// Its path below `data/`.
  public let path: PackagePath
  /// Whether it is an empty folder.
  public let isFolder: Bool
  /// Bytes; 0 for a folder.
  public let size: UInt64
  /// Seconds since 1970-01-01T00:00:00Z; may be negative.
  public let modified: Int64
  /// Whether its owner may execute it.
  public let isExecutable: Bool
  /// Media type; empty for a folder.
  public let mediaType: String
  /// `nil` for a folder.
  public let digest: Digest?
}

extension Package {
  /// All files and empty folders, sorted by path. Reads `files.jsonl` and the manifest.
  ///
  /// - Throws: ``SteleError/Code/damaged``, ``SteleError/Code/inputOutput``.
  public func files() throws -> [PackageFileInfo] {
    var isReadable = true
    let manifest = ManifestTable(try tagFile(TagFile.manifest.rawValue), .manifest) { _, error in
      if error.code == .manifestLine || error.code == .pathUnsafe { isReadable = false }
    }
    guard isReadable else {
      throw PackageFile.damaged(.manifestLine, "a line of the manifest is not as it must be")
    }
    try checkCount(manifest.count)
    var last = -1
    var files: [PackageFileInfo] = []
    try readLines(.files) { text in
      guard let line = FilesLine(text) else {
        throw PackageFile.damaged(.filesLine, "a line of files.jsonl is not as it must be")
      }
      try checkCount(files.count + 1)
      let number = manifest.number(of: line.path, guess: last + 1)
      last = number ?? last
      files.append(
        PackageFileInfo(
          path: line.path.relative(to: PayloadFolder.path) ?? line.path, isFolder: line.file == nil,
          size: line.file?.size ?? 0, modified: line.time, isExecutable: line.file?.isExecutable ?? false,
          mediaType: line.file?.mediaType ?? "", digest: number.map(manifest.digest)))
    }
    return files
  }

  private func checkCount(_ count: Int) throws {
    guard count <= limits.entries else {
      throw PackageFile.damaged(
        .limitExceeded,
        "the package has more than \(limits.entries) files and folders; raise --max-entries if that is right")
    }
  }

  /// What the bag says of itself, in order. See Spec §7.3.
  ///
  /// - Throws: ``SteleError/Code/damaged``, ``SteleError/Code/inputOutput``.
  public func info() throws -> [BagInfoElement] {
    try tagFile(TagFile.bagInfo.rawValue)[...].lines.compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      guard let colon = text.firstRange(of: ": ") else { return nil }
      return BagInfoElement(
        label: String(text[..<colon.lowerBound]), value: String(text[colon.upperBound...]))
    }
  }
}
