/// Rewrites what kramdown, Jekyll's Markdown, reads and CommonMark does not, by adding empty lines alone:
/// - Markdown inside an HTML element that asks for it (`<figure markdown="1">`);
/// - link definitions right below a footnote's.
enum MarkdownDialect {
  static func adapted(_ markdown: [UInt8]) -> [UInt8] {
    let asksForMarkdown = markdown.contains(marker)
    guard asksForMarkdown || markdown.contains(footnote) else { return markdown }
    var output: [UInt8] = []
    output.reserveCapacity(markdown.count + 256)
    var element: [UInt8]?
    var followsFootnote = false
    for line in markdown.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let text = line.drop(while: \.isSpace)
      if followsFootnote, isDefinition(text) { output.append(0x0A) }
      output += line
      output.append(0x0A)
      if text.starts(with: "[^".utf8) {
        followsFootnote = isDefinition(text)
      } else if !isDefinition(text) {
        followsFootnote = false
      }
      guard asksForMarkdown, text.first == UInt8(ascii: "<") else { continue }
      if element == nil, Array(text).contains(marker) {
        element = Array(text.dropFirst().prefix(while: \.isLetter))
      }
      // An HTML block lasts to the next empty line.
      if let name = element {
        output.append(0x0A)
        if text.dropFirst().first == UInt8(ascii: "/"), text.dropFirst(2).starts(with: name) { element = nil }
      }
    }
    output.removeLast()
    return output
  }

  private static let marker = Array(" markdown=".utf8)
  private static let footnote = Array("\n[^".utf8)

  /// Whether a line is `[name]: …`.
  private static func isDefinition(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "["), let close = line.prefix(1000).firstIndex(of: UInt8(ascii: "]"))
    else {
      return false
    }
    return line[(close + 1)...].first == UInt8(ascii: ":")
  }
}
