extension ArraySlice<UInt8> {
  /// Whether the bytes are UTF-8 (RFC 3629). Makes nothing: no string, no copy.
  package var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}

extension [UInt8] {
  /// Whether the bytes are UTF-8 (RFC 3629). Makes nothing: no string, no copy.
  package var isUTF8: Bool { (try? UTF8Span(validating: span)) != nil }
}
