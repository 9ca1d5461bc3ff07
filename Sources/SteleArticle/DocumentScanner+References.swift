extension DocumentScanner {
  /// Keeps the files that an element shows or links to.
  mutating func readReferences(_ element: HTMLElement, _ attributes: [HTMLAttribute]) {
    switch element {
    case .meta: return readMeta(attributes)
    case .link: return readLink(attributes)
    case .base, .script: return
    default: break
    }
    let isTracker = element == .picture && Self.isTracker(attributes)
    for attribute in attributes {
      let value = attribute.value
      guard !value.isEmpty else { continue }
      switch attribute.name {
      case .address:
        if element.isPicture || element == .use {
          if !value.hasPrefix("#") { add(value, role: .image) }
        } else {
          openLink(value)
        }
      case .source:
        if element.isPicture {
          addPicture(value, isTracker: isTracker)
        } else {
          addSource(value, isMedia: element == .media)
        }
      case .sourceSet:
        for candidate in SourceSet.addresses(in: value) { addPicture(candidate, isTracker: isTracker) }
      case .poster: add(value, role: .image)
      case .data: if element == .object { addSource(value, isMedia: true) }
      case .value: if element == .parameter { addIfAsset(value) }
      case .style: readCSS(Array(value.utf8))
      case .sourceDocument: readPage(value)
      case .deferredSource: if element == .picture { addPicture(value, isTracker: isTracker) }
      case .lazySource, .otherData:
        readLazy(attribute, isPicture: element.isPicture, isTracker: isTracker)
      default: break
      }
    }
  }

  /// Keeps what a page shows that stands inside of this one.
  private mutating func readPage(_ html: String) {
    guard nesting < Self.maximumNesting else { return }
    var page = DocumentScanner(tags: tags, markdown: markdown, fileName: fileName, keepingPages: pages != nil)
    page.nesting = nesting + 1
    swap(&page.assets, &assets)
    swap(&page.pages, &pages)
    HTMLParser.parse(Array(html.utf8), into: &page)
    page.readTags()
    swap(&page.assets, &assets)
    swap(&page.pages, &pages)
  }

  /// Keeps the addresses that CSS names.
  mutating func readCSS(_ css: [UInt8]) {
    for reference in CSSReferences.find(in: css) where !reference.address.hasPrefix("#") {
      add(reference.address, role: reference.role)
    }
  }

  /// An address as it was found.
  private struct Found {
    /// As the author wrote it.
    let url: String
    /// What its template tags most likely stand for; `nil` if that cannot be told.
    let target: String?
    /// The kind that its extension tells.
    let kind: AssetKind?
  }

  private func found(_ value: String) -> Found {
    let value = value.trimmedAddress
    let original = markdown?.original(value) ?? value
    let target = tags.target(of: original)
    return Found(url: tags.restored(original), target: target, kind: AssetKind(address: target ?? original))
  }

  private mutating func add(_ found: Found, role: AssetRole, isTracker: Bool = false) {
    assets.add(found.url, target: found.target, role: role, isTracker: isTracker)
  }

  mutating func add(_ value: String, role: AssetRole) { add(found(value), role: role) }

  /// Keeps an address if its extension tells that it is a file.
  mutating func addIfAsset(_ value: String) {
    let found = found(value)
    if let kind = found.kind { add(found, role: AssetRole(kind)) }
  }

  private mutating func addSource(_ value: String, isMedia: Bool) {
    let found = found(value)
    guard isMedia || found.kind != nil else { return }
    add(found, role: found.kind.map(AssetRole.init) ?? .media)
  }

  /// Keeps a picture: a companion if its name says so, a thumbnail if it stands in a link to another one.
  private mutating func addPicture(_ value: String, isTracker: Bool) {
    let found = found(value)
    let name = Self.lastName(found.url)
    let link = links.last
    var role = AssetRole.image
    if let dot = name.lastIndex(of: UInt8(ascii: ".")), DocumentFormat(fileName: name[..<dot]) != nil,
      case let document = String(decoding: name[..<dot], as: UTF8.self),
      document == fileName
        || link.map({ String(decoding: Self.lastName($0.address), as: UTF8.self) }) == document
    {
      role = .companion
    } else if let link, link.address != found.url, AssetKind(address: link.address) == .image {
      role = .thumbnail
    }
    add(found, role: role, isTracker: isTracker)
  }

  /// An element with an `href` that leads somewhere: to a file, which is an asset then, or to another page.
  private mutating func openLink(_ value: String) {
    let found = found(value)
    if let kind = found.kind {
      add(found, role: AssetRole(kind))
    } else {
      pages?.add(found.url, target: found.target, role: .page)
    }
    links.append(OpenLink(depth: depth, address: found.url))
    if announcedAddress == nil, TextPatterns.announcesOriginal(text.suffix(160)) {
      announcedAddress = found.url
    }
  }

  /// Reads a `link` element: style sheets, icons, what is loaded early; canonical addresses are metadata.
  private mutating func readLink(_ attributes: [HTMLAttribute]) {
    guard let href = attributes[.address] else { return }
    let relations = (attributes[.relation] ?? "").lowercased().split(separator: " ")
    if relations.contains("canonical") {
      canonical = canonical ?? address(href)
    } else if relations.contains("stylesheet") {
      add(href, role: .stylesheet)
    } else if relations.contains(where: {
      $0.hasSuffix("icon") || $0.hasPrefix("apple-touch") || $0 == "image_src"
    }) {
      add(href, role: .image)
    } else if relations.contains("preload") || relations.contains("prefetch") {
      switch attributes[.destination]?.lowercased() {
      case "image": add(href, role: .image)
      case "style": add(href, role: .stylesheet)
      case "font": add(href, role: .font)
      case "audio", "video", "track": add(href, role: .media)
      case "script", "fetch", "worker": break
      default: addIfAsset(href)
      }
      for candidate in SourceSet.addresses(in: attributes[.imageSourceSet] ?? "") {
        add(candidate, role: .image)
      }
    } else if relations.contains("enclosure") {
      addIfAsset(href)
    }
  }

  /// Reads the `data-*` attributes from which scripts load pictures late.
  private mutating func readLazy(_ attribute: HTMLAttribute, isPicture: Bool, isTracker: Bool) {
    let value = attribute.value
    let isKnown = attribute.name == .lazySource
    guard !value.contains("{\"") else { return }
    if value.utf8.startsWithIgnoringCase("url(") {
      readCSS(Array(value.utf8))
    } else if isPicture, isKnown {
      addPicture(value, isTracker: isTracker)
    } else if !value.contains(" "), value.contains("."), isKnown || isPicture {
      addIfAsset(value)
    }
  }

  private static func lastName(_ address: String) -> ArraySlice<UInt8> {
    let slash = UInt8(ascii: "/")
    var path = Array(address.utf8).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    while path.last == slash { path.removeLast() }
    return path.lastIndex(of: slash).map { path[($0 + 1)...] } ?? path
  }
}
