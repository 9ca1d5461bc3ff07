internal import SteleCore

/// An absolute `http` or `https` address in the form in which it is asked for: without fragment, scheme and
/// host in lower case, dot segments worked out, and what no request may hold percent-encoded. See RFC 3986.
///
/// Equal texts are one address. A host beyond ASCII is kept as it is.
package struct WebAddress: Hashable, Comparable, Sendable {
  package let text: String
  /// Host and port, in lower case; without the scheme's own port.
  package let authority: String
  /// Where the path begins in the text.
  private let pathStart: Int

  /// The most bytes of an address that is asked for.
  static let maximumLength = 8192

  /// Reads an address as a document has it, as forgivingly as browsers do (URL Standard).
  ///
  /// - Parameters:
  ///   - reference: The address, absolute or relative.
  ///   - base: Where a relative one starts; without it only absolute ones are read, and those that begin with
  ///     `//`, which are taken for `https`.
  /// - Returns: `nil` if it is no such address.
  package init?(_ reference: String, base: WebAddress? = nil) {
    var bytes = reference.trimmedAddress.utf8.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }[...]
    if let fragment = bytes.firstIndex(of: UInt8(ascii: "#")) { bytes = bytes[..<fragment] }
    var query: ArraySlice<UInt8> = []
    if let mark = bytes.firstIndex(of: UInt8(ascii: "?")) {
      query = bytes[mark...]
      bytes = bytes[..<mark]
    }
    bytes = bytes.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 }[...]
    var scheme = base?.scheme ?? "https"
    if let (given, rest) = URLScheme.split(bytes) {
      guard given == "http" || given == "https", rest.starts(with: "//".utf8) else { return nil }
      scheme = given
      bytes = rest
    }
    let authority: String
    var path: [UInt8]
    if bytes.starts(with: "//".utf8) {
      bytes = bytes.dropFirst(2)
      let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
      guard let host = Self.authority(bytes[..<end], scheme: scheme) else { return nil }
      authority = host
      path = Array(bytes[end...])
    } else {
      guard let base else { return nil }
      authority = base.authority
      if bytes.isEmpty {
        path = base.path
        if query.isEmpty { query = base.query[...] }
      } else if bytes.first == UInt8(ascii: "/") {
        path = Array(bytes)
      } else {
        path = Array(base.path[...(base.path.lastIndex(of: UInt8(ascii: "/")) ?? 0)]) + bytes
      }
    }
    let start = Array("\(scheme)://\(authority)".utf8)
    let whole = start + Self.encoded(Self.withoutDots(path)) + Self.encoded(Array(query))
    guard whole.count <= Self.maximumLength else { return nil }
    text = String(decoding: whole, as: UTF8.self)
    self.authority = authority
    pathStart = start.count
  }

  /// `http` or `https`.
  package var scheme: String { text.utf8.starts(with: "https:".utf8) ? "https" : "http" }

  /// The path, which begins with `/`, percent-encoded.
  package var path: [UInt8] { Array(text.utf8.dropFirst(pathStart).prefix { $0 != UInt8(ascii: "?") }) }

  /// The query with its `?`; empty if there is none.
  package var query: [UInt8] { Array(text.utf8.drop { $0 != UInt8(ascii: "?") }) }

  package static func < (a: WebAddress, b: WebAddress) -> Bool {
    ExactText(a.text) < ExactText(b.text)
  }

  package static func == (a: WebAddress, b: WebAddress) -> Bool { ExactText(a.text) == ExactText(b.text) }

  package func hash(into hasher: inout Hasher) { hasher.combine(ExactText(text)) }

  private static func authority(_ bytes: ArraySlice<UInt8>, scheme: String) -> String? {
    var bytes = bytes.map(\.lowered)
    let standard = scheme == "http" ? ":80" : ":443"
    if bytes.reversed().starts(with: standard.utf8.reversed()) { bytes.removeLast(standard.utf8.count) }
    if bytes.last == UInt8(ascii: ":") { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.first != UInt8(ascii: ":"),
      !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || Array("\"<>`{}|^".utf8).contains($0) })
    else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// RFC 3986 §5.2.4; above the root is the root.
  private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    var names: [ArraySlice<UInt8>] = []
    let parts = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    for (number, name) in parts.enumerated() {
      let plain = String(decoding: name.map(\.lowered), as: UTF8.self).replacing("%2e", with: ".")
      if plain == "." || plain == ".." {
        if plain == ".." { _ = names.popLast() }
        if number == parts.count - 1 { names.append([]) }
      } else {
        names.append(name)
      }
    }
    return [UInt8(ascii: "/")] + names.joined(separator: [UInt8(ascii: "/")])
  }

  private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    let marks = Set("\"<>`{}|^\\".utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for byte in bytes {
      if byte <= 0x20 || byte >= 0x7F || marks.contains(byte) {
        output += [UInt8(ascii: "%")] + Array(Hex.encode([byte]).uppercased().utf8)
      } else {
        output.append(byte)
      }
    }
    return output
  }
}
