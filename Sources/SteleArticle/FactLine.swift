/// A line above a text that states facts about it, each after its label:
/// `2020年10月3日 08:30 来源：大河报 作者：李四`.
enum FactLine {
  private static let authorLabels = ["作者", "记者", "記者", "撰文", "文"]
  private static let sourceLabels = ["来源", "來源"]
  private static let labels =
    authorLabels.dropLast() + sourceLabels + [
      "责任编辑", "責任編輯", "编辑", "編輯", "发布时间", "發佈時間", "發布時間", "更新时间", "更新時間", "时间", "時間", "日期", "字号",
      "字號", "浏览", "点击", "阅读", "评论",
      "瀏覽", "點擊", "閱讀", "評論",
    ]

  /// The first characters of all labels.
  private static let authorStarts = authorLabels.map { $0.unicodeScalars.first!.value }
  private static let starts = (authorLabels + labels).map { $0.unicodeScalars.first!.value }

  /// Whether a label can begin with this; ideographs kept for compatibility are equal to others.
  private static func beginsLabel(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x4E00 else { return false }
    return starts.contains(scalar.value) || 0xF900...0xFAFF ~= scalar.value || scalar.value >= 0x2F800
  }

  /// Whether a line begins with a label for an author.
  static func namesAuthor(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count <= 200, let start = line.firstIndex(where: { !$0.isSpace }), line[start] >= 0xE0 else {
      return false
    }
    let line = line[start...]
    guard let scalar = line.firstScalar, authorStarts.contains(scalar.value) else { return false }
    return authorLabels.contains { line.starts(with: $0.utf8) }
  }

  /// The facts on a line, each with its label; those that no pattern could read are left out.
  static func facts(_ line: ArraySlice<UInt8>) -> [String] {
    let line = line.trimmedText
    if hasLabelInside(line) { return parts(String(decoding: line, as: UTF8.self)) }
    // Most lines are plain text, which bytes tell faster than a string would.
    guard line.firstScalar.map(beginsLabel) ?? false || EnglishPatterns.canRead(line) else { return [] }
    return [String(decoding: line, as: UTF8.self)]
  }

  /// Whether a character that can begin a label stands right behind white space or a bar.
  private static func hasLabelInside(_ line: ArraySlice<UInt8>) -> Bool {
    let bytes = line.span
    var isBehindGap = false
    var index = 0
    while index < bytes.count {
      // The index is smaller than the count.
      let byte = unsafe bytes[unchecked: index]
      if byte < 0x80 {
        isBehindGap = 0x09...0x0D ~= byte || byte == 0x20 || byte == UInt8(ascii: "|")
        index += 1
        continue
      }
      if isBehindGap || byte.canBeginBlank {
        let scalar = line[(line.startIndex + index)...].firstScalar
        if isBehindGap, let scalar, beginsLabel(scalar) { return true }
        isBehindGap = scalar?.isWhite ?? false
      }
      index += byte.characterLength
    }
    return false
  }

  private static func parts(_ line: String) -> [String] {
    let isBetween: (Unicode.Scalar) -> Bool = { $0.isWhite || $0 == "|" }
    let scalars = Array(line.unicodeScalars)
    var parts: [String] = []
    var start = 0
    for index in scalars.indices.dropFirst()
    where isBetween(scalars[index - 1]) && beginsLabel(scalars[index]) {
      let rest = string(scalars[index...].prefix(12))
      guard labels.contains(where: { value(of: rest, labelled: $0) != nil }) else { continue }
      let part = scalars[start..<index]
      parts.append(string(part.prefix(through: part.lastIndex { !isBetween($0) } ?? index - 1)))
      start = index
    }
    return parts + [string(scalars[start...]).trimmed]
  }

  /// The authors that a fact names; `nil` if it is none of an author.
  static func authors(in fact: String) -> [String]? {
    guard canBeShortFact(fact) else { return nil }
    return authorLabels.lazy.compactMap { value(of: fact, labelled: $0) }.first.map(AuthorNames.read)
  }

  /// What a fact names as the place that the text was taken from; `nil` if it names none, or an address.
  static func source(in fact: String) -> String? {
    guard canBeShortFact(fact),
      let name = sourceLabels.lazy.compactMap({ value(of: fact, labelled: $0) }).first,
      !name.utf8.contains(where: { "/.@".utf8.contains($0) })
    else { return nil }
    return name
  }

  private static func canBeShortFact(_ fact: String) -> Bool {
    guard let first = fact.unicodeScalars.first, beginsLabel(first) else { return false }
    return fact.unicodeScalars.count <= 60
  }

  /// What follows a label and its colon or slash at a text's start.
  private static func value(of text: String, labelled label: String) -> String? {
    guard text.hasPrefix(label) else { return nil }
    let rest = text.dropFirst(label.count).trimmed
    guard let mark = rest.unicodeScalars.first, "：:／/|｜".unicodeScalars.contains(mark) else { return nil }
    return String(rest.dropFirst()).trimmed
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
