extension ArticleMetadata {
  /// What the page's JSON-LD says of the article.
  init(linkedData data: LinkedData) {
    guard let object = data.article else { return }
    headline = Self.field(PlainText.of(object["headline"]?.firstText ?? object["name"]?.firstText))
    author = Self.names(data.names(object["author"]).compactMap(PlainText.of))
    editor = Self.field(PlainText.of(data.names(object["editor"]).first))
    publisher = Self.field(PlainText.of(data.names(object["publisher"]).first))
    datePublished = object["datepublished"]?.firstText.flatMap { ArticleDate($0) }
    dateModified = object["datemodified"]?.firstText.flatMap { ArticleDate($0) }
    inLanguage = Self.language(object["inlanguage"]?.firstText)
    description = Self.field(PlainText.of(object["description"]?.firstText))
    articleSection = Self.field(PlainText.of(object["articlesection"]?.firstText))
    // An `@id` is a name first: its fragment tells objects of one page apart.
    url =
      Self.address(object["url"]?.firstText) ?? Self.address(object["mainentityofpage"]?["@id"]?.firstText)
      ?? Self.address(object["mainentityofpage"]?.firstText)
      ?? Self.address(object["@id"]?.firstText?.split(separator: "#").first.map(String.init))
  }
}

/// Text out of a piece of HTML: many sites write JSON-LD as they write pages, with entities and elements in it.
private struct PlainText: HTMLEvents {
  private var bytes: [UInt8] = []

  static func of(_ text: String?) -> String? {
    guard let text, text.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") }) else {
      return text
    }
    var plain = PlainText()
    HTMLParser.parse(Array(text.utf8.filter { $0 != 0 }), into: &plain)
    return String(decoding: plain.bytes, as: UTF8.self)
  }

  mutating func characters(_ text: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: text) }
  mutating func startElement(_ element: HTMLElement, _ attributes: [HTMLAttribute]) {}
  mutating func endElement(_ element: HTMLElement) {}
  mutating func reset() {}
}
