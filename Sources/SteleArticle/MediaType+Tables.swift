extension MediaType {
  /// The type that the first bytes show; `nil` if they show none.
  ///
  /// Text that happens to begin like a binary format (`BMW …`) is text.
  static func shown(by prefix: [UInt8]) -> String? {
    for (mark, offset, type) in marks
    where offset < prefix.count && prefix[offset] == mark[0] && prefix[offset...].starts(with: mark) {
      if mark != pdfMark, !["application/postscript", "application/rtf"].contains(type), isText(prefix[...]) {
        continue
      }
      switch type {
      case "RIFF":
        return container(
          prefix.dropFirst(8), ["WEBP": "image/webp", "WAVE": "audio/wav", "AVI ": "video/x-msvideo"])
      case "ftyp":
        return container(
          prefix.dropFirst(8),
          [
            "avif": "image/avif", "avis": "image/avif", "heic": "image/heic", "heix": "image/heic",
            "mif1": "image/heif",
            "msf1": "image/heif", "M4A ": "audio/mp4", "M4B ": "audio/mp4", "qt  ": "video/quicktime",
            "3gp": "video/3gpp",
          ]) ?? "video/mp4"
      case "ebml": return prefix.contains(Array("webm".utf8)) ? "video/webm" : "video/x-matroska"
      case "ogg": return oggType(prefix)
      case "zip": return zipType(prefix)
      default: return type
      }
    }
    return markup(prefix)
  }

  private static func container(_ rest: ArraySlice<UInt8>, _ types: KeyValuePairs<String, String>) -> String?
  {
    types.first { rest.starts(with: $0.key.utf8) }?.value
  }

  private static func oggType(_ prefix: [UInt8]) -> String {
    if prefix.contains(Array("OpusHead".utf8)) || prefix.contains(Array("vorbis".utf8)) { return "audio/ogg" }
    if prefix.contains(Array("theora".utf8)) { return "video/ogg" }
    return "application/ogg"
  }

  /// EPUB and OpenDocument name themselves in a first entry called `mimetype`.
  private static func zipType(_ prefix: [UInt8]) -> String {
    guard prefix.dropFirst(30).starts(with: "mimetype".utf8) else { return "application/zip" }
    let type = prefix.dropFirst(38).prefix { $0.isLetter || $0.isDigit || "./+-".utf8.contains($0) }
    for known in ["application/epub+zip", "application/vnd.oasis.opendocument."]
    where type.starts(with: known.utf8) {
      let name = type.prefix { !$0.isSpace }
      // The next entry's mark follows at once.
      let text = String(decoding: name, as: UTF8.self)
      return text.hasSuffix("PK") ? String(text.dropLast(2)) : text
    }
    return "application/zip"
  }

  /// SVG, HTML and XML, by their first tag.
  private static func markup(_ prefix: [UInt8]) -> String? {
    var rest = prefix[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    rest = rest.drop(while: \.isSpace)
    guard rest.first == UInt8(ascii: "<") else { return nil }
    if rest.startsWithIgnoringCase("<svg") { return "image/svg+xml" }
    if rest.startsWithIgnoringCase("<!doctype html") || rest.startsWithIgnoringCase("<html") {
      return "text/html"
    }
    guard
      rest.startsWithIgnoringCase("<?xml") || rest.starts(with: "<!--".utf8)
        || rest.startsWithIgnoringCase("<!doctype svg")
    else { return nil }
    if prefix.contains(Array("<svg".utf8)) { return "image/svg+xml" }
    if prefix.contains(Array("<html".utf8)) { return "application/xhtml+xml" }
    return rest.startsWithIgnoringCase("<?xml") ? "application/xml" : nil
  }

  private static let pdfMark = Array("%PDF-".utf8)

  private static let marks: [(mark: [UInt8], offset: Int, type: String)] = [
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], 0, "image/png"),
    ([0xFF, 0xD8, 0xFF], 0, "image/jpeg"), (Array("GIF87a".utf8), 0, "image/gif"),
    (Array("GIF89a".utf8), 0, "image/gif"), (Array("RIFF".utf8), 0, "RIFF"), (Array("ftyp".utf8), 4, "ftyp"),
    ([0x49, 0x49, 0x2A, 0], 0, "image/tiff"), ([0x4D, 0x4D, 0, 0x2A], 0, "image/tiff"),
    ([0, 0, 1, 0], 0, "image/vnd.microsoft.icon"), ([0xFF, 0x0A], 0, "image/jxl"),
    ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], 0, "image/jxl"), (Array("BM".utf8), 0, "image/bmp"),
    (pdfMark, 0, "application/pdf"), (Array("%!PS".utf8), 0, "application/postscript"),
    (Array("AT&TFORM".utf8), 0, "image/vnd.djvu"), ([0xD0, 0xCF, 0x11, 0xE0], 0, "application/msword"),
    (Array("{\\rtf".utf8), 0, "application/rtf"), (Array("ID3".utf8), 0, "audio/mpeg"),
    ([0xFF, 0xFB], 0, "audio/mpeg"),
    ([0xFF, 0xF3], 0, "audio/mpeg"), ([0xFF, 0xF2], 0, "audio/mpeg"), ([0xFF, 0xF1], 0, "audio/aac"),
    ([0xFF, 0xF9], 0, "audio/aac"), (Array("fLaC".utf8), 0, "audio/flac"), (Array("OggS".utf8), 0, "ogg"),
    (Array("MThd".utf8), 0, "audio/midi"), ([0x1A, 0x45, 0xDF, 0xA3], 0, "ebml"),
    (Array("FLV".utf8), 0, "video/x-flv"),
    ([0, 0, 1, 0xBA], 0, "video/mpeg"), ([0x30, 0x26, 0xB2, 0x75], 0, "video/x-ms-asf"),
    ([0x50, 0x4B, 3, 4], 0, "zip"), ([0x50, 0x4B, 5, 6], 0, "application/zip"),
    ([0x1F, 0x8B, 8], 0, "application/gzip"),
    ([0x28, 0xB5, 0x2F, 0xFD], 0, "application/zstd"), (Array("BZh".utf8), 0, "application/x-bzip2"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], 0, "application/x-xz"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0, "application/x-7z-compressed"),
    (Array("Rar!".utf8), 0, "application/vnd.rar"), (Array("ustar".utf8), 257, "application/x-tar"),
    (Array("wOFF".utf8), 0, "font/woff"), (Array("wOF2".utf8), 0, "font/woff2"),
    (Array("OTTO".utf8), 0, "font/otf"),
  ]

  /// The type that a name's extension tells; `nil` if it tells none.
  static func named(_ name: ArraySlice<UInt8>) -> String? {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), name.endIndex - dot <= 10 else { return nil }
    return types[String(decoding: name[(dot + 1)...].map(\.lowered), as: UTF8.self)]
  }

  private static let types: [String: String] = {
    var types: [String: String] = [:]
    let table = """
      text/markdown md markdown mdown mkd
      text/html html htm
      application/xhtml+xml xhtml
      text/plain txt text log srt
      text/css css
      text/csv csv
      text/tab-separated-values tsv
      text/javascript js mjs
      text/vtt vtt
      text/calendar ics
      application/json json
      application/ld+json jsonld
      application/geo+json geojson
      application/xml xml xsl xslt
      application/rss+xml rss
      application/atom+xml atom
      application/yaml yaml yml
      application/toml toml
      image/png png
      image/jpeg jpg jpeg jpe jfif
      image/gif gif
      image/webp webp
      image/avif avif
      image/heic heic
      image/svg+xml svg
      image/bmp bmp
      image/tiff tif tiff
      image/vnd.microsoft.icon ico cur
      image/jxl jxl
      image/jp2 jp2
      image/vnd.djvu djvu
      application/pdf pdf
      application/postscript ps eps
      application/rtf rtf
      application/msword doc
      application/vnd.ms-excel xls
      application/vnd.ms-powerpoint ppt
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.oasis.opendocument.text odt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.presentation odp
      application/epub+zip epub
      application/x-mobipocket-ebook mobi
      application/vnd.amazon.ebook azw3
      application/x-tex tex
      audio/mpeg mp3
      audio/mp4 m4a
      audio/aac aac
      audio/ogg ogg oga
      audio/opus opus
      audio/flac flac
      audio/wav wav
      audio/midi mid midi
      video/mp4 mp4 m4v
      video/webm webm
      video/ogg ogv
      video/quicktime mov
      video/x-msvideo avi
      video/x-matroska mkv
      video/mpeg mpg mpeg
      video/x-flv flv
      video/x-ms-wmv wmv
      video/3gpp 3gp
      application/zip zip
      application/gzip gz tgz
      application/zstd zst
      application/x-bzip2 bz2
      application/x-xz xz
      application/x-7z-compressed 7z
      application/vnd.rar rar
      application/x-tar tar
      application/warc warc
      font/woff woff
      font/woff2 woff2
      font/ttf ttf
      font/otf otf
      application/vnd.ms-fontobject eot
      """
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      for suffix in words.dropFirst() { types[String(suffix)] = String(words[0]) }
    }
    return types
  }()
}
