/// Metadata that only the text itself gives, as Chinese newspapers and their mirrors print it: the dateline,
/// the by-line, the editor and the line that names the original's address.
///
/// Full-width and ASCII punctuation, simplified and traditional characters are alike. Names are kept as written.
enum TextPatterns {
  /// How much of the text's start can hold dateline and by-line.
  static let headLength = 32_768

  static func read(_ text: [UInt8]) -> ArticleMetadata {
    var metadata = ArticleMetadata()
    let lines = lines(text)
    var day = LineMark("日")
    var year = LineMark("年")
    var reporter = (LineMark("记者"), LineMark("記者"))
    for line in lines {
      let isDated = day.stands(in: line, of: text) && year.stands(in: line, of: text)
      let isSigned =
        reporter.0.stands(in: line, of: text) || reporter.1.stands(in: line, of: text)
        || isLabelled(text[line])
      // Most lines are neither; bytes tell that faster than text would.
      guard isDated || isSigned else { continue }
      let line = String(decoding: text[line], as: UTF8.self).trimmed
      if isDated, metadata.publisher == nil || metadata.datePublished == nil {
        readDateline(line, into: &metadata)
      }
      if isSigned, metadata.author.isEmpty || metadata.publisher == nil { readByLine(line, into: &metadata) }
      if !metadata.author.isEmpty, metadata.publisher != nil, metadata.datePublished != nil { break }
    }
    metadata.editor = editor(in: text)
    metadata.url = originalAddress(in: text)
    let facts = lines.prefix(30).flatMap { parts(String(decoding: text[$0].prefix(400), as: UTF8.self)) }
    for fact in facts { readFact(fact, into: &metadata) }
    metadata.fill(from: EnglishPatterns.read(facts))
    return metadata
  }

  /// Tells of the head's lines, asked in their order, whether a mark stands in them; each byte is looked at once.
  private struct LineMark {
    private let mark: [UInt8]
    private var next = -1

    init(_ mark: String) { self.mark = Array(mark.utf8) }

    mutating func stands(in line: Range<Int>, of text: [UInt8]) -> Bool {
      if next < line.lowerBound {
        next = text.firstIndex(of: mark, from: line.lowerBound, to: headLength) ?? Int.max - mark.count
      }
      return next + mark.count <= line.upperBound
    }
  }

  private static let authorLabels = ["作者", "记者", "記者", "撰文", "文"]

  private static func isLabelled(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= 200 else { return false }
    let line = line.drop(while: \.isSpace)
    guard let first = line.first, first >= 0xE0 else { return false }
    return authorLabels.contains { line.starts(with: $0.utf8) }
  }

  /// The lines of the head that are not empty; of a long one, its start.
  private static func lines(_ text: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    let head = text.prefix(headLength)
    var start = 0
    while start < head.endIndex, lines.count < 400 {
      let end = head[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? head.endIndex
      if head[start..<end].contains(where: { !$0.isSpace }) { lines.append(start..<min(end, start + 2048)) }
      start = end + 1
    }
    return lines
  }

  // MARK: Dateline

  private static let opening: Set<Unicode.Scalar> = ["【", "（", "(", "[", "〔", "［"]
  private static let closing: Set<Unicode.Scalar> = ["】", "）", ")", "]", "〕", "］"]
  private static let reportWords = [
    "报导", "報導", "报道", "報道", "电", "電", "编译", "編譯", "采访", "採訪", "撰稿", "撰文", "讯", "訊", "摄影", "攝影",
  ]

  /// What stands in brackets on a line, short enough to be a dateline or by-line.
  private static func bracketed(_ line: String) -> [String] {
    var found: [String] = []
    var current: String.UnicodeScalarView?
    for scalar in line.unicodeScalars.prefix(600) {
      if opening.contains(scalar) {
        current = .init()
      } else if closing.contains(scalar) {
        if let text = current, (3...60).contains(text.count) { found.append(String(text)) }
        current = nil
      } else if current != nil {
        current!.append(scalar)
        if current!.count > 60 { current = nil }
      }
    }
    return found
  }

  /// Reads `【publisher yyyy年m月d日讯】`.
  private static func readDateline(_ line: String, into metadata: inout ArticleMetadata) {
    for text in bracketed(line) {
      let scalars = Array(text.unicodeScalars)
      guard let year = scalars.firstIndex(of: "年"), year >= 4, let day = scalars.firstIndex(of: "日"),
        day > year
      else { continue }
      let digits = string(scalars[(year - 4)...day])
      guard let date = ArticleDate(digits), date.text.utf8.count >= 10 else { continue }
      let name = publisher(string(scalars[..<(year - 4)]))
      let tail = string(scalars[(day + 1)...]).trimmed
      guard name != nil, tail.isEmpty || reportWords.contains(where: { tail.hasSuffix($0) }) else { continue }
      metadata.datePublished = metadata.datePublished ?? date
      metadata.publisher = metadata.publisher ?? name
      return
    }
  }

  /// The publisher's name without what may follow it; `nil` if what is left is no name.
  private static func publisher(_ text: String) -> String? {
    var name = text.trimmed
    for suffix in ["北京时间", "北京時間", "美东时间", "美東時間", "记者", "記者"] {
      if let range = name.firstRange(of: suffix) { name = String(name[..<range.lowerBound]).trimmed }
    }
    name = String(name.unicodeScalars.drop { "：:，,、|/".unicodeScalars.contains($0) }).trimmed
    let length = name.unicodeScalars.count
    return (2...20).contains(length) && !name.utf8.contains(where: \.isDigit) ? name : nil
  }

  // MARK: By-line

  /// Reads `（publisher记者name报导）` and `记者：name`, `作者：name`, `文／name`.
  private static func readByLine(_ line: String, into metadata: inout ArticleMetadata) {
    for text in bracketed(line) {
      guard let reporter = text.firstRange(of: "记者") ?? text.firstRange(of: "記者"),
        let word = reportWords.first(where: { text.hasSuffix($0) })
      else { continue }
      let names = AuthorNames.read(String(text[reporter.upperBound...].dropLast(word.count)))
      guard !names.isEmpty else { continue }
      if metadata.author.isEmpty { metadata.author = names }
      metadata.publisher = metadata.publisher ?? publisher(String(text[..<reporter.lowerBound]))
      return
    }
    guard metadata.author.isEmpty, line.unicodeScalars.count <= 60 else { return }
    readFact(parts(line)[0], into: &metadata)
  }

  /// What follows a label and its colon or slash at a line's start.
  private static func labelled(_ line: String, by label: String) -> String? {
    guard line.hasPrefix(label) else { return nil }
    let rest = line.dropFirst(label.count).trimmed
    guard let mark = rest.unicodeScalars.first, "：:／/|｜".unicodeScalars.contains(mark) else { return nil }
    return String(rest.dropFirst()).trimmed
  }

  // MARK: A line of facts

  private static let factLabels =
    authorLabels.dropLast() + sourceLabels + [
      "责任编辑", "責任編輯", "编辑", "編輯", "发布时间", "發佈時間", "發布時間", "更新时间", "更新時間", "时间", "時間", "日期", "字号",
      "字號", "浏览", "点击", "阅读", "评论",
      "瀏覽", "點擊", "閱讀", "評論",
    ]
  private static let sourceLabels = ["来源", "來源"]

  /// The first characters of all labels of facts.
  private static let labelStarts = (authorLabels + factLabels).map { $0.unicodeScalars.first!.value }

  /// Whether a label can begin with this; ideographs kept for compatibility are equal to others.
  private static func beginsLabel(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x4E00 else { return false }
    return labelStarts.contains(scalar.value) || 0xF900...0xFAFF ~= scalar.value || scalar.value >= 0x2F800
  }

  /// The facts on a line such as `2020年10月3日 08:30 来源：大河报 作者：李四`, each with its label.
  private static func parts(_ line: String) -> [String] {
    let isBetween: (Unicode.Scalar) -> Bool = { $0.isWhite || $0 == "|" }
    let line = line.trimmed
    guard
      zip(line.unicodeScalars, line.unicodeScalars.dropFirst()).contains(where: {
        isBetween($0) && beginsLabel($1)
      })
    else { return [line] }
    let scalars = Array(line.unicodeScalars)
    var parts: [String] = []
    var start = 0
    for index in scalars.indices.dropFirst()
    where isBetween(scalars[index - 1]) && beginsLabel(scalars[index]) {
      let rest = string(scalars[index...].prefix(12))
      guard factLabels.contains(where: { labelled(rest, by: $0) != nil }) else { continue }
      let part = scalars[start..<index]
      parts.append(string(part.prefix(through: part.lastIndex { !isBetween($0) } ?? index - 1)))
      start = index
    }
    return parts + [string(scalars[start...]).trimmed]
  }

  /// Reads one fact: the author, or the publisher that a page has its text from.
  private static func readFact(_ fact: String, into metadata: inout ArticleMetadata) {
    guard let first = fact.unicodeScalars.first, beginsLabel(first), fact.unicodeScalars.count <= 60 else {
      return
    }
    if metadata.author.isEmpty, let names = authorLabels.lazy.compactMap({ labelled(fact, by: $0) }).first {
      metadata.author = AuthorNames.read(names)
    }
    if metadata.publisher == nil, let name = sourceLabels.lazy.compactMap({ labelled(fact, by: $0) }).first,
      !name.utf8.contains(where: { "/.@".utf8.contains($0) })
    {
      metadata.publisher = publisher(name)
    }
  }

  // MARK: Editor

  private static let editorLabels = ["责任编辑", "責任編輯", "责编", "責編", "编辑", "編輯"].map { Array($0.utf8) }

  /// The name after the last `责任编辑：`, up to the line's end or a mark such as `#`.
  private static func editor(in text: [UInt8]) -> String? {
    for label in editorLabels {
      guard let at = text.lastIndex(of: label) else { continue }
      let line = text[(at + label.count)...].prefix(120).prefix { $0 != 0x0A && $0 != 0x0D }
      let rest = String(decoding: line, as: UTF8.self).trimmed
      guard let mark = rest.unicodeScalars.first, "：:／/".unicodeScalars.contains(mark) else { continue }
      let name = rest.unicodeScalars.dropFirst().prefix { !"#＃◇◆）)】。；;<>|｜".unicodeScalars.contains($0) }
      let value = String(String.UnicodeScalarView(name)).trimmed
      if (1...30).contains(value.unicodeScalars.count) { return value }
    }
    return nil
  }

  // MARK: The original's address

  /// The labels in the order in which they are tried, those that begin alike together.
  private static let originalLabels = [
    (
      "原文",
      ["原文地址", "原文網址", "原文网址", "原文链接", "原文鏈接", "原文連結", "原文鏈結", "原文出处", "原文出處", "原文"]
    ),
    ("本文", ["本文网址", "本文網址"]),
    (
      "Original",
      [
        "Original article", "Original URL", "Original link", "Original source", "Originally published at",
        "Originally published on", "Originally posted at",
      ]
    ),
    ("来源：", ["来源："]), ("來源：", ["來源："]),
  ].map { (start: Array($0.utf8), labels: $1.map { Array($0.utf8) }) }

  private static func originalLabels(in text: [UInt8]) -> some Sequence<[UInt8]> {
    originalLabels.lazy.filter { text.contains($0.start) }.flatMap(\.labels)
  }

  /// Whether a text ends in words that announce the original's address.
  static func announcesOriginal(_ text: ArraySlice<UInt8>) -> Bool {
    guard let last = text.last(where: { !$0.isSpace }), last == UInt8(ascii: ":") || last == 0x9A else {
      return false
    }
    let line = Array(text.split(separator: 0x0A).last ?? [])
    return originalLabels(in: line).contains { line.contains($0) }
  }

  /// The address on the last line that announces it, such as `原文地址（…）：URL`.
  private static func originalAddress(in text: [UInt8]) -> String? {
    for label in originalLabels(in: text) {
      guard let at = text.lastIndex(of: label) else { continue }
      var rest = String(
        decoding: text[(at + label.count)...].prefix(2048).prefix { $0 != 0x0A }, as: UTF8.self
      )
      .trimmed[...]
      if let open = rest.unicodeScalars.first, opening.contains(open),
        let close = rest.unicodeScalars.firstIndex(where: { closing.contains($0) })
      {
        rest = rest[rest.unicodeScalars.index(after: close)...].trimmed[...]
      }
      if let mark = rest.unicodeScalars.first, "：:".unicodeScalars.contains(mark) {
        rest = rest.dropFirst().trimmed[...]
      }
      let url = rest.unicodeScalars.prefix {
        !$0.isWhite && !"<>\"，。；、）】」".unicodeScalars.contains($0)
      }
      if let address = ArticleMetadata.address(String(String.UnicodeScalarView(url))) { return address }
    }
    return nil
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
