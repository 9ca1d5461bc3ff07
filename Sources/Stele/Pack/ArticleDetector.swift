import SteleArticle
import SteleCore

/// Tells which files are articles, and keeps their bytes as they are read.
struct ArticleDetector {
  /// The format that the user named.
  let format: DocumentFormat?
  /// Whether the other pages are kept that an article links to.
  let keepsPages: Bool

  /// - Throws: ``SteleError/Code/inputOutput`` if no article can be read here.
  init(format: DocumentFormat?, keepsPages: Bool) throws {
    if let problem = Article.readingProblem { throw SteleError(.inputOutput, problem) }
    self.format = format
    self.keepsPages = keepsPages
  }

  /// An article whose bytes are coming.
  struct Document {
    fileprivate let path: PackagePath
    fileprivate let format: DocumentFormat?
    fileprivate let keepsPages: Bool
    fileprivate var bytes: [UInt8] = []

    mutating func append(_ piece: [UInt8]) {
      // No more than is read of an article in any case.
      bytes += piece.prefix(Article.maximumLength - bytes.count)
    }

    func read() -> Article { Article(bytes, path: path, format: format, keepingPages: keepsPages) }
  }

  /// - Parameter head: The first bytes of the file.
  /// - Returns: `nil` if the file is no article.
  func document(_ item: PackItem, head: [UInt8]) -> Document? {
    guard !item.isCaptured || item.isNamed else { return nil }
    let name = item.path.lastName
    guard DocumentFormat(fileName: name) != nil || isText(head, name, isNamed: item.isNamed) else {
      return nil
    }
    return Document(
      path: item.path, format: item.isNamed || isPlainText(name) ? format : nil, keepsPages: keepsPages)
  }

  /// A plain text file is an article if the user named it, or named a format, or if it begins as one. So is a page
  /// under a name that tells nothing, as servers have them (`story.asp?id=7`).
  private func isText(_ head: [UInt8], _ name: ArraySlice<UInt8>, isNamed: Bool) -> Bool {
    guard Self.texts.contains(MediaType.detect(prefix: head.prefix(MediaType.prefixLength), name: name).text)
    else {
      return false
    }
    // The name must not speak against it: text in `a.pdf` or `a.css` is no article.
    let named = MediaType.detect(prefix: [], name: name)
    if isNamed { return named == .unknown || Self.texts.contains(named.text) }
    if isPlainText(name) {
      return format != nil || Self.beginsAsArticle(head) || DocumentFormat.beginsPage(head[...])
    }
    return named == .unknown && DocumentFormat.beginsPage(head[...])
  }

  private static let texts = ["text/plain", "text/markdown", "text/html", "application/xhtml+xml"]

  private func isPlainText(_ name: ArraySlice<UInt8>) -> Bool {
    name.suffix(4).elementsEqual(".txt".utf8)
  }

  /// Whether the first line that is not blank is a Markdown heading or the start of front matter.
  private static func beginsAsArticle(_ head: [UInt8]) -> Bool {
    let text = head.starts(with: [0xEF, 0xBB, 0xBF]) ? head.dropFirst(3) : head[...]
    let line = text.drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.prefix { $0 != 0x0A && $0 != 0x0D }
    if line.elementsEqual("---".utf8) || line.elementsEqual("+++".utf8) { return true }
    let level = line.prefix { $0 == UInt8(ascii: "#") }.count
    return 1...6 ~= level && line.dropFirst(level).first == 0x20
  }
}
