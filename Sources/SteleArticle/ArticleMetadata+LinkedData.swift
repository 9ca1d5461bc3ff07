extension ArticleMetadata {
  /// What the page's JSON-LD says of the article.
  init(linkedData data: LinkedData) {
    guard let object = data.article else { return }
    headline = Self.field(object["headline"]?.firstText ?? object["name"]?.firstText)
    author = Self.names(data.names(object["author"]))
    editor = Self.field(data.names(object["editor"]).first)
    publisher = Self.field(data.names(object["publisher"]).first)
    datePublished = object["datepublished"]?.firstText.flatMap { ArticleDate($0) }
    dateModified = object["datemodified"]?.firstText.flatMap { ArticleDate($0) }
    inLanguage = Self.language(object["inlanguage"]?.firstText)
    description = Self.field(object["description"]?.firstText)
    articleSection = Self.field(object["articlesection"]?.firstText)
    // An `@id` is a name first: its fragment tells objects of one page apart.
    url =
      Self.address(object["url"]?.firstText) ?? Self.address(object["mainentityofpage"]?["@id"]?.firstText)
      ?? Self.address(object["mainentityofpage"]?.firstText)
      ?? Self.address(object["@id"]?.firstText?.split(separator: "#").first.map(String.init))
  }
}
