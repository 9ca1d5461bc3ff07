extension ArticleMetadata {
  /// What the page's JSON-LD says of the article: the first object of an article's type, else of a page's.
  init(linkedData blocks: [[UInt8]]) {
    var objects: [MetadataValue] = []
    for block in blocks.prefix(32) where block.count <= 4 << 20 {
      guard let value = MetadataValue(json: block) else { continue }
      Self.collect(value, into: &objects, depth: 0)
    }
    guard
      let object = objects.first(where: { Self.isArticle($0) }) ?? objects.first(where: { Self.isPage($0) })
    else { return }
    headline = Self.field(object["headline"]?.firstText ?? object["name"]?.firstText)
    author = Self.names(Self.texts(object["author"], among: objects))
    editor = Self.field(Self.texts(object["editor"], among: objects).first)
    publisher = Self.field(Self.texts(object["publisher"], among: objects).first)
    datePublished = object["datepublished"]?.firstText.flatMap { ArticleDate($0) }
    dateModified = object["datemodified"]?.firstText.flatMap { ArticleDate($0) }
    inLanguage = Self.language(object["inlanguage"]?.firstText)
    description = Self.field(object["description"]?.firstText)
    articleSection = Self.field(object["articlesection"]?.firstText)
    url =
      Self.address(object["url"]?.firstText) ?? Self.address(object["mainentityofpage"]?["@id"]?.firstText)
      ?? Self.address(object["mainentityofpage"]?.firstText) ?? Self.address(object["@id"]?.firstText)
  }

  private static func collect(_ value: MetadataValue, into objects: inout [MetadataValue], depth: Int) {
    guard depth < 4, objects.count < 1024 else { return }
    switch value {
    case .list(let items): for item in items { collect(item, into: &objects, depth: depth + 1) }
    case .table:
      objects.append(value)
      if let graph = value["@graph"] { collect(graph, into: &objects, depth: depth + 1) }
    case .text: break
    }
  }

  /// The names in a value; an object that only points to another by `@id` has that one's name.
  private static func texts(_ value: MetadataValue?, among objects: [MetadataValue]) -> [String] {
    let items: [MetadataValue]
    switch value {
    case nil: return []
    case .list(let list): items = list
    case .some(let value): items = [value]
    }
    return items.prefix(64).flatMap { item -> [String] in
      if item["name"] == nil, let identifier = item["@id"]?.firstText {
        let target = objects.first { $0["@id"]?.firstText == identifier && $0["name"] != nil }
        return target?["name"]?.texts ?? []
      }
      return item.texts
    }
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
