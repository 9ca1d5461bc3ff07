/// Metadata that English pages print above their text: `By Jane Doe`, `Published October 3, 2020`; and the author
/// where pages in other languages put the word for it before the name.
enum EnglishPatterns {
  /// Reads the document's first lines.
  static func read(_ lines: [String]) -> ArticleMetadata {
    var metadata = ArticleMetadata()
    for line in lines.prefix(30) where line.utf8.count <= 160 {
      for part in line.unicodeScalars.split(whereSeparator: { $0 == "|" || $0 == "·" || $0 == "•" }) {
        read(String(part).trimmed, into: &metadata)
      }
    }
    return metadata
  }

  private static func read(_ part: String, into metadata: inout ArticleMetadata) {
    let bytes = part.utf8
    for label in authorLabels where bytes.startsWithIgnoringCase(label) {
      if metadata.author.isEmpty {
        metadata.author = names(String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self))
      }
      return
    }
    for label in ["editor: ", "edited by "] where bytes.startsWithIgnoringCase(label) {
      metadata.editor =
        metadata.editor ?? names(String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self)).first
      return
    }
    for label in dateLabels where bytes.startsWithIgnoringCase(label) {
      let rest = String(decoding: bytes.dropFirst(label.utf8.count), as: UTF8.self)
        .unicodeScalars.drop { $0 == ":" || $0 == "：" || $0.properties.isWhitespace }
      guard let date = ArticleDate(String(String.UnicodeScalarView(rest))) else { continue }
      if label.hasPrefix("updated") || label.hasPrefix("last") || label.hasPrefix("更新") {
        metadata.dateModified = metadata.dateModified ?? date
      } else {
        metadata.datePublished = metadata.datePublished ?? date
      }
      return
    }
    // A line that is a full date and nothing else, such as stands under a title.
    if metadata.datePublished == nil, bytes.count <= 40, let date = ArticleDate(part),
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

  private static let dateLabels = [
    "published on", "published at", "published", "posted on", "posted", "publication date", "date", "发布时间",
    "發佈時間",
    "发布日期", "發表時間", "发表时间", "日期", "时间", "時間", "updated on", "updated", "last updated", "last modified",
    "更新时间",
    "更新時間",
  ]

  /// Names split at commas and `and`; none if it does not look like names: words with capitals, no sentence.
  private static func names(_ text: String) -> [String] {
    let text = text.trimmed
    guard text.utf8.count <= 80, !text.hasSuffix("."), !text.contains("http") else { return [] }
    var names: [String] = []
    for piece in text.split(separator: ",").flatMap({ $0.split(separator: " and ") }) {
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
