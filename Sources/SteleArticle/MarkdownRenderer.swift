internal import CCmarkGFM
internal import Glibc
internal import Synchronization

/// Turns Markdown (CommonMark with GFM's tables, autolinks, strike-through, task lists and footnotes) into
/// HTML, raw HTML kept, through cmark-gfm.
///
/// Addresses that the HTML would percent-encode are replaced by plain words on the way, so that a reader of
/// the HTML can tell how the author wrote them.
struct MarkdownRenderer {
  /// The HTML, UTF-8.
  let html: [UInt8]
  private let word: [UInt8]
  private let addresses: [String]

  /// Why cmark-gfm cannot be loaded; `nil` if it is. Who renders nothing need not have it.
  static var problem: String? { unsafe stele_cmark_gfm_load().map { unsafe String(cString: $0) } }

  /// The Debian package that has it.
  static var package: String { "libcmark-gfm-extensions\(CMARK_GFM_VERSION_STRING)" }

  private static let isRegistered: Bool = {
    stele_cmark_gfm_core_extensions_ensure_registered()
    return true
  }()

  /// cmark-gfm keeps the characters at which its extensions begin in variables of the whole process, and sets them at the
  /// beginning of the inline parse and back at its end: two at once would now and then miss an autolink.
  private static let inlineParse = Mutex(())

  init(_ markdown: [UInt8]) {
    word = markdown.absentWord("stele-address-")
    (html, addresses) = Self.render(MarkdownGuard.bounded(MarkdownDialect.adapted(markdown)), word: word)
  }

  /// The address as the author wrote it, Markdown escapes and entities decoded.
  func original(_ address: String) -> String {
    guard !addresses.isEmpty, address.utf8.starts(with: word),
      let index = Int(
        address.utf8.dropFirst(word.count).reduce(into: "") { $0.unicodeScalars.append(.init($1)) }),
      addresses.indices.contains(index)
    else { return address }
    return addresses[index]
  }

  private static func render(_ markdown: [UInt8], word: [UInt8]) -> ([UInt8], [String]) {
    _ = isRegistered
    let options = CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES
    guard let parser = unsafe stele_cmark_parser_new(options) else { return ([], []) }
    defer { unsafe stele_cmark_parser_free(parser) }
    let names =
      ["table", "strikethrough", "tasklist"] + (MarkdownGuard.allowsAutolinks(markdown) ? ["autolink"] : [])
    for name in names {
      guard let syntax = unsafe stele_cmark_find_syntax_extension(name) else { continue }
      unsafe _ = stele_cmark_parser_attach_syntax_extension(parser, syntax)
    }
    unsafe markdown.withUnsafeBytes { bytes in
      unsafe stele_cmark_parser_feed(
        parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    let finished = inlineParse.withLock { _ in unsafe UInt(bitPattern: stele_cmark_parser_finish(parser)) }
    guard let document = unsafe OpaquePointer(bitPattern: finished) else { return ([], []) }
    defer { unsafe stele_cmark_node_free(document) }
    let addresses = unsafe replaceAddresses(in: document, word: word)
    let extensions = unsafe stele_cmark_parser_get_syntax_extensions(parser)
    guard let text = unsafe stele_cmark_render_html(document, options, extensions) else { return ([], []) }
    defer { unsafe stele_cmark_get_default_mem_allocator().pointee.free(text) }
    let html = unsafe UnsafeRawBufferPointer(start: text, count: strlen(text))
    return (unsafe Array(html), addresses)
  }

  @unsafe private static func replaceAddresses(
    in document: OpaquePointer, word: [UInt8]
  ) -> [String] {
    var addresses: [String] = []
    guard let iterator = unsafe stele_cmark_iter_new(document) else { return [] }
    defer { unsafe stele_cmark_iter_free(iterator) }
    while true {
      let event = unsafe stele_cmark_iter_next(iterator)
      guard event != CMARK_EVENT_DONE else { return addresses }
      guard event == CMARK_EVENT_ENTER, let node = unsafe stele_cmark_iter_get_node(iterator),
        unsafe stele_cmark_node_get_type(node) == CMARK_NODE_IMAGE
          || stele_cmark_node_get_type(node) == CMARK_NODE_LINK,
        let url = unsafe stele_cmark_node_get_url(node)
      else { continue }
      let bytes = unsafe UnsafeRawBufferPointer(start: url, count: strlen(url))
      if unsafe bytes.startsWithIgnoringCase("data:") {
        unsafe _ = stele_cmark_node_set_url(node, "data:")
      } else if unsafe !bytes.allSatisfy(isKeptByRenderer) {
        // Setting the address frees the old one: it is copied first.
        unsafe addresses.append(String(decoding: bytes, as: UTF8.self))
        unsafe _ = stele_cmark_node_set_url(
          node, String(decoding: word, as: UTF8.self) + "\(addresses.count - 1)")
      }
    }
  }

  /// Whether the renderer writes this byte of an address as it is, or as an entity.
  private static func isKeptByRenderer(_ byte: UInt8) -> Bool {
    if byte.isLetter || byte.isDigit { return true }
    return switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "!"): true
    case UInt8(ascii: "#")...UInt8(ascii: "&"), UInt8(ascii: "(")...UInt8(ascii: ","): true
    case UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "="): true
    case UInt8(ascii: "?"), UInt8(ascii: "@"): true
    default: false
    }
  }
}
