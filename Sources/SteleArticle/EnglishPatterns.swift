/// Metadata that English pages print above their text: `By Jane Doe`, `Published October 3, 2020`; and the author
/// where pages in other languages put the word for it before the name.
enum EnglishPatterns {
  /// Reads the document's first lines; what is known already stays.
  static func read(_ lines: [String], into metadata: inout ArticleMetadata) {
    for line in lines where line.utf8.count <= longestLine {
      guard line.utf8.contains(where: canBeginSeparator) else {
        read(line.trimmed, into: &metadata)
        continue
      }
      for part in line.unicodeScalars.split(whereSeparator: { $0 == "|" || $0 == "·" || $0 == "•" }) {
        read(String(part).trimmed, into: &metadata)
      }
    }
  }

  private static let longestLine = 160
  private static let longestDate = 40

  /// Whether a line without white space at its ends can say anything here: what has no separator must begin with a
  /// label or be a date.
  static func canRead(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= longestLine else { return false }
    if canReadPart(line) { return true }
    var rest = line
    while let mark = rest.firstIndex(where: canBeginSeparator) {
      // The bytes of a separator, and of other characters that begin alike, do not count.
      rest = rest[(mark + 1)...].drop { $0 >= 0x80 && $0 < 0xC0 }
      if canReadPart(rest.trimmedText) { return true }
    }
    return false
  }

  private static func canReadPart(_ part: ArraySlice<UInt8>) -> Bool {
    guard let first = part.first else { return false }
    return first < 0x80 && part.contains(where: \.isDigit) || beginsLabel(start(of: part))
  }

  /// Whether `|`, `·` or `•` can begin with a byte.
  private static func canBeginSeparator(_ byte: UInt8) -> Bool {
    byte == 0x7C || byte == 0xC2 || byte == 0xE2
  }

  private static func read(_ part: String, into metadata: inout ArticleMetadata) {
    let bytes = part.utf8
    if beginsLabel(start(of: bytes)) {
      readLabelled(bytes, into: &metadata)
    } else {
      readDate(part, into: &metadata)
    }
  }

  /// The first bytes of all labels: most lines begin with none of them.
  private static let labelStarts = (authorLabels + byWords.map(\.label) + editorLabels + dateLabels)
    .map { start(of: $0.utf8) }

  private static func beginsLabel(_ start: UInt32) -> Bool {
    labelThirds[Int(start & 0xFF)] && labelStarts.contains(start)
  }

  /// For each byte whether it is the third of a label: most lines are told apart by it.
  private static let labelThirds: [Bool] = {
    var thirds = [Bool](repeating: false, count: 256)
    for start in labelStarts { thirds[Int(start & 0xFF)] = true }
    return thirds
  }()

  /// The first three bytes, in lower case; no label is shorter.
  private static func start(of bytes: some Collection<UInt8>) -> UInt32 {
    bytes.prefix(3).reduce(0) { $0 << 8 | UInt32($1.lowered) }
  }

  private static func readLabelled(_ bytes: String.UTF8View, into metadata: inout ArticleMetadata) {
    for label in authorLabels where bytes.startsWithIgnoringCase(label) {
      if metadata.author.isEmpty {
        metadata.author = names(String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self))
      }
      return
    }
    for (label, and) in byWords where bytes.startsWithIgnoringCase(label) {
      let authors = names(String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self), and: and)
      if metadata.author.isEmpty, authors.allSatisfy({ $0.contains(" ") }) { metadata.author = authors }
      return
    }
    for label in editorLabels where bytes.startsWithIgnoringCase(label) {
      metadata.editor =
        metadata.editor ?? names(String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self)).first
      return
    }
    for label in dateLabels where bytes.startsWithIgnoringCase(label) {
      let rest = String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self)
        .unicodeScalars.drop { $0 == ":" || $0 == "：" || $0.isWhite }
      guard let date = ArticleDate(String(String.UnicodeScalarView(rest))) else { continue }
      if label.hasPrefix("updated") || label.hasPrefix("last") || label.hasPrefix("更新") {
        metadata.dateModified = metadata.dateModified ?? date
      } else {
        metadata.datePublished = metadata.datePublished ?? date
      }
      return
    }
    readDate(String(bytes), into: &metadata)
  }

  /// Reads a line that is a full date and nothing else, such as stands under a title.
  private static func readDate(_ part: String, into metadata: inout ArticleMetadata) {
    if metadata.datePublished == nil, part.utf8.count <= longestDate, let date = ArticleDate(part),
      date.text.utf8.count >= 10
    {
      metadata.datePublished = date
    }
  }

  private static let authorLabels = [
    "by ", "by: ", "author: ", "author：", "written by ", "auteur: ", "auteur : ", "autor: ", "autora: ",
    "autore: ",
    "Автор: ", "автор: ", "tác giả: ", "الكاتب: ", "نویسنده: ", "글쓴이: ", "著者：", "著者: ", "執筆：", "執筆: ",
  ]

  /// Words for *by* and *and* that begin titles as well, such as `Von Neumann`: names behind them have two words.
  private static let byWords = [
    (label: "par ", and: " et "), (label: "von ", and: " und "), (label: "por ", and: " y "),
  ]

  private static let editorLabels = ["editor: ", "edited by "]

  private static let dateLabels = [
    "published on", "published at", "published", "posted on", "posted", "publication date", "date", "发布时间",
    "發佈時間",
    "发布日期", "發表時間", "发表时间", "日期", "时间", "時間", "updated on", "updated", "last updated", "last modified",
    "更新时间",
    "更新時間",
  ]

  /// Names split at commas and the word for *and*; none if it does not look like names: words with capitals, no sentence.
  private static func names(_ text: String, and: String = " and ") -> [String] {
    let text = text.trimmed
    guard text.utf8.count <= 80, !text.hasSuffix("."), !text.contains("http") else { return [] }
    var names: [String] = []
    for piece in text.split(separator: ",").flatMap({ $0.split(separator: and) }) {
      let name = piece.trimmed
      let words = name.split(separator: " ")
      guard (1...5).contains(words.count), words.allSatisfy(isName) else { return [] }
      names.append(name)
    }
    return names
  }

  private static func isName(_ word: Substring) -> Bool {
    guard let first = word.unicodeScalars.first else { return false }
    let particles: Set<Substring> = [
      "de", "da", "van", "von", "der", "den", "del", "la", "le", "bin", "al", "of", "dos",
    ]
    return particles.contains(word) || !first.properties.isLowercase && first.properties.isAlphabetic
  }
}
