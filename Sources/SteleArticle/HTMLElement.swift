/// What an element is to the reader of an article.
enum HTMLElement: Hashable, Sendable {
  case anchor
  /// `img`.
  case picture
  /// Other elements whose address is a picture's.
  case otherPicture
  /// Elements whose address is sound, moving pictures or what goes with them.
  case media
  /// `use` of SVG.
  case use
  case object, parameter
  case meta, link, base
  case script, style, title, textField, code, preformatted, page
  case heading(Int)
  /// What else begins a line of its own.
  case block
  case other

  var isBlock: Bool {
    switch self {
    case .block, .heading, .title, .preformatted, .page: true
    default: false
    }
  }

  var isPicture: Bool { self == .picture || self == .otherPicture }

  /// - Parameter name: The name in lower case, a zero byte behind it.
  @unsafe init(_ name: UnsafePointer<UInt8>) { self = unsafe Self.names[name] ?? .other }

  private static let names = NameTable<HTMLElement>([
    "a": .anchor, "img": .picture, "image input amp-img feimage": .otherPicture,
    "video audio source track embed bgsound amp-video amp-audio": .media, "use": .use, "object": .object,
    "param": .parameter, "meta": .meta, "link": .link, "base": .base, "script": .script, "style": .style,
    "title": .title, "textarea": .textField, "code": .code, "pre": .preformatted, "html": .page,
    "h1": .heading(1), "h2": .heading(2), "h3": .heading(3), "h4": .heading(4), "h5": .heading(5),
    "h6": .heading(6),
    """
    p div br hr li ul ol dl dt dd table tr td th caption blockquote figure figcaption section article header \
    footer main aside nav address form details summary body head
    """: .block,
  ])
}
