internal import CXML2

/// Receives what an HTML document holds, in order.
protocol HTMLEvents {
  /// - Parameter attributes: Those that tell something of the article, in order.
  mutating func startElement(_ element: HTMLElement, _ attributes: [HTMLAttribute])
  mutating func endElement(_ element: HTMLElement)
  mutating func characters(_ text: UnsafeRawBufferPointer)
  /// The parser gave up all open elements, because too many were open.
  mutating func reset()
}

/// Reads HTML as events through libxml2's SAX parser: no tree, no network, no entity but HTML's own.
///
/// It reads anything: HTML has no errors that end it.
enum HTMLParser {
  /// The most elements open at once. libxml2 searches the open elements for every end tag, so a page with a
  /// hundred thousand of them would take quadratic time; past this depth all are taken as closed.
  static let maximumDepth = 256

  /// Why libxml2 cannot be loaded; `nil` if it is. Who asks for nothing to be parsed need not have it.
  static var problem: String? { unsafe stele_xml2_load().map { unsafe String(cString: $0) } }

  private static let isInitialized: Bool = {
    stele_xmlInitParser()
    return true
  }()

  /// Parses well-formed UTF-8 without NUL. Ends the process if there is no libxml2.
  static func parse(_ html: [UInt8], into events: inout some HTMLEvents) {
    _ = isInitialized
    let html = HTMLGuard.bounded(html)
    var start = 0
    while start < html.count {
      let consumed = unsafe withUnsafeMutablePointer(to: &events) { events in
        var run = unsafe HTMLParserRun(
          startElement: { unsafe events.pointee.startElement($0, $1) },
          endElement: { unsafe events.pointee.endElement($0) },
          characters: { unsafe events.pointee.characters($0) })
        return unsafe html.withUnsafeBytes {
          unsafe run.parse(UnsafeRawBufferPointer(rebasing: $0[start...]))
        }
      }
      guard let consumed, consumed > 0 else { return }
      start += consumed
      // The run stopped inside a start tag: what is left of it is not text.
      if start < html.count, html[start] == UInt8(ascii: "/") { start += 1 }
      if start < html.count, html[start] == UInt8(ascii: ">") { start += 1 }
      events.reset()
    }
  }
}

/// One use of libxml2's parser; it ends at the end of the bytes, or where the nesting grows too deep.
///
/// libxml2 hands on its address to every call below, so it stays in one place meanwhile. A value, as those who receive the
/// events are: each access to a class's properties would be watched while the program runs, and a page makes thousands.
@unsafe private struct HTMLParserRun {
  private let startElement: (HTMLElement, [HTMLAttribute]) -> Void
  private let endElement: (HTMLElement) -> Void
  private let characters: (UnsafeRawBufferPointer) -> Void
  private var depth = 0
  private var stoppedAt: Int?
  private var attributes: [HTMLAttribute] = []
  /// libxml2's parser, while it runs.
  private var context: htmlParserCtxtPtr?

  init(
    startElement: @escaping (HTMLElement, [HTMLAttribute]) -> Void,
    endElement: @escaping (HTMLElement) -> Void, characters: @escaping (UnsafeRawBufferPointer) -> Void
  ) {
    unsafe self.startElement = startElement
    unsafe self.endElement = endElement
    unsafe self.characters = characters
  }

  /// Parses the bytes; returns where it stopped early, `nil` if at the end.
  mutating func parse(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
      let context = unsafe stele_htmlNewParserCtxt()
    else { return nil }
    defer { unsafe stele_htmlFreeParserCtxt(context) }
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOIMPLIED.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    var handler = unsafe htmlSAXHandler()
    unsafe handler.startElement = { run, name, attributes in
      guard let run = unsafe HTMLParserRun.from(run), let name = unsafe name else { return }
      unsafe run.pointee.start(name, attributes)
    }
    unsafe handler.endElement = { run, name in
      guard let run = unsafe HTMLParserRun.from(run), let name = unsafe name else { return }
      unsafe run.pointee.end(name)
    }
    let characters: charactersSAXFunc = { run, text, count in
      guard let run = unsafe HTMLParserRun.from(run), unsafe run.pointee.stoppedAt == nil else { return }
      unsafe run.pointee.characters(UnsafeRawBufferPointer(start: text, count: Int(count)))
    }
    unsafe handler.characters = characters
    unsafe handler.cdataBlock = characters
    unsafe handler.ignorableWhitespace = characters
    unsafe context.pointee.sax.pointee = handler
    unsafe self.context = context
    unsafe withUnsafeMutablePointer(to: &self) { run in
      unsafe context.pointee.userData = UnsafeMutableRawPointer(run)
      // With its own handlers libxml2 makes no tree, and returns none.
      let tree = unsafe stele_htmlCtxtReadMemory(
        context, base, Int32(bytes.count), nil, "UTF-8", Int32(options))
      if let tree = unsafe tree { unsafe stele_xmlFreeDoc(tree) }
    }
    return unsafe stoppedAt
  }

  private static func from(_ run: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<HTMLParserRun>? {
    unsafe run?.assumingMemoryBound(to: HTMLParserRun.self)
  }

  private mutating func start(
    _ name: UnsafePointer<xmlChar>, _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard unsafe stoppedAt == nil else { return }
    unsafe depth += 1
    if unsafe !attributes.isEmpty { unsafe attributes.removeAll(keepingCapacity: true) }
    if var next = unsafe list {
      while let name = unsafe next.pointee {
        if let attribute = unsafe HTMLAttribute(name, next[1]) { unsafe attributes.append(attribute) }
        unsafe next += 2
      }
    }
    unsafe startElement(HTMLElement(name), attributes)
    if unsafe depth >= HTMLParser.maximumDepth, let context = unsafe context {
      unsafe stoppedAt = unsafe stele_xmlByteConsumed(context)
      unsafe stele_xmlStopParser(context)
    }
  }

  private mutating func end(_ name: UnsafePointer<xmlChar>) {
    guard unsafe stoppedAt == nil else { return }
    unsafe depth -= 1
    unsafe endElement(HTMLElement(name))
  }
}
