/// Keeps hostile HTML from costing more than linear time, and puts blanks where browsers see some.
///
/// libxml2 compares every attribute of a tag with all before it; a tag with a hundred thousand of them would
/// take minutes. And it does not part attributes at a slash, as `<img/src=a.png>` has one.
enum HTMLGuard {
  /// A tag's attributes past this number are blanked: no real tag comes near.
  static let mostAttributes = 512
  /// The elements whose text is not searched for tags.
  private static let rawElements = ["script", "style"].map { (name: $0, end: Array("</\($0)".utf8)) }
  private static let commentEnd = Array("-->".utf8)
  private static let longestName = 32

  /// The page with hostile tags cut down, and slashes that part attributes blanked; the same length, so that offsets
  /// keep their meaning.
  static func bounded(_ html: [UInt8]) -> [UInt8] {
    var output: [UInt8]?
    var position = 0
    while let start = html.firstIndex(ofByte: UInt8(ascii: "<"), from: position) {
      position = start + 1
      guard position < html.count else { break }
      if html[position] == UInt8(ascii: "!"), html[position...].starts(with: "!--".utf8) {
        position = html.firstIndex(of: commentEnd, from: position) ?? html.count
      } else if html[position].isLetter {
        position = endOfTag(at: start, in: html, blanking: &output)
        guard html[start + 1].lowered == UInt8(ascii: "s") else { continue }
        // What a script holds is no tag, however much it looks like one.
        for (name, end) in rawElements where html[(start + 1)...].startsWithIgnoringCase(name) {
          let after = start + 1 + name.utf8.count
          guard after < html.count, !html[after].isLetter else { continue }
          position = html.firstIndex(of: end, from: position) ?? html.count
        }
      }
    }
    return output ?? html
  }

  /// Whether a slash in a tag parts attributes: it stands behind the tag's name, behind `gap` (a quoted value or another
  /// such slash), or behind white space where no value is awaited; and it does not end the tag.
  private static func parts(_ html: [UInt8], at slash: Int, from start: Int, behind gap: Int) -> Bool {
    guard slash + 1 < html.count, html[slash + 1] != UInt8(ascii: ">") else { return false }
    if gap == slash - 1 { return true }
    let before = html[(start + 1)..<slash]
    if html[slash - 1].isSpace { return before.last { !$0.isSpace } != UInt8(ascii: "=") }
    return before.count <= longestName && before.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D }
  }

  private static func endOfTag(at start: Int, in page: [UInt8], blanking output: inout [UInt8]?) -> Int {
    let html = page.span
    var attributes = 0
    var quote: UInt8?
    // Where the last quoted value or slash ended that parts attributes.
    var gap = start
    var position = start + 1
    while position < html.count {
      // The position is one of the page's.
      let byte = unsafe html[unchecked: position]
      if let open = quote {
        if byte == open {
          quote = nil
          gap = position
          attributes += 1
        }
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte == UInt8(ascii: "/") {
        if parts(page, at: position, from: start, behind: gap) {
          gap = position
          if output == nil { output = page }
          output![position] = UInt8(ascii: " ")
        }
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
