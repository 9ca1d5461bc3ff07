/// The template tags of a document, `{{ … }}` and `{% … %}`, each replaced by a plain word while the document
/// is parsed: their quotes and spaces would break the Markdown and HTML around them.
struct TemplateTags {
  /// One tag of the source.
  struct Tag {
    /// The tag as written, with its braces.
    let text: String
    /// The addresses of assets seen in it: quoted ones, and bare ones in `{% … %}`.
    let assets: [String]
    /// What the tag most likely stands for as an address: its leading quoted text, or its first asset.
    let literal: String?
  }

  private(set) var tags: [Tag] = []
  private let word: [UInt8]

  /// A tag may not be longer, so that a stray `{{` does not swallow the document.
  private static let maximumLength = 1024

  /// Replaces the tags in `bytes`.
  ///
  /// - Parameter page: The front matter, for tags that name one of its values: `{{ page.image }}`.
  init(replacingIn bytes: inout [UInt8], page: MetadataValue? = nil) {
    guard bytes.contains(Array("{{".utf8)) || bytes.contains(Array("{%".utf8)) else {
      word = []
      return
    }
    word = bytes.absentWord("steletag")
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var copied = 0
    var position = 0
    while let brace = bytes.firstIndex(of: [UInt8(ascii: "{")], from: position) {
      guard let end = Self.end(ofTagAt: brace, in: bytes) else {
        position = brace + 1
        continue
      }
      output += bytes[copied..<brace]
      output += word
      output += "\(tags.count)z".utf8
      tags.append(Tag(bytes[brace..<end], page: page))
      copied = end
      position = end
    }
    guard !tags.isEmpty else { return }
    output += bytes[copied...]
    bytes = output
  }

  /// Where the tag that starts at `start` ends; `nil` if none starts there.
  private static func end(ofTagAt start: Int, in bytes: [UInt8]) -> Int? {
    guard start + 4 <= bytes.count else { return nil }
    let kind = bytes[start + 1]
    guard kind == UInt8(ascii: "{") || kind == UInt8(ascii: "%") else { return nil }
    let closing = kind == UInt8(ascii: "{") ? UInt8(ascii: "}") : kind
    var index = start + 2
    let limit = min(bytes.count - 1, start + maximumLength)
    while index < limit {
      let byte = bytes[index]
      if byte == closing, bytes[index + 1] == UInt8(ascii: "}") { return index + 2 }
      // A value stands on one line; a statement may take several, but no empty one.
      if byte == 0x0A, kind == UInt8(ascii: "{") || bytes[index + 1] == 0x0A { return nil }
      if byte == UInt8(ascii: "{"), bytes[index + 1] == kind { return nil }
      index += 1
    }
    return nil
  }

  /// The tags whose words stand in `bytes` from `start` on, in order.
  func tags(in bytes: [UInt8], from start: Int) -> [Tag] {
    guard !tags.isEmpty else { return [] }
    var found: [Tag] = []
    var position = start
    while let at = bytes.firstIndex(of: word, from: position) {
      position = at + word.count
      if let (index, _) = number(in: bytes[position...]) { found.append(tags[index]) }
    }
    return found
  }

  private func number(in bytes: ArraySlice<UInt8>) -> (Int, end: Int)? {
    let digits = bytes.prefix(9).prefix(while: \.isDigit)
    guard let index = Int(String(decoding: digits, as: UTF8.self)), index < tags.count,
      digits.endIndex < bytes.endIndex, bytes[digits.endIndex] == UInt8(ascii: "z")
    else { return nil }
    return (index, digits.endIndex + 1)
  }

  /// A text of the parsed document with its tags as they were written.
  func restored(_ text: String) -> String {
    replaced(in: text) { tag, _ in tag.text } ?? text
  }

  /// The address that a text with tags most likely stands for; the text itself if it has none; `nil` if that
  /// cannot be told.
  ///
  /// A tag that shows no address, such as `{{ site.baseurl }}`, may stand only at the front: it stands for
  /// the site's root there.
  func target(of text: String) -> String? {
    let target = replaced(in: text) { tag, isFirst in tag.literal ?? (isFirst ? "" : nil) }
    return target == "" && text != "" ? nil : target
  }

  private func replaced(in text: String, by replacement: (Tag, _ isFirst: Bool) -> String?) -> String? {
    guard !tags.isEmpty else { return text }
    let bytes = Array(text.utf8)
    var output: [UInt8] = []
    var copied = 0
    while let at = bytes.firstIndex(of: word, from: copied) {
      output += bytes[copied..<at]
      let after = at + word.count
      guard let (index, end) = number(in: bytes[after...]) else {
        output += word
        copied = after
        continue
      }
      guard let text = replacement(tags[index], at == 0) else { return nil }
      output += text.utf8
      copied = end
    }
    return String(decoding: output + bytes[copied...], as: UTF8.self)
  }
}

extension TemplateTags.Tag {
  fileprivate init(_ bytes: ArraySlice<UInt8>, page: MetadataValue?) {
    text = String(decoding: bytes, as: UTF8.self)
    let isStatement = bytes[bytes.startIndex + 1] == UInt8(ascii: "%")
    let inner = bytes.dropFirst(2).dropLast(2).drop { $0.isSpace || $0 == UInt8(ascii: "-") }
    var assets: [String] = []
    var leading: String?
    var index = inner.startIndex
    while index < inner.endIndex {
      let byte = inner[index]
      if byte == 0x22 || byte == 0x27, let close = inner[(index + 1)...].firstIndex(of: byte) {
        let quoted = String(decoding: inner[(index + 1)..<close], as: UTF8.self)
        if index == inner.startIndex { leading = quoted }
        if !quoted.contains(" "), AssetKind(address: quoted) != nil { assets.append(quoted) }
        index = close + 1
      } else if byte.isSpace || byte == UInt8(ascii: "=") || byte == 0x22 || byte == 0x27 {
        index += 1
      } else {
        let bare = inner[index...].prefix {
          !$0.isSpace && $0 != 0x22 && $0 != 0x27 && $0 != UInt8(ascii: "=")
        }
        let text = String(decoding: bare, as: UTF8.self)
        if isStatement, AssetKind(address: text) != nil { assets.append(text) }
        index = bare.endIndex
      }
    }
    self.assets = assets
    literal = leading ?? assets.first ?? (isStatement ? nil : Self.value(of: inner, in: page))
  }

  /// The front matter's value that `page.name | filter` or `name | filter` names, if it is a file's address.
  private static func value(of inner: ArraySlice<UInt8>, in page: MetadataValue?) -> String? {
    guard let page else { return nil }
    var name = inner.prefix { $0.isLetter || $0.isDigit || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E }
    if name.starts(with: "page.".utf8) { name = name.dropFirst(5) }
    guard let text = page[MetadataValue.normalized(String(decoding: name, as: UTF8.self))]?.firstText,
      AssetKind(address: text) != nil
    else { return nil }
    return text
  }
}
