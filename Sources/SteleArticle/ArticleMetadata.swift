/// What is known about an article, in schema.org's words. See Spec §8.2.
///
/// Each field comes from the first of these that gives it: front matter; JSON-LD; `meta` elements (OpenGraph,
/// Dublin Core, citation, article); microdata; the date in the file's name; the text's own patterns. A text
/// is one line and no longer than 4096 bytes of UTF-8.
package struct ArticleMetadata: Hashable, Sendable {
  /// The address where the article was first published: absolute, `http` or `https`.
  package var url: String?
  /// The title.
  package var headline: String?
  /// Who wrote it, in the order given; empty if unknown.
  package var author: [String] = []
  /// Who edited it.
  package var editor: String?
  /// The newspaper, agency or site that published it, as the article names it.
  package var publisher: String?
  /// When it was published.
  package var datePublished: ArticleDate?
  /// When it was last changed.
  package var dateModified: ArticleDate?
  /// The language, a BCP 47 tag, only where the document declares it.
  package var inLanguage: String?
  /// What it is about, in a sentence or a paragraph.
  package var description: String?
  /// The part of the publication it belongs to.
  package var articleSection: String?
  /// How long the text is: see ``WordCount``.
  package var wordCount: Int?

  package init() {}

  /// Takes over what is not known yet.
  mutating func fill(from other: ArticleMetadata) {
    url = url ?? other.url
    headline = headline ?? other.headline
    if author.isEmpty { author = other.author }
    editor = editor ?? other.editor
    publisher = publisher ?? other.publisher
    datePublished = datePublished ?? other.datePublished
    dateModified = dateModified ?? other.dateModified
    inLanguage = inLanguage ?? other.inLanguage
    description = description ?? other.description
    articleSection = articleSection ?? other.articleSection
    wordCount = wordCount ?? other.wordCount
  }
}

extension ArticleMetadata {
  /// A text as a field holds it: one line, bounded; `nil` if nothing is left.
  static func field(_ text: String?) -> String? {
    guard let text else { return nil }
    var value = text.collapsed
    if value.utf8.count > 4096 {
      value = String(decoding: value.utf8.prefix(4096), as: UTF8.self)
      while value.unicodeScalars.last == "\u{FFFD}" { value.unicodeScalars.removeLast() }
    }
    return value.isEmpty ? nil : value
  }

  /// An absolute address of the web; `nil` for anything else.
  static func address(_ text: String?) -> String? {
    guard let text = text?.trimmed, text.utf8.count <= 4096,
      text.utf8.startsWithIgnoringCase("http://") || text.utf8.startsWithIgnoringCase("https://"),
      // No white space begins with another byte, and characters are slow to tell apart.
      !text.utf8.contains(where: \.canBeginBlank) || !text.contains(where: \.isWhitespace)
    else { return nil }
    return text
  }

  /// A language tag: `zh_CN` and the like with a hyphen; `nil` if it is none.
  static func language(_ text: String?) -> String? {
    guard let text = text?.trimmed else { return nil }
    let tag = String(text.map { $0 == "_" ? "-" : $0 }.prefix { $0 != "." && $0 != "@" && $0 != "," })
    guard (2...35).contains(tag.utf8.count),
      tag.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") })
    else { return nil }
    return tag
  }

  /// Names, each once, in order.
  static func names(_ texts: [String]) -> [String] {
    var names: [String] = []
    for text in texts.prefix(64) {
      guard let name = field(text), !names.contains(name) else { continue }
      names.append(name)
    }
    return names
  }
}
