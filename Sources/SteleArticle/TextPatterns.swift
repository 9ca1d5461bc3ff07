/// Metadata that only the text itself gives, as Chinese newspapers and their mirrors print it: the dateline,
/// the by-line, the editor and the line that names the original's address.
///
/// Full-width and ASCII punctuation, simplified and traditional characters are alike. Names are kept as written.
enum TextPatterns {
  static func read(_ text: [UInt8]) -> ArticleMetadata {
    var metadata = ArticleMetadata()
    let survey = TextSurvey(text)
    for line in survey.lines {
      let isSigned = line.namesReporter || FactLine.namesAuthor(text[line.range])
      guard line.isDated || isSigned else { continue }
      let notes = BracketedText.find(in: text[line.range])
      if line.isDated, metadata.publisher == nil || metadata.datePublished == nil {
        readDateline(notes, into: &metadata)
      }
      if isSigned, metadata.author.isEmpty || metadata.publisher == nil {
        readByLine(text[line.range], notes, into: &metadata)
      }
      if !metadata.author.isEmpty, metadata.publisher != nil, metadata.datePublished != nil { break }
    }
    metadata.editor = editor(in: text, at: survey.editorMarks)
    metadata.url = originalAddress(in: text, at: survey.originalMarks)
    let facts = survey.lines.prefix(30).flatMap { FactLine.facts(text[$0.range].prefix(400)) }
    for fact in facts { readFact(fact, into: &metadata) }
    EnglishPatterns.read(facts, into: &metadata)
    return metadata
  }

  // MARK: Dateline

  private static let reportWords = [
    "讯", "訊", "报导", "報導", "报道", "報道", "电", "電", "编译", "編譯", "采访", "採訪", "撰稿", "撰文", "摄影", "攝影",
  ]

  /// Reads `【publisher yyyy年m月d日讯】`.
  private static func readDateline(_ notes: [String], into metadata: inout ArticleMetadata) {
    for text in notes {
      let scalars = text.unicodeScalars
      guard let year = scalars.firstIndex(of: "年"), let day = scalars.firstIndex(of: "日"), day > year,
        let start = scalars.index(year, offsetBy: -4, limitedBy: scalars.startIndex),
        let date = ArticleDate(Substring(scalars[start...day])), date.text.utf8.count >= 10
      else { continue }
      let name = publisher(String(Substring(scalars[..<start])))
      let tail = Substring(scalars[day...].dropFirst()).trimmed
      guard name != nil, tail.isEmpty || reportWords.contains(where: { tail.hasSuffix($0) }) else { continue }
      metadata.datePublished = metadata.datePublished ?? date
      metadata.publisher = metadata.publisher ?? name
      return
    }
  }

  private static let publisherEnds = ["北京时间", "北京時間", "美东时间", "美東時間", "记者", "記者"].map { Array($0.utf8) }

  /// The publisher's name without what may follow it; `nil` if what is left is no name.
  private static func publisher(_ text: String) -> String? {
    var bytes = Array(text.utf8)
    for suffix in publisherEnds {
      if let end = bytes.firstIndex(of: suffix) { bytes = Array(bytes[..<end]) }
    }
    var name = String(decoding: bytes, as: UTF8.self).trimmed
    name = String(name.unicodeScalars.drop { "：:，,、|/".unicodeScalars.contains($0) }).trimmed
    let length = name.unicodeScalars.count
    return (2...20).contains(length) && !name.utf8.contains(where: \.isDigit) ? name : nil
  }

  // MARK: By-line

  /// Reads `（publisher记者name报导）` and `记者：name`, `作者：name`, `文／name`.
  private static func readByLine(
    _ line: ArraySlice<UInt8>, _ notes: [String], into metadata: inout ArticleMetadata
  ) {
    for text in notes {
      guard let reporter = text.firstRange(of: "记者") ?? text.firstRange(of: "記者"),
        let word = reportWords.first(where: { text.hasSuffix($0) })
      else { continue }
      let names = AuthorNames.read(String(text[reporter.upperBound...].dropLast(word.count)))
      guard !names.isEmpty else { continue }
      if metadata.author.isEmpty { metadata.author = names }
      metadata.publisher = metadata.publisher ?? publisher(String(text[..<reporter.lowerBound]))
      return
    }
    guard metadata.author.isEmpty, line.count <= 60 * 4 else { return }
    let text = String(decoding: line, as: UTF8.self).trimmed
    guard text.unicodeScalars.count <= 60, let fact = FactLine.facts(line).first else { return }
    readFact(fact, into: &metadata)
  }

  /// Reads one fact: the author, or the publisher that a page has its text from.
  private static func readFact(_ fact: String, into metadata: inout ArticleMetadata) {
    if metadata.author.isEmpty, let names = FactLine.authors(in: fact) { metadata.author = names }
    if metadata.publisher == nil, let name = FactLine.source(in: fact) {
      metadata.publisher = publisher(name)
    }
  }

  /// The last of the marks at which a label stands.
  private static func lastPlace(of label: [UInt8], in text: [UInt8], at marks: [Int]) -> Int? {
    marks.last { text[$0...].starts(with: label) }
  }

  // MARK: Editor

  private static let editorLabels = ["责任编辑", "責任編輯", "责编", "責編", "编辑", "編輯"].map { Array($0.utf8) }

  /// The name after the last `责任编辑：`, up to the line's end or a mark such as `#`.
  private static func editor(in text: [UInt8], at marks: [Int]) -> String? {
    for label in editorLabels {
      guard let at = lastPlace(of: label, in: text, at: marks) else { continue }
      let line = text[(at + label.count)...].prefix(120).prefix { $0 != 0x0A && $0 != 0x0D }
      let rest = String(decoding: line, as: UTF8.self).trimmed
      guard let mark = rest.unicodeScalars.first, "：:／/".unicodeScalars.contains(mark) else { continue }
      let name = rest.unicodeScalars.dropFirst().prefix { !"#＃◇◆）)】。；;<>|｜".unicodeScalars.contains($0) }
      let value = Substring(name).trimmed
      if (1...30).contains(value.unicodeScalars.count) { return value }
    }
    return nil
  }

  // MARK: The original's address

  /// The labels in the order in which they are tried.
  private static let originalLabels = [
    "原文地址", "原文網址", "原文网址", "原文链接", "原文鏈接", "原文連結", "原文鏈結", "原文出处", "原文出處", "原文", "本文网址", "本文網址",
    "Original article", "Original URL", "Original link", "Original source", "Originally published at",
    "Originally published on", "Originally posted at", "来源：", "來源：",
  ].map { Array($0.utf8) }

  /// Whether a text ends in words that announce the original's address.
  static func announcesOriginal(_ text: ArraySlice<UInt8>) -> Bool {
    guard let last = text.last(where: { !$0.isSpace }), last == UInt8(ascii: ":") || last == 0x9A else {
      return false
    }
    let line = Array(text.split(separator: 0x0A).last ?? [])
    let marks = TextSurvey(line).originalMarks
    return originalLabels.contains { lastPlace(of: $0, in: line, at: marks) != nil }
  }

  /// The address on the last line that announces it, such as `原文地址（…）：URL`.
  private static func originalAddress(in text: [UInt8], at marks: [Int]) -> String? {
    guard !marks.isEmpty else { return nil }
    for label in originalLabels {
      guard let at = lastPlace(of: label, in: text, at: marks) else { continue }
      let line = String(
        decoding: text[(at + label.count)...].prefix(2048).prefix { $0 != 0x0A }, as: UTF8.self)
      var rest = BracketedText.skip(atStartOf: line.trimmed[...]).trimmed
      if let mark = rest.unicodeScalars.first, "：:".unicodeScalars.contains(mark) {
        rest = rest.dropFirst().trimmed
      }
      let url = rest.unicodeScalars.prefix { !$0.isWhite && !endsAddress($0) }
      if let address = ArticleMetadata.address(String(Substring(url))) { return address }
    }
    return nil
  }

  private static func endsAddress(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "<", ">", "\"", "，", "。", "；", "、", "）", "】", "」": true
    default: false
    }
  }
}
