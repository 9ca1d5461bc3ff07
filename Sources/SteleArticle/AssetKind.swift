/// What a file is for a reader, told by the extension in its address.
enum AssetKind: Hashable, Sendable {
  case image, document, media, archive, stylesheet, font

  /// The kind that an address's path tells; `nil` for any other, such as another page.
  ///
  /// Query and fragment do not count, and neither does a host (`http://example.zip`).
  init?(address: some StringProtocol) {
    self.init(bytes: Array(address.utf8))
  }

  private init?(bytes: [UInt8]) {
    var path = bytes[...]
    if let end = bytes.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
      path = path[..<end]
    }
    while let last = path.last, last.isSpace || last == 0x22 || last == 0x5C { path.removeLast() }
    // Most addresses have no extension that is known: what comes first and what costs more is looked at last.
    guard let dot = path.suffix(Self.longestSuffix + 1).lastIndex(of: UInt8(ascii: ".")),
      let kind = Self.kinds[Self.key(path[(dot + 1)...])]
    else { return nil }
    if let host = Self.host(in: path) {
      guard let slash = path[host...].firstIndex(of: UInt8(ascii: "/")) else { return nil }
      path = path[slash...]
    }
    guard dot > path.startIndex else { return nil }
    // A wiki's `File:a.png` is a page about a picture.
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? path.startIndex)...]
    if name.starts(with: "File:".utf8) || name.starts(with: "Image:".utf8) { return nil }
    self = kind
  }

  /// The most bytes that an extension may have.
  private static let longestSuffix = 8

  /// An extension of at most 8 bytes, in lower case.
  private static func key(_ suffix: some Collection<UInt8>) -> UInt64 {
    suffix.reduce(0) { $0 << 8 | UInt64($1.lowered) }
  }

  private static let kinds: [UInt64: AssetKind] = {
    var kinds: [UInt64: AssetKind] = [:]
    for (kind, suffixes) in [
      AssetKind.image:
        "jpg jpeg jpe jfif png apng gif webp avif svg svgz bmp ico cur tif tiff heic heif jxl jp2 xbm",
      .document: """
      pdf txt text csv tsv doc docx odt rtf xls xlsx ods ppt pptx odp epub mobi azw3 fb2 djvu ps tex
      """,
      .media:
        "mp3 m4a aac ogg oga opus flac wav wma mp4 m4v webm ogv mov avi mkv wmv flv mpg mpeg 3gp swf vtt srt mid",
      .archive: "zip 7z rar tar gz tgz bz2 xz zst",
      .stylesheet: "css",
      .font: "woff woff2 ttf otf eot",
    ] {
      for suffix in suffixes.split(separator: " ") { kinds[key(suffix.utf8)] = kind }
    }
    return kinds
  }()

  /// Where the host begins in an address that has one: after `//`, or a scheme and `://`.
  private static func host(in path: ArraySlice<UInt8>) -> Int? {
    let scheme = path.prefix { $0.isLetter || $0.isDigit || $0 == 0x2B || $0 == 0x2D }
    var rest = path[scheme.endIndex...]
    if !scheme.isEmpty {
      guard rest.first == UInt8(ascii: ":") else { return nil }
      rest = rest.dropFirst()
    }
    return rest.starts(with: "//".utf8) ? rest.startIndex + 2 : nil
  }
}
