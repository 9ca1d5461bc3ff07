package import SteleCore

/// A document that was read: its metadata, and the list of what it shows. See Spec §8.
///
/// Reading is a pure function of the bytes and the name. It reads anything without failing: what makes no
/// sense gives fewer fields and references. Time and memory are linear in the document's size.
package struct Article: Sendable {
  /// How the document was written.
  package let format: DocumentFormat
  /// The character encoding it was in, by iconv's name for it.
  package let charset: String
  /// Whether some bytes made no sense in that encoding.
  package let hasBadText: Bool
  /// What is known about it.
  package let metadata: ArticleMetadata
  /// What it shows and links to as files, in order of first appearance, each address once.
  package let references: [AssetReference]
  /// The other pages that it links to, in order of first appearance, each address once; empty if not asked for.
  package let pages: [AssetReference]
  /// The address that its relative references start from, if it gives one (`<base href>`).
  package let base: String?
  /// How many files it holds itself, in `data:` addresses. They are not listed.
  package let embeddedCount: Int

  /// The part of a document that is read, from its start: an article is smaller.
  package static let maximumLength = 64 << 20

  /// Why no document can be read, if a library that reads them cannot be loaded; ask before the first.
  package static var readingProblem: String? {
    let libraries = [
      ("libxml2", HTMLParser.problem, "libxml2"),
      ("cmark-gfm", MarkdownRenderer.problem, MarkdownRenderer.package),
      ("libyaml", YAMLReader.problem, "libyaml-0-2"),
    ]
    for (name, problem, package) in libraries {
      guard let problem else { continue }
      return "\(name) cannot be loaded, which reads articles: \(problem); install it (Debian: \(package))"
    }
    return nil
  }

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - bytes: The document.
  ///   - path: Its path; names can tell the format and the date.
  ///   - format: The format, if it is known; otherwise detected.
  ///   - keepingPages: Whether the pages are listed that it links to.
  package init(
    _ bytes: [UInt8], path: PackagePath, format: DocumentFormat? = nil, keepingPages: Bool = false
  ) {
    let bytes = bytes.count > Self.maximumLength ? Array(bytes.prefix(Self.maximumLength)) : bytes
    let format = format ?? DocumentFormat.detect(fileName: path.lastName, bytes: bytes[...])
    let decoded = DecodedText(bytes, format: format)
    self.format = format
    charset = decoded.charset.name
    hasBadText = decoded.isRepaired

    let front = FrontMatter(decoded.bytes)
    var body = decoded.bytes
    if let front { body = Array(body[front.end...]) }
    let tags = TemplateTags(replacingIn: &body, page: front?.value)
    let markdown = format == .markdown ? MarkdownRenderer(body) : nil
    let fileName = String(decoding: path.lastName, as: UTF8.self)
    var scanner = DocumentScanner(
      tags: tags, markdown: markdown, fileName: fileName, keepingPages: keepingPages)
    if let front { scanner.readFrontMatter(front.value) }
    HTMLParser.parse(markdown?.html ?? body, into: &scanner)
    scanner.readTags()
    let linkedData = LinkedData(scanner.linkedData)
    for picture in linkedData.pictures { scanner.add(picture, role: .image) }
    for medium in linkedData.media { scanner.addIfAsset(medium) }

    references = scanner.assets.references
    pages = scanner.pages?.references ?? []
    embeddedCount = scanner.assets.embeddedCount
    base = scanner.base
    metadata = ArticleMetadata(scanner, linkedData, frontMatter: front?.value, path: path)
  }
}

extension DocumentScanner {
  /// Keeps the pictures and files that front matter names.
  fileprivate mutating func readFrontMatter(_ value: MetadataValue) {
    for (address, role) in FrontMatterReferences(value).addresses {
      var bytes = Array(address.utf8)
      let tags = TemplateTags(replacingIn: &bytes)
      assets.add(address, target: tags.target(of: String(decoding: bytes, as: UTF8.self)), role: role)
    }
  }
}

extension ArticleMetadata {
  /// Joins what the sources say, in the order that the type's description gives.
  fileprivate init(
    _ scanner: DocumentScanner, _ linkedData: LinkedData, frontMatter: MetadataValue?, path: PackagePath
  ) {
    self.init()
    if let frontMatter { fill(from: ArticleMetadata(frontMatter: frontMatter)) }
    fill(from: ArticleMetadata(linkedData: linkedData))
    fill(from: ArticleMetadata(meta: scanner.meta, language: scanner.language, canonical: scanner.canonical))
    fill(from: ArticleMetadata(microdata: scanner.properties))
    var own = ArticleMetadata()
    own.datePublished = ArticleDate(fileName: scanner.fileName) ?? ArticleDate(path: path.description)
    own.headline = Self.field(Self.headline(scanner))
    fill(from: own)
    fill(from: TextPatterns.read(scanner.text))
    url = url ?? Self.address(scanner.announcedAddress)
    wordCount = WordCount.count(scanner.text)
  }

  /// The heading that is the title: one that nothing stands before, else the first of the first level, else
  /// the page's `title`, else the first heading.
  private static func headline(_ scanner: DocumentScanner) -> String? {
    if let first = scanner.headings.first, first.isFirstText { return first.text }
    if let first = scanner.headings.first(where: { $0.level == 1 }) { return first.text }
    return scanner.title.isEmpty ? scanner.headings.first?.text : scanner.title
  }
}
