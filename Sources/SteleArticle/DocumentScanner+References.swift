extension DocumentScanner {
  /// Keeps the files that an element shows or links to.
  func readReferences(_ name: String, _ attributes: [HTMLAttribute]) {
    switch name {
    case "meta":
      readMeta(attributes)
      return
    case "link":
      readLink(attributes)
      return
    case "base", "script": return
    default: break
    }
    guard !attributes.isEmpty else { return }
    let isPicture = Self.pictures.contains(name)
    let isMedia = Self.media.contains(name)
    let isTracker = name == "img" && Self.isTracker(attributes)
    for attribute in attributes {
      let value = attribute.value
      guard !value.isEmpty else { continue }
      switch attribute.name {
      case "href", "xlink:href":
        if isPicture || name == "use" {
          if !value.hasPrefix("#") { add(value, role: .image) }
        } else {
          openLink(value)
        }
      case "src", "lowsrc", "dynsrc":
        if isPicture { addPicture(value, isTracker: isTracker) } else { addSource(value, isMedia: isMedia) }
      case "srcset", "data-srcset", "data-lazy-srcset", "data-original-set":
        for candidate in SourceSet.addresses(in: value) { addPicture(candidate, isTracker: isTracker) }
      case "poster", "data-poster", "background": add(value, role: .image)
      case "data": if name == "object" { addSource(value, isMedia: true) }
      case "value":
        if name == "param" { addIfAsset(value) }
      case "style": readCSS(Array(value.utf8))
      case "file", "zoomfile", "_src", "real_src", "lay-src", "lazy-src":
        // Where forums and portals keep the address until a script asks for it.
        if name == "img" { addPicture(value, isTracker: isTracker) }
      default:
        if attribute.name.utf8.starts(with: "data-".utf8) {
          readLazy(attribute.name, value, isPicture: isPicture, isTracker: isTracker)
        }
      }
    }
  }

  /// Keeps the addresses that CSS names.
  func readCSS(_ css: [UInt8]) {
    for reference in CSSReferences.find(in: css) where !reference.address.hasPrefix("#") {
      add(reference.address, role: reference.role)
    }
  }

  func add(_ value: String, role: AssetRole, isTracker: Bool = false) {
    let value = value.trimmedAddress
    let original = markdown?.original(value) ?? value
    assets.add(tags.restored(original), target: tags.target(of: original), role: role, isTracker: isTracker)
  }

  /// Keeps an address if its extension tells that it is a file.
  func addIfAsset(_ value: String) {
    let original = markdown?.original(value.trimmedAddress) ?? value
    guard let kind = AssetKind(address: tags.target(of: original) ?? original) else { return }
    add(value, role: AssetRole(kind))
  }

  private func addSource(_ value: String, isMedia: Bool) {
    guard isMedia else { return addIfAsset(value) }
    let original = markdown?.original(value.trimmedAddress) ?? value
    add(value, role: AssetKind(address: tags.target(of: original) ?? original).map(AssetRole.init) ?? .media)
  }

  /// Keeps a picture: a companion if its name says so, a thumbnail if it stands in a link to another one.
  private func addPicture(_ value: String, isTracker: Bool) {
    let original = address(value)
    let name = Self.lastName(original)
    let link = links.last?.address
    var role = AssetRole.image
    if let dot = name.lastIndex(of: UInt8(ascii: ".")), DocumentFormat(fileName: name[..<dot]) != nil,
      case let document = String(decoding: name[..<dot], as: UTF8.self),
      document == fileName || link.map({ String(decoding: Self.lastName($0), as: UTF8.self) }) == document
    {
      role = .companion
    } else if let link, link != original, AssetKind(address: link) == .image {
      role = .thumbnail
    }
    add(value, role: role, isTracker: isTracker)
  }

  /// An element with an `href` that leads somewhere: to a file, which is an asset then, or to another page.
  private func openLink(_ value: String) {
    let original = address(value)
    addIfAsset(value)
    if AssetKind(address: tags.target(of: original) ?? original) == nil {
      pages.add(tags.restored(original), target: tags.target(of: original), role: .page)
    }
    links.append(OpenLink(depth: depth, address: original))
    if announcedAddress == nil, TextPatterns.announcesOriginal(text.suffix(160)) {
      announcedAddress = original
    }
  }

  /// Reads a `link` element: style sheets, icons, what is loaded early; canonical addresses are metadata.
  private func readLink(_ attributes: [HTMLAttribute]) {
    guard let href = attributes.first(where: { $0.name == "href" })?.value else { return }
    let relations = (attributes.first { $0.name == "rel" }?.value ?? "").lowercased().split(separator: " ")
    if relations.contains("canonical") {
      canonical = canonical ?? address(href)
    } else if relations.contains("stylesheet") {
      add(href, role: .stylesheet)
    } else if relations.contains(where: {
      $0.hasSuffix("icon") || $0.hasPrefix("apple-touch") || $0 == "image_src"
    }) {
      add(href, role: .image)
    } else if relations.contains("preload") || relations.contains("prefetch") {
      switch attributes.first(where: { $0.name == "as" })?.value.lowercased() {
      case "image": add(href, role: .image)
      case "style": add(href, role: .stylesheet)
      case "font": add(href, role: .font)
      case "audio", "video", "track": add(href, role: .media)
      case "script", "fetch", "worker": break
      default: addIfAsset(href)
      }
      for set in attributes where set.name == "imagesrcset" {
        for candidate in SourceSet.addresses(in: set.value) { add(candidate, role: .image) }
      }
    } else if relations.contains("enclosure") {
      addIfAsset(href)
    }
  }

  /// Reads the `data-*` attributes from which scripts load pictures late.
  private func readLazy(_ name: String, _ value: String, isPicture: Bool, isTracker: Bool) {
    guard !value.contains("{\"") else { return }
    if value.utf8.startsWithIgnoringCase("url(") {
      readCSS(Array(value.utf8))
    } else if isPicture, Self.lazySources.contains(name) {
      addPicture(value, isTracker: isTracker)
    } else if !value.contains(" "), value.contains("."), Self.lazySources.contains(name) || isPicture {
      addIfAsset(value)
    }
  }

  private static func lastName(_ address: String) -> ArraySlice<UInt8> {
    let slash = UInt8(ascii: "/")
    var path = Array(address.utf8).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    while path.last == slash { path.removeLast() }
    return path.lastIndex(of: slash).map { path[($0 + 1)...] } ?? path
  }

  private static let pictures: Set<String> = ["img", "image", "input", "amp-img", "feimage"]
  private static let media: Set<String> = [
    "video", "audio", "source", "track", "embed", "bgsound", "amp-video", "amp-audio",
  ]
  private static let lazySources: Set<String> = [
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-actualsrc", "data-url", "data-img-src",
    "data-bg", "data-background", "data-background-image", "data-image", "data-image-src", "data-full-url",
    "data-orig-file", "data-large-file", "data-hi-res-src", "data-echo", "data-thumb", "data-href",
    "data-full",
  ]
}
