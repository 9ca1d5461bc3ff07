/// The objects of a page's JSON-LD, and which of them is the article.
struct LinkedData {
  private var objects: [MetadataValue] = []

  /// Reads the `script` elements that hold JSON-LD; what is no JSON is passed over.
  init(_ blocks: [[UInt8]]) {
    for block in blocks.prefix(32) where block.count <= 4 << 20 {
      guard let value = MetadataValue(json: Array(Self.uncommented(block))) else { continue }
      collect(value, depth: 0)
    }
  }

  /// The first object of an article's type, else of a page's.
  var article: MetadataValue? { objects.first(where: Self.isArticle) ?? objects.first(where: Self.isPage) }

  /// The names in a value; an object that only points to another by `@id` has that one's name.
  func names(_ value: MetadataValue?) -> [String] {
    items(value).flatMap { item in
      (item["name"] == nil ? target(of: item, with: "name") : item)?.texts ?? item.texts
    }
  }

  /// The addresses of the pictures that the article is shown with.
  var pictures: [String] {
    guard let article else { return [] }
    return ["image", "thumbnailurl"].flatMap { items(article[$0]) }.flatMap(addresses)
  }

  /// The addresses of the files that the article plays.
  var media: [String] {
    guard let article else { return [] }
    return ["video", "audio"].flatMap { items(article[$0]) }.compactMap { $0["contenturl"]?.firstText }
  }

  private func addresses(_ picture: MetadataValue) -> [String] {
    if case .text = picture { return picture.texts }
    for key in ["contenturl", "url"] {
      if let texts = (target(of: picture, with: key) ?? picture)[key]?.texts, !texts.isEmpty { return texts }
    }
    return []
  }

  /// The object that another only points to by its `@id`, if it has the member.
  private func target(of item: MetadataValue, with member: String) -> MetadataValue? {
    guard item[member] == nil, let identifier = item["@id"]?.firstText else { return nil }
    return objects.first { $0["@id"]?.firstText == identifier && $0[member] != nil }
  }

  private func items(_ value: MetadataValue?) -> [MetadataValue] {
    switch value {
    case nil: []
    case .list(let list): Array(list.prefix(64))
    case .some(let value): [value]
    }
  }

  private mutating func collect(_ value: MetadataValue, depth: Int) {
    guard depth < 4, objects.count < 1024 else { return }
    switch value {
    case .list(let items): for item in items { collect(item, depth: depth + 1) }
    case .table:
      objects.append(value)
      if let graph = value["@graph"] { collect(graph, depth: depth + 1) }
    case .text: break
    }
  }

  /// A block without the comment or CDATA marks that hide it from readers of other kinds of HTML.
  private static func uncommented(_ block: [UInt8]) -> ArraySlice<UInt8> {
    func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      let isMark: (UInt8) -> Bool = { $0.isSpace || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "*") }
      let text = text.drop(while: isMark)
      return text.prefix((text.lastIndex { !isMark($0) } ?? text.startIndex - 1) + 1 - text.startIndex)
    }
    // No JSON begins or ends with these.
    var text = trimmed(block[...])
    for (opening, closing) in [("<![CDATA[", "]]>"), ("<!--", "-->")] where text.starts(with: opening.utf8) {
      text = text.dropFirst(opening.utf8.count)
      if text.suffix(closing.utf8.count).elementsEqual(closing.utf8) {
        text = text.dropLast(closing.utf8.count)
      }
      text = trimmed(text)
    }
    return text
  }

  private static func types(_ object: MetadataValue) -> [String] {
    (object["@type"]?.texts ?? []).map { String($0.split(separator: "/").last ?? "") }
  }

  private static func isArticle(_ object: MetadataValue) -> Bool {
    types(object).contains {
      $0.hasSuffix("Article") || $0.hasSuffix("Posting") || $0 == "Report" || $0 == "Review"
    }
  }

  private static func isPage(_ object: MetadataValue) -> Bool {
    types(object).contains { $0.hasSuffix("Page") || $0 == "CreativeWork" || $0 == "Book" }
  }
}
