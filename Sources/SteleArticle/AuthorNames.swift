/// Takes the names out of a Chinese by-line: `何坚、张三台湾台北综合` has two.
enum AuthorNames {
  static func read(_ text: String) -> [String] {
    var text = text.trimmed
    // `记者何坚10月3日`: the day belongs to the dateline. Han numerals are parts of names, such as 李四.
    if let digit = text.utf8.firstIndex(where: \.isDigit) { text = String(text[..<digit]).trimmed }
    while let mark = text.unicodeScalars.first, "：:／/|｜".unicodeScalars.contains(mark) {
      text = String(text.dropFirst()).trimmed
    }
    var names: [String] = []
    for piece in text.split(whereSeparator: { "、，,；;／/&＆｜|".contains($0) }) {
      for name in pieces(String(piece)) {
        if let name = trimmedName(name), !names.contains(name) { names.append(name) }
      }
    }
    return Array(names.prefix(16))
  }

  /// Splits at white space between Chinese names; a western name keeps its spaces.
  private static func pieces(_ text: String) -> [String] {
    guard let first = text.trimmed.utf8.first, first >= 0xE3 else { return [text] }
    return text.split(whereSeparator: \.isWhitespace).flatMap { piece in
      piece.split(separator: "和").count == 2 && piece.count > 4
        ? piece.split(separator: "和").map(String.init) : [String(piece)]
    }
  }

  /// The name without the places and the kinds of work around it; `nil` if none is left.
  private static func trimmedName(_ text: String) -> String? {
    var name = text.trimmed
    var isChanged = true
    while isChanged {
      isChanged = false
      for word in suffixes where name.hasSuffix(word) && name.count > word.count {
        name = String(name.dropLast(word.count)).trimmed
        isChanged = true
      }
      for word in prefixes where name.hasPrefix(word) && name.count > word.count {
        name = String(name.dropFirst(word.count)).trimmed
        isChanged = true
      }
    }
    guard !suffixes.contains(name) else { return nil }
    let isWide = name.utf8.contains { $0 >= 0xE3 }
    return (isWide ? 2...8 : 2...40).contains(name.unicodeScalars.count) ? name : nil
  }

  private static let prefixes = ["特约", "特約", "驻", "实习", "實習", "：", ":"]
  private static let suffixes = [
    "综合", "綜合", "编译", "編譯", "专题", "專題", "采访", "採訪", "独家", "獨家", "连线", "連線", "整理", "编写", "編寫", "外电",
    "报导", "報導", "报道", "報道", "日", "台湾", "台灣", "台北", "臺北", "新北", "台中", "台南", "高雄", "桃园", "桃園", "新竹",
    "香港", "澳门", "澳門", "北京", "上海", "广州", "廣州", "深圳", "纽约", "紐約", "华盛顿", "華盛頓", "华府", "華府", "洛杉矶",
    "洛杉磯", "旧金山", "舊金山", "伦敦", "倫敦", "巴黎", "东京", "東京", "首尔", "首爾", "悉尼", "墨尔本", "墨爾本", "多伦多",
    "多倫多", "温哥华", "溫哥華", "柏林", "日内瓦", "日內瓦", "新加坡", "美国", "美國", "加拿大", "澳洲", "英国", "英國", "法国",
    "法國", "德国", "德國", "日本", "韩国", "韓國", "DC",
  ]
}
