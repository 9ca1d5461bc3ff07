internal import SteleCore

/// The scheme of an address. See RFC 3986 §3.1.
package enum URLScheme {
  /// Parts an address at the colon behind its scheme.
  ///
  /// - Returns: The scheme in lower case and what follows the colon; `nil` if the address has no scheme.
  package static func split(_ address: ArraySlice<UInt8>) -> (scheme: String, rest: ArraySlice<UInt8>)? {
    let name = address.prefix { $0.isLetter || $0.isDigit || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
    guard let first = name.first, first.isLetter, name.endIndex < address.endIndex,
      address[name.endIndex] == UInt8(ascii: ":")
    else { return nil }
    return (String(decoding: name.map(\.lowered), as: UTF8.self), address[(name.endIndex + 1)...])
  }
}
