import SteleArticle
import SteleBag
import SteleCore

/// An article of a package, and what it shows. See Spec §8.2.
public struct PackageArticle: Hashable, Sendable {
  /// Its path below `data/`.
  public let path: PackagePath
  public let digest: Digest
  /// The address of the original.
  public let url: String?
  public let headline: String?
  public let author: [String]
  public let editor: String?
  public let publisher: String?
  /// ISO 8601: a date, or a date and time.
  public let datePublished: String?
  public let dateModified: String?
  /// BCP 47.
  public let inLanguage: String?
  public let description: String?
  public let articleSection: String?
  /// Words; each CJK character counts as one.
  public let wordCount: Int?
  /// In the order of first appearance.
  public let assets: [PackageAsset]
  /// The record's line in `articles.jsonl`, without its line feed.
  public let json: String

  init(_ record: ArticleRecord, line: some Collection<UInt8>) {
    path = record.path.relative(to: PayloadFolder.path) ?? record.path
    digest = record.sha256
    url = record.metadata.url
    headline = record.metadata.headline
    author = record.metadata.author
    editor = record.metadata.editor
    publisher = record.metadata.publisher
    datePublished = record.metadata.datePublished?.text
    dateModified = record.metadata.dateModified?.text
    inLanguage = record.metadata.inLanguage
    description = record.metadata.description
    articleSection = record.metadata.articleSection
    wordCount = record.metadata.wordCount
    assets = record.assets.map(PackageAsset.init)
    json = String(decoding: line, as: UTF8.self)
  }
}

/// Something that an article shows.
public struct PackageAsset: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    case included, missing, skipped
  }

  /// As written in the article.
  public let url: String
  /// `image`, `thumbnail`, `document` …
  public let role: String
  public let status: Status
  /// Why it is missing or skipped.
  public let reason: String?
  /// Its path below `data/`, if it is included.
  public let path: PackagePath?
  public let digest: Digest?
  /// Bytes.
  public let contentSize: UInt64?
  /// Media type.
  public let encodingFormat: String?

  init(_ record: AssetRecord) {
    url = record.url
    role = record.role.rawValue
    status = Status(rawValue: record.status.rawValue)!
    reason = record.reason?.rawValue
    path = record.path.map { $0.relative(to: PayloadFolder.path) ?? $0 }
    digest = record.sha256
    contentSize = record.contentSize
    encodingFormat = record.encodingFormat
  }
}

extension Package {
  /// All articles, sorted by path. Reads `articles.jsonl`.
  public func articles() throws -> [PackageArticle] {
    try tagFile(TagFile.articles.rawValue).split(separator: 0x0A).map { line in
      do throws(ArticleRecordError) {
        return PackageArticle(try ArticleRecord(line: line), line: line)
      } catch {
        throw PackageFile.damaged(.articlesLine, "articles.jsonl: \(error.code.rawValue): \(error.context)")
      }
    }
  }

  /// The articles that a pattern fits: `*` stands for any characters; a pattern without `/` may be the last
  /// name alone.
  ///
  /// - Throws: ``SteleError/Code/notFound`` if there is none.
  public func articles(matching pattern: String) throws -> [PackageArticle] {
    let glob = Glob(pattern)
    let found = try articles().filter {
      glob.matches($0.path) || ((try? PayloadFolder.path.appending($0.path)).map(glob.matches) ?? false)
    }
    guard !found.isEmpty else {
      throw SteleError(.notFound, "no article fits '\(pattern)'; 'stele list' shows what is there")
    }
    return found
  }
}

/// What a package says of a payload file, or of an empty folder.
public struct PackageFileInfo: Hashable, Sendable {
  /// Its path below `data/`.
  public let path: PackagePath
  public let isFolder: Bool
  /// Bytes; 0 for a folder.
  public let size: UInt64
  /// Seconds since 1970.
  public let modified: Int64
  public let isExecutable: Bool
  /// Media type; empty for a folder.
  public let mediaType: String
  /// `nil` for a folder.
  public let digest: Digest?
}

extension Package {
  /// All files and empty folders, sorted by path. Reads `files.jsonl` and the manifest.
  public func files() throws -> [PackageFileInfo] {
    var digests: [PackagePath: Digest] = [:]
    for text in try tagFile(TagFile.manifest.rawValue).split(separator: 0x0A) {
      guard let line = try? ManifestLine(text) else {
        throw PackageFile.damaged(.manifestLine, "a line of the manifest is not as it must be")
      }
      digests[line.path] = Digest(hex: line.digest)
    }
    return try tagFile(TagFile.files.rawValue).split(separator: 0x0A).map { text in
      guard let line = FilesLine(text) else {
        throw PackageFile.damaged(.filesLine, "a line of files.jsonl is not as it must be")
      }
      return PackageFileInfo(
        path: line.path.relative(to: PayloadFolder.path) ?? line.path, isFolder: line.file == nil,
        size: line.file?.size ?? 0, modified: line.time, isExecutable: line.file?.isExecutable ?? false,
        mediaType: line.file?.mediaType ?? "", digest: digests[line.path])
    }
  }

  /// What the bag says of itself, in order. See Spec §7.3.
  public func info() throws -> [BagInfoElement] {
    try tagFile(TagFile.bagInfo.rawValue).split(separator: 0x0A).compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      guard let colon = text.firstRange(of: ": ") else { return nil }
      return BagInfoElement(
        label: String(text[..<colon.lowerBound]), value: String(text[colon.upperBound...]))
    }
  }
}
