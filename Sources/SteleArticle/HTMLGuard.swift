/// Keeps hostile HTML from costing more than linear time.
///
/// libxml2 compares every attribute of a tag with all before it; a tag with a hundred thousand of them would
/// take minutes.
enum HTMLGuard {
  /// A tag's attributes past this number are blanked: no real tag comes near.
  static let mostAttributes = 512
  /// The elements whose text is not searched for tags.
  private static let rawElements = ["script", "style"]

  /// The page with hostile tags cut down; the same length, so that offsets keep their meaning.
  static func bounded(_ html: [UInt8]) -> [UInt8] {
    var output: [UInt8]?
    var position = 0
    while let start = html.firstIndex(of: [UInt8(ascii: "<")], from: position) {
      position = start + 1
      guard position < html.count else { break }
      if html[position] == UInt8(ascii: "!"), html[position...].starts(with: "!--".utf8) {
        position = html.firstIndex(of: Array("-->".utf8), from: position) ?? html.count
      } else if html[position].isLetter {
        position = endOfTag(at: start, in: html, blanking: &output)
        // What a script holds is no tag, however much it looks like one.
        for name in rawElements where html[(start + 1)...].startsWithIgnoringCase(name) {
          let after = start + 1 + name.utf8.count
          guard after < html.count, !html[after].isLetter else { continue }
          position = html.firstIndex(of: Array("</\(name)".utf8), from: position) ?? html.count
        }
      }
    }
    return output ?? html
  }

  private static func endOfTag(at start: Int, in page: [UInt8], blanking output: inout [UInt8]?) -> Int {
    let html = page.span
    var attributes = 0
    var quote: UInt8?
    var position = start + 1
    while position < html.count {
      // The position is one of the page's.
      let byte = unsafe html[unchecked: position]
      if let open = quote {
        if byte == open {
          quote = nil
          attributes += 1
        }
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte == 0x22 || byte == 0x27, html[position - 1] == UInt8(ascii: "=") {
        quote = byte
      } else if byte.isSpace, !html[position - 1].isSpace {
        attributes += 1
      }
      if attributes > 2 * mostAttributes {
        if output == nil { output = page }
        output![position] = UInt8(ascii: " ")
      }
      position += 1
    }
    return position
  }
}
