extension DocumentScanner {
  /// Keeps what microdata and `rel=author` say of the article.
  mutating func readMicrodata(_ element: HTMLElement, _ attributes: [HTMLAttribute]) {
    for attribute in attributes where attribute.name == .itemProperty || attribute.name == .relation {
      if attribute.name == .relation {
        if element == .anchor, attribute.value.lowercased() == "author" { capture(.authorLink) }
        continue
      }
      for property in attribute.value.split(separator: " ") where Self.properties.contains(String(property)) {
        let property = String(property)
        if let value = attributes.first(where: { $0.name == .content || $0.name == .time })?.value {
          addProperty(property, tags.restored(value).collapsed)
        } else if property == "url" || property == "mainEntityOfPage" {
          guard let value = attributes.first(where: { $0.name == .address || $0.name == .itemAddress })?.value
          else { continue }
          properties.append(Pair(name: property, value: address(value)))
        } else {
          capture(.property(property))
        }
      }
    }
  }

  /// Keeps a property of the article; a `name` inside of an author, editor or publisher is that one's.
  mutating func addProperty(_ property: String, _ value: String) {
    guard property == "name", let owner = nameOwner() else {
      properties.append(Pair(name: property, value: value))
      return
    }
    properties.append(Pair(name: owner, value: value))
  }

  /// Keeps a `meta` element's name and content, and the pictures among them.
  mutating func readMeta(_ attributes: [HTMLAttribute]) {
    var name: String?
    var content: String?
    for attribute in attributes {
      switch attribute.name {
      case .name: name = name ?? attribute.value.lowercased().trimmed
      case .content: content = attribute.value
      default: break
      }
    }
    guard let name, let content, !content.isEmpty else { return }
    switch name {
    case "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src",
      "msapplication-tileimage", "msapplication-square150x150logo", "thumbnail":
      add(content, role: .image)
    case "og:video", "og:video:url", "og:video:secure_url", "og:audio", "og:audio:url",
      "twitter:player:stream":
      addIfAsset(content)
    case "citation_pdf_url": add(content, role: .document)
    default: if meta.count < 1024 { meta.append(Pair(name: name, value: tags.restored(content).collapsed)) }
    }
  }

  private static let properties: Set<String> = [
    "headline", "name", "author", "editor", "publisher", "datePublished", "dateModified", "inLanguage",
    "description", "articleSection", "url", "mainEntityOfPage",
  ]
}
