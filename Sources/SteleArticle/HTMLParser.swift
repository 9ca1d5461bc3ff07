internal import CXML2

/// Receives what an HTML document holds, in order.
protocol HTMLEvents: AnyObject {
  /// - Parameter attributes: Those that tell something of the article, in order.
  func startElement(_ element: HTMLElement, _ attributes: [HTMLAttribute])
  func endElement(_ element: HTMLElement)
  func characters(_ text: UnsafeRawBufferPointer)
  /// The parser gave up all open elements, because too many were open.
  func reset()
}

/// Reads HTML as events through libxml2's SAX parser: no tree, no network, no entity but HTML's own.
///
/// It reads anything: HTML has no errors that end it.
enum HTMLParser {
  /// The most elements open at once. libxml2 searches the open elements for every end tag, so a page with a
  /// hundred thousand of them would take quadratic time; past this depth all are taken as closed.
  static let maximumDepth = 256

  private static let isInitialized: Bool = {
    xmlInitParser()
    return true
  }()

  /// Parses well-formed UTF-8 without NUL.
  static func parse(_ html: [UInt8], into events: any HTMLEvents) {
    _ = isInitialized
    let html = HTMLGuard.bounded(html)
    var start = 0
    while start < html.count {
      let run = HTMLParserRun(events)
      let consumed = unsafe html.withUnsafeBytes { bytes in
        unsafe run.parse(UnsafeRawBufferPointer(rebasing: bytes[start...]))
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
@safe private final class HTMLParserRun {
  let events: any HTMLEvents
  private var depth = 0
  private var stoppedAt: Int?
  private var attributes: [HTMLAttribute] = []

  init(_ events: any HTMLEvents) { self.events = events }

  /// Parses the bytes; returns where it stopped early, `nil` if at the end.
  func parse(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
      let context = unsafe htmlNewParserCtxt()
    else { return nil }
    defer { unsafe htmlFreeParserCtxt(context) }
    let options =
      HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue
      | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOIMPLIED.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    var handler = unsafe htmlSAXHandler()
    unsafe handler.startElement = { context, name, attributes in
      guard let run = unsafe HTMLParserRun.from(context), let name = unsafe name else { return }
      unsafe run.start(name, attributes)
    }
    unsafe handler.endElement = { context, name in
      guard let run = unsafe HTMLParserRun.from(context), let name = unsafe name, run.stoppedAt == nil else {
        return
      }
      run.depth -= 1
      run.events.endElement(unsafe HTMLElement(name))
    }
    let characters: charactersSAXFunc = { context, text, count in
      guard let run = unsafe HTMLParserRun.from(context), run.stoppedAt == nil else { return }
      unsafe run.events.characters(UnsafeRawBufferPointer(start: text, count: Int(count)))
    }
    unsafe handler.characters = characters
    unsafe handler.cdataBlock = characters
    unsafe handler.ignorableWhitespace = characters
    unsafe context.pointee.sax.pointee = handler
    // The run outlives the call below, so that the parser may hold it unretained.
    unsafe context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    unsafe self.context = context
    // With its own handlers libxml2 makes no tree, and returns none.
    let tree = unsafe htmlCtxtReadMemory(context, base, Int32(bytes.count), nil, "UTF-8", Int32(options))
    if let tree = unsafe tree { unsafe xmlFreeDoc(tree) }
    unsafe self.context = nil
    return stoppedAt
  }

  /// libxml2's parser, while it runs.
  private var context: htmlParserCtxtPtr?

  private static func from(_ context: UnsafeMutableRawPointer?) -> HTMLParserRun? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<HTMLParserRun>.fromOpaque(context).takeUnretainedValue()
  }

  private func start(_ name: UnsafePointer<xmlChar>, _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?) {
    guard stoppedAt == nil else { return }
    depth += 1
    attributes.removeAll(keepingCapacity: true)
    if var next = unsafe list {
      while let name = unsafe next.pointee {
        if let attribute = unsafe HTMLAttribute(name, next[1]) { attributes.append(attribute) }
        unsafe next += 2
      }
    }
    events.startElement(unsafe HTMLElement(name), attributes)
    if depth >= HTMLParser.maximumDepth, let context = unsafe context {
      stoppedAt = unsafe xmlByteConsumed(context)
      unsafe xmlStopParser(context)
    }
  }
}
