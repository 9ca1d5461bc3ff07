/// A character encoding that documents declare, by the name that iconv knows.
///
/// Only labels listed here reach iconv: what a document says is untrusted, and some of glibc's rarer
/// converters have had memory errors.
struct Charset: Hashable, Sendable {
  /// The name for iconv.
  let name: String

  static let utf8 = Charset(name: "UTF-8")
  static let gb18030 = Charset(name: "GB18030")
  static let windows1252 = Charset(name: "CP1252")
  static let utf16LittleEndian = Charset(name: "UTF-16LE")
  static let utf16BigEndian = Charset(name: "UTF-16BE")

  private init(name: String) { self.name = name }

  /// Makes a charset from a label as the web uses it, of any case; `nil` for an unknown one.
  ///
  /// As browsers do, the narrow names stand for their supersets: gb2312 for GB 18030, iso-8859-1 for
  /// windows-1252, and so on.
  init?(label: some StringProtocol) {
    let label = label.trimmed.lowercased()
    if label.utf8.starts(with: "windows-125".utf8) || label.utf8.starts(with: "cp125".utf8),
      let digit = label.utf8.last, label.utf8.count == (label.utf8.first == UInt8(ascii: "w") ? 12 : 6),
      (UInt8(ascii: "0")...UInt8(ascii: "8")).contains(digit)
    {
      self.init(name: "CP125\(digit - UInt8(ascii: "0"))")
      return
    }
    guard let name = Self.names[label] else { return nil }
    self.init(name: name)
  }

  private static let names: [String: String] = {
    var names: [String: String] = [:]
    for (name, labels) in [
      "UTF-8": "utf-8 utf8 unicode-1-1-utf-8 ascii us-ascii",
      "GB18030": "gb18030 gbk gb2312 gb_2312-80 x-gbk chinese csgb2312 cp936 ms936 euc-cn hz-gb-2312",
      "BIG5-HKSCS": "big5 big5-hkscs x-x-big5 cn-big5 csbig5 cp950",
      "CP932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932 csshiftjis",
      "EUC-JP": "euc-jp x-euc-jp cseucpkdfmtjapanese",
      "ISO-2022-JP": "iso-2022-jp csiso2022jp",
      "CP949": "euc-kr ks_c_5601-1987 ksc5601 korean cp949 windows-949 cseuckr",
      "CP1252": "iso-8859-1 iso8859-1 iso_8859-1 latin1 l1",
      "ISO-8859-2": "iso-8859-2 iso8859-2 latin2 l2",
      "ISO-8859-3": "iso-8859-3", "ISO-8859-4": "iso-8859-4", "ISO-8859-5": "iso-8859-5",
      "ISO-8859-6": "iso-8859-6", "ISO-8859-7": "iso-8859-7 greek", "ISO-8859-8": "iso-8859-8 iso-8859-8-i",
      "CP1254": "iso-8859-9 latin5", "ISO-8859-10": "iso-8859-10", "ISO-8859-13": "iso-8859-13",
      "ISO-8859-14": "iso-8859-14", "ISO-8859-15": "iso-8859-15 latin9", "ISO-8859-16": "iso-8859-16",
      "KOI8-R": "koi8-r koi8 koi", "KOI8-U": "koi8-u", "IBM866": "ibm866 cp866",
      "CP874": "windows-874 tis-620",
      "MACINTOSH": "macintosh mac x-mac-roman",
    ] {
      for label in labels.split(separator: " ") { names[String(label)] = name }
    }
    return names
  }()
}

extension Charset {
  /// The charset that an HTML document's first kilobytes declare: in an XML declaration, in
  /// `<meta charset=…>` or in `<meta http-equiv=content-type content="…; charset=…">`.
  init?(declaredIn bytes: [UInt8]) {
    // Declarations are ASCII in every charset listed above.
    let head = bytes.prefix(4096).map(\.lowered)
    var start = 0
    if head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: UInt8(ascii: ">")),
      let at = head.firstIndex(of: Array("encoding".utf8), to: end),
      let charset = Self.label(in: head, after: at + 8, to: end)
    {
      self = charset
      return
    }
    while let tag = head.firstIndex(of: Array("<meta".utf8), from: start) {
      let end = head[tag...].firstIndex(of: UInt8(ascii: ">")) ?? head.count
      if let at = head.firstIndex(of: Array("charset".utf8), from: tag, to: end),
        let charset = Self.label(in: head, after: at + 7, to: end)
      {
        self = charset
        return
      }
      start = end
    }
    return nil
  }

  /// The charset named after `=` and an optional quote.
  private static func label(in head: [UInt8], after start: Int, to end: Int) -> Charset? {
    let rest = head[start..<end].drop { $0.isSpace }
    guard rest.first == UInt8(ascii: "=") else { return nil }
    let value = rest.dropFirst().drop { $0.isSpace || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
      .prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    return Charset(label: String(decoding: value, as: UTF8.self))
  }
}
