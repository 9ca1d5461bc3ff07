/// Collects from one pass over a document's HTML what metadata and asset references are made of.
struct DocumentScanner: HTMLEvents {
  /// A piece of text between an element's start and its end.
  struct Capture {
    enum Kind: Hashable {
      case heading(Int)
      case property(String)
      case authorLink
    }
    let kind: Kind
    let depth: Int
    let start: Int
    let isFirstText: Bool
    /// Whether an element inside of it told its name.
    var isNamed = false
  }

  /// An open element that links to a file.
  struct OpenLink {
    let depth: Int
    let address: String
  }

  struct Heading {
    let level: Int
    let text: String
    /// Whether nothing visible stood before it.
    let isFirstText: Bool
  }

  /// A name with the value that goes with it, as `meta` elements and microdata have them.
  struct Pair {
    let name: String
    let value: String
  }

  let tags: TemplateTags
  let markdown: MarkdownRenderer?
  let fileName: String

  var assets = AssetCollector()
  /// Links to other pages; `nil` if nobody asks for them.
  var pages: AssetCollector?
  /// The visible text, UTF-8; a line feed at the borders of blocks.
  var text: [UInt8] = []
  var meta: [Pair] = []
  var properties: [Pair] = []
  var headings: [Heading] = []
  var linkedData: [[UInt8]] = []
  var title = ""
  var language: String?
  var canonical: String?
  var base: String?
  /// The address that a link gives right after words that announce the original.
  var announcedAddress: String?

  /// How many pages this one stands in.
  var nesting = 0
  /// Pages that stand deeper in others are not read: no real one comes near.
  static let maximumNesting = 4

  var depth = 0
  var links: [OpenLink] = []
  private var captures: [Capture] = []
  private var hasVisibleText = false
  private var codeDepth = 0
  private var tagsReadTo = 0
  private var sink = Sink.text
  private var sinkBytes: [UInt8] = []
  private var diversionDepth = 0

  /// Where characters go.
  private enum Sink { case text, title, style, linkedData, nowhere }

  init(tags: TemplateTags, markdown: MarkdownRenderer?, fileName: String, keepingPages: Bool) {
    pages = keepingPages ? AssetCollector() : nil
    self.tags = tags
    self.markdown = markdown
    self.fileName = fileName
  }

  mutating func startElement(_ element: HTMLElement, _ attributes: [HTMLAttribute]) {
    readTags()
    depth += 1
    // What stands in a text field or a script is shown as text at most.
    guard sink != .nowhere else { return }
    if element.isBlock { breakLine() }
    switch element {
    case .title: if title.isEmpty, links.isEmpty { divert(to: .title) }
    case .style: divert(to: .style)
    case .script:
      let isData = attributes.contains { $0.name == .type && $0.value.lowercased().contains("ld+json") }
      divert(to: isData ? .linkedData : .nowhere)
    case .textField: divert(to: .nowhere)
    case .heading(let level): capture(.heading(level))
    case .preformatted, .code: codeDepth += 1
    case .page: language = language ?? attributes[.language]
    case .base: base = base ?? attributes[.address].map { address($0) }
    default: break
    }
    guard !attributes.isEmpty else { return }
    readMicrodata(element, attributes)
    readReferences(element, attributes)
  }

  mutating func endElement(_ element: HTMLElement) {
    readTags()
    switch element {
    case .title, .style, .script, .textField: if depth <= diversionDepth { endDiversion() }
    case .preformatted, .code: codeDepth = max(0, codeDepth - 1)
    default: break
    }
    while let capture = captures.last, capture.depth >= depth {
      captures.removeLast()
      finish(capture)
    }
    while let link = links.last, link.depth >= depth { links.removeLast() }
    depth -= 1
    if element.isBlock { breakLine() }
  }

  mutating func characters(_ characters: UnsafeRawBufferPointer) {
    switch sink {
    case .text:
      if !hasVisibleText { unsafe hasVisibleText = characters.contains { $0 > 0x20 } }
      unsafe text.append(contentsOf: characters)
    case .title, .style, .linkedData: unsafe sinkBytes.append(contentsOf: characters)
    case .nowhere: break
    }
  }

  mutating func reset() {
    endDiversion()
    depth = 0
    links = []
    captures = []
    codeDepth = 0
  }

  /// An address as the author wrote it.
  func address(_ value: String) -> String {
    let value = value.trimmedAddress
    return tags.restored(markdown?.original(value) ?? value)
  }

  mutating func capture(_ kind: Capture.Kind) {
    guard captures.count < 16 else { return }
    captures.append(Capture(kind: kind, depth: depth, start: text.count, isFirstText: !hasVisibleText))
  }

  /// The person or organisation that a `name` which stands here belongs to, which has its name by that.
  mutating func nameOwner() -> String? {
    for index in captures.indices.reversed() {
      guard case .property(let owner) = captures[index].kind,
        ["author", "editor", "publisher"].contains(owner)
      else { continue }
      captures[index].isNamed = true
      return owner
    }
    return nil
  }

  private mutating func finish(_ capture: Capture) {
    // A value this long is no title and no name.
    let bytes = text[min(capture.start, text.count)...].prefix(4096)
    let value = tags.restored(String(decoding: bytes, as: UTF8.self)).collapsed
    guard !value.isEmpty else { return }
    switch capture.kind {
    case .heading(let level):
      if headings.count < 64 {
        headings.append(Heading(level: level, text: value, isFirstText: capture.isFirstText))
      }
    case .property(let name): if !capture.isNamed { addProperty(name, value) }
    case .authorLink: properties.append(Pair(name: "rel-author", value: value))
    }
  }

  private mutating func divert(to sink: Sink) {
    guard self.sink == .text else { return }
    self.sink = sink
    sinkBytes = []
    diversionDepth = depth
  }

  private mutating func endDiversion() {
    switch sink {
    case .title: title = tags.restored(String(decoding: sinkBytes.prefix(4096), as: UTF8.self)).collapsed
    case .style: readCSS(sinkBytes)
    case .linkedData: linkedData.append(Array(tags.restored(String(decoding: sinkBytes, as: UTF8.self)).utf8))
    case .text, .nowhere: break
    }
    sink = .text
    sinkBytes = []
  }

  private mutating func breakLine() {
    if let last = text.last, last != 0x0A { text.append(0x0A) }
  }

  /// Reads the template tags that stand in the text as words of their own, such as `{% image "a.png" %}`.
  mutating func readTags() {
    guard !tags.tags.isEmpty else { return }
    defer { tagsReadTo = text.count }
    guard codeDepth == 0, tagsReadTo < text.count else { return }
    for tag in tags.tags(in: text, from: tagsReadTo) {
      for asset in tag.assets {
        guard let kind = AssetKind(address: asset) else { continue }
        assets.add(asset, target: asset, role: AssetRole(kind))
      }
    }
  }
}
