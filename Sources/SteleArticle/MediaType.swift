internal import SteleCore

/// A file's media type (RFC 6838), without parameters: `image/png`.
package struct MediaType: Hashable, Sendable {
  /// The type's text.
  package let text: String

  /// How many of a file's first bytes are enough to tell its type.
  package static let prefixLength = 4096

  private init(text: String) { self.text = text }

  /// What any bytes are.
  package static let unknown = MediaType(text: "application/octet-stream")

  /// The type of a file.
  ///
  /// What the first bytes show goes before the extension for pictures, PDF, sound, moving pictures and
  /// archives: a PNG named `a.jpg` is `image/png`. Text has no such mark: there the extension decides, as it
  /// does among the formats that are ZIP archives inside.
  ///
  /// - Parameters:
  ///   - prefix: The first ``prefixLength`` bytes, or all if there are fewer.
  ///   - name: The file's name.
  package static func detect(prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>) -> MediaType {
    let prefix = Array(prefix.prefix(prefixLength))
    let named = named(name)
    if let shown = shown(by: prefix) {
      if let named, shown == "application/zip" || shown == "application/xml" || shown == "application/ogg",
        isInside(named, shown)
      {
        return MediaType(text: named)
      }
      return MediaType(text: shown)
    }
    if let named, !isMarked(named) || prefix.isEmpty { return MediaType(text: named) }
    return isText(prefix[...]) ? MediaType(text: "text/plain") : unknown
  }

  /// Whether files of a named type are of the shown type on the inside.
  private static func isInside(_ named: String, _ shown: String) -> Bool {
    switch shown {
    case "application/zip":
      named.hasPrefix("application/vnd.") || named.hasSuffix("+zip") || named == "application/java-archive"
    case "application/xml": named.hasSuffix("xml") || named == "text/html"
    default: named.hasSuffix("ogg") || named == "audio/opus"
    }
  }

  /// Whether every file of this type begins with a mark that ``shown(by:)`` knows, so that one without it is
  /// something else.
  private static func isMarked(_ type: String) -> Bool {
    [
      "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff", "image/avif",
      "image/heic",
      "application/pdf", "application/zip", "application/gzip", "font/woff", "font/woff2", "audio/flac",
    ].contains(type)
  }

  /// Whether the first bytes are those of text: UTF-8 but for a character cut off at the end, and no control characters but
  /// white space.
  package static func isText(_ prefix: ArraySlice<UInt8>) -> Bool {
    guard !prefix.isEmpty, !prefix.contains(where: { $0 < 0x20 && !$0.isSpace && $0 != 0x1B }) else {
      return false
    }
    return (0..<4).contains { cut in prefix.dropLast(cut).isUTF8 }
  }
}
