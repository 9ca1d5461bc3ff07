extension ArticleMetadata {
  /// What a page's `meta` elements, `html` and `link` say.
  init(meta: [DocumentScanner.Pair], language: String?, canonical: String?) {
    func all(_ names: String...) -> [String] {
      for name in names {
        let values = meta.filter { $0.name == name }.map(\.value)
        if !values.isEmpty { return values }
      }
      return []
    }
    func date(_ names: String...) -> ArticleDate? {
      for name in names {
        for pair in meta where pair.name == name { if let date = ArticleDate(pair.value) { return date } }
      }
      return nil
    }
    headline = Self.field(
      all("citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title").first)
    // `article:author` is an address more often than a name.
    author = Self.names(
      all(
        "citation_author", "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author",
        "byl"
      )
      .filter { Self.address($0) == nil })
    editor = Self.field(all("citation_editor", "editor").first)
    publisher = Self.field(
      all(
        "citation_publisher", "citation_journal_title", "dc.publisher", "dcterms.publisher", "og:site_name",
        "application-name"
      ).first)
    datePublished = date(
      "article:published_time", "citation_publication_date", "citation_date", "citation_online_date",
      "dc.date.issued",
      "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "og:published_time", "date", "pubdate",
      "publishdate", "parsely-pub-date", "sailthru.date", "last-published")
    dateModified = date(
      "article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified",
      "lastmod")
    inLanguage =
      Self.language(language)
      ?? Self.language(
        all("og:locale", "content-language", "dc.language", "dcterms.language", "language").first)
    description = Self.field(
      all("description", "og:description", "dc.description", "dcterms.abstract", "twitter:description").first)
    articleSection = Self.field(all("article:section", "section", "parsely-section").first)
    url =
      Self.address(canonical)
      ?? Self.address(all("og:url", "twitter:url", "citation_fulltext_html_url").first)
  }

  /// What a page's microdata says.
  init(microdata pairs: [DocumentScanner.Pair]) {
    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
    headline = Self.field(all("headline").first)
    let authors = all("author")
    author = Self.names(authors.isEmpty ? all("rel-author") : authors)
    editor = Self.field(all("editor").first)
    publisher = Self.field(all("publisher").first)
    datePublished = all("datePublished").lazy.compactMap { ArticleDate($0) }.first
    dateModified = all("dateModified").lazy.compactMap { ArticleDate($0) }.first
    inLanguage = Self.language(all("inLanguage").first)
    description = Self.field(all("description").first)
    articleSection = Self.field(all("articleSection").first)
    url = Self.address(all("mainEntityOfPage").first)
  }
}
