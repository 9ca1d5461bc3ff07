/// How an article's file is written.
package enum DocumentFormat: String, Hashable, Sendable, CaseIterable {
  /// CommonMark with the GFM extensions, and HTML inside it.
  case markdown
  /// HTML or XHTML.
  case html

  /// The format that a file's name tells by its extension; `nil` if it is not one of an article's.
  ///
  /// An empty file named like an article is one, with nothing in it: its name says what it was meant to be,
  /// and a record without a headline shows better than silence that its content is gone. A left-over file
  /// such as `sedA1b2C3` has no article's extension and is plain payload.
  package init?(fileName: ArraySlice<UInt8>) {
    guard let dot = fileName.lastIndex(of: UInt8(ascii: ".")), dot != fileName.startIndex else { return nil }
    switch String(decoding: fileName[(dot + 1)...].map(\.lowered), as: UTF8.self) {
    case "md", "markdown", "mdown", "mkd", "mkdn", "mdwn", "mdx", "rmd", "qmd": self = .markdown
    case "html", "htm", "xhtml", "xht", "shtml": self = .html
    default: return nil
    }
  }

  /// The format of a document that is known to be an article: what its bytes show if they begin a whole HTML
  /// page, else what its name says, else Markdown, of which plain text is a part.
  package static func detect(
    fileName: ArraySlice<UInt8>, bytes: ArraySlice<UInt8>
  ) -> DocumentFormat {
    if beginsPage(bytes) { return .html }
    return DocumentFormat(fileName: fileName) ?? .markdown
  }

  /// Whether the first thing but byte-order mark, white space, comments and an XML declaration is the start
  /// of an HTML page.
  package static func beginsPage(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first(where: { !$0.isSpace }), first == UInt8(ascii: "<") || first >= 0xEF else {
      return false
    }
    // A UTF-16 page reads as ASCII once its zero bytes are left out.
    var rest = bytes.prefix(4096).filter { $0 != 0 }[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    if rest.starts(with: [0xFF, 0xFE]) || rest.starts(with: [0xFE, 0xFF]) { rest = rest.dropFirst(2) }
    while true {
      rest = rest.drop { $0.isSpace }
      if rest.starts(with: "<!--".utf8) {
        guard let end = Array(rest).firstIndex(of: Array("-->".utf8)) else { return false }
        rest = rest.dropFirst(end + 3)
      } else if rest.startsWithIgnoringCase("<?xml") {
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
        rest = rest[(end + 1)...]
      } else {
        return ["<!doctype html", "<html", "<head>", "<body"].contains { rest.startsWithIgnoringCase($0) }
      }
    }
  }
}
