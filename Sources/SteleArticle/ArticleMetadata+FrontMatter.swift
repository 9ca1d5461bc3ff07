extension ArticleMetadata {
  /// What front matter says.
  init(frontMatter value: MetadataValue) {
    func text(_ keys: String...) -> String? {
      for key in keys { if let text = Self.field(value[key]?.firstText) { return text } }
      return nil
    }
    func date(_ keys: String...) -> ArticleDate? {
      for key in keys { if let date = value[key]?.firstText.flatMap({ ArticleDate($0) }) { return date } }
      return nil
    }
    headline = text("title", "headline")
    for key in ["authors", "author", "byline", "writer"] where author.isEmpty {
      author = Self.names(value[key]?.texts ?? [])
    }
    editor = text("editor", "editors")
    publisher = text("publisher", "publication", "sitename")
    datePublished = date(
      "date", "datepublished", "publishdate", "published", "publishedat", "publishedtime", "pubdate",
      "publicationdate", "posted", "created", "createdat")
    // Zola and Jekyll can keep the day in the address that the page is to have.
    for key in ["path", "permalink", "slug"] where datePublished == nil {
      datePublished = value[key]?.firstText.flatMap { ArticleDate(path: $0) ?? ArticleDate(fileName: $0) }
    }
    dateModified = date(
      "datemodified", "modified", "lastmod", "lastmodified", "lastmodifiedat", "updated", "updatedat",
      "updateddate",
      "lastupdated")
    inLanguage = Self.language(text("lang", "language", "locale", "inlanguage"))
    description = text("description", "summary", "excerpt", "abstract", "subtitle", "dek")
    articleSection = text("articlesection", "section", "category", "categories")
    for key in ["canonicalurl", "canonical", "originalurl", "sourceurl", "original", "source", "url", "link"]
    where url == nil {
      url = Self.address(value[key]?.firstText)
    }
  }
}

/// The pictures and files that front matter names.
struct FrontMatterReferences {
  private(set) var addresses: [(address: String, role: AssetRole)] = []

  init(_ value: MetadataValue) { collect(value, key: "", depth: 0) }

  private mutating func collect(_ value: MetadataValue, key: String, depth: Int) {
    guard depth < MetadataValue.maximumDepth else { return }
    switch value {
    case .table(let members):
      for member in members {
        let own = member.name
        if Self.textKeys.contains(own) { continue }
        // `image: {path: …}` and `cover: {image: …}` name a picture at either level.
        collect(
          member.value, key: Self.innerKeys.contains(own) && Self.isPicture(key) ? key : own, depth: depth + 1
        )
      }
    case .list(let items): for item in items { collect(item, key: key, depth: depth + 1) }
    case .text(let text):
      let text = text.trimmed
      guard !text.isEmpty, !text.contains("\n") else { return }
      if let kind = AssetKind(address: text), !text.contains(" ") || Self.isPicture(key) {
        addresses.append((text, AssetRole(kind)))
      } else if Self.isPicture(key), text.contains("/"), !text.hasSuffix("/"),
        !text.contains(" ") || text.contains("{{")
      {
        addresses.append((text, .image))
      } else if text.hasPrefix("{{"), text.hasSuffix("}}"), Self.isPicture(key) {
        addresses.append((text, .image))
      }
    }
  }

  private static func isPicture(_ key: String) -> Bool { pictureKeys.contains(key) }

  private static let innerKeys: Set<String> = [
    "path", "src", "url", "file", "feature", "teaser", "thumb", "thumbnail", "large", "small", "href",
  ]
  private static let pictureKeys: Set<String> = [
    "image", "images", "img", "cover", "coverimage", "featuredimage", "featureimage", "hero", "heroimage",
    "thumbnail", "thumb", "banner", "ogimage", "socialimage", "socialshare", "teaser", "headerimage",
    "header",
    "overlayimage", "photo", "picture", "poster", "twitterimage", "metaimage", "background", "avatar", "logo",
    "icon",
  ]
  private static let textKeys: Set<String> = [
    "title", "headline", "description", "excerpt", "summary", "aliases", "redirectfrom", "redirectto",
    "permalink",
    "slug", "tags", "keywords", "categories", "category", "alt", "caption", "imagealt", "imagecaption",
    "layout",
  ]
}
