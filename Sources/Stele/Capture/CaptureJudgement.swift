import SteleArticle

/// Whether captured bytes are what was asked for. See Spec §8.4.
package enum CaptureJudgement {
  /// How many of a file's first bytes are enough.
  package static let prefixLength = MediaType.prefixLength

  /// The media type that the bytes show, and why they are not taken; `nil` if they are.
  ///
  /// - Parameters:
  ///   - prefix: The first ``prefixLength`` bytes, or all if there are fewer.
  ///   - url: The address that answered.
  ///   - declared: The answer's Content-Type.
  package static func judge(
    prefix: [UInt8], url: String, declared: String?, expectation: CaptureRequest.Expectation
  ) -> (encodingFormat: String, fault: String?) {
    let name = url.utf8.prefix { $0 != UInt8(ascii: "?") }.split(separator: UInt8(ascii: "/")).last ?? []
    let declaredType = declared.map { type in
      String(type.prefix { $0 != ";" }).lowercased().trimmingPrefix { $0 == " " }
    }
    // A name says nothing of a page's bytes; without one only a mark in the bytes counts.
    var shown = MediaType.detect(prefix: prefix[...], name: Array(name)[...])
    if shown == .unknown || shown.text == "text/plain" {
      shown = MediaType.detect(prefix: prefix[...], name: [])
    }
    let isPage = DocumentFormat.detect(fileName: [], bytes: prefix[...]) == .html
    let type =
      isPage
      ? "text/html"
      : shown.text == "text/plain" && declaredType.map { $0.hasPrefix("text/") } ?? false
        ? declaredType.map(String.init) ?? shown.text : shown.text
    switch expectation {
    case .anything: return (type, nil)
    case .file: return (type, isPage ? Self.wrongType : nil)
    case .picture:
      if prefix.isEmpty { return (type, "empty") }
      let isPicture =
        type.hasPrefix("image/")
        || (shown == .unknown || type == "application/xml") && declaredType?.hasPrefix("image/") ?? false
      return (type, isPage || !isPicture ? Self.wrongType : nil)
    }
  }

  /// The reason that is recorded for bytes that are something else.
  package static let wrongType = "wrong type"
  /// The reason that is recorded for an answer that ended before its announced length.
  package static let truncated = "truncated"
}
