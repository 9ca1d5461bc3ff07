internal import Glibc
import SteleArticle

/// Which machines may be asked: by default none of a private, loopback, link-local, multicast or otherwise
/// special network, so that what somebody wrote into an article cannot reach into the archivist's own.
///
/// It judges the address that a connection is opened to, after DNS: a name cannot turn into another address
/// between the judgement and the connection.
enum NetworkGuard {
  /// Whether a connection to an address may be opened.
  static func isPublic(_ address: [UInt8]) -> Bool {
    address.count == 4 ? isPublic4(address[...]) : isPublic6(address)
  }

  /// Networks that lead nowhere, or not out: IANA's special-purpose registry (RFC 6890).
  private static func isPublic4(_ address: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(address)
    switch (bytes[0], bytes[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19),
      (224...255, _):
      return false
    case (192, 0): return bytes[2] != 0 && bytes[2] != 2
    case (192, 88): return bytes[2] != 99
    case (198, 51): return bytes[2] != 100
    case (203, 0): return bytes[2] != 113
    default: return true
    }
  }

  private static func isPublic6(_ bytes: [UInt8]) -> Bool {
    // An IPv4 address in another dress: mapped and compatible, NAT64, 6to4.
    if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == bytes[11], bytes[10] == 0 || bytes[10] == 0xFF {
      return isPublic4(bytes[12...])
    }
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) { return isPublic4(bytes[12...]) }
    if bytes.starts(with: [0x20, 0x02]) { return isPublic4(bytes[2..<6]) }
    // Of all others the global unicast space alone, without documentation and Teredo.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    return !bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) && !bytes.starts(with: [0x20, 0x01, 0x00, 0x00])
  }

  /// The bytes of a socket address; `nil` if it is not one of the internet's.
  static func bytes(_ address: UnsafePointer<sockaddr>) -> [UInt8]? {
    switch Int32(unsafe address.pointee.sa_family) {
    case AF_INET:
      return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe withUnsafeBytes(of: $0.pointee.sin_addr) { unsafe Array($0) }
      }
    case AF_INET6:
      return unsafe address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
        unsafe withUnsafeBytes(of: $0.pointee.sin6_addr) { unsafe Array($0) }
      }
    default: return nil
    }
  }

  /// Whether a host is named so that nobody needs to look it up to see that it is not public. Where a proxy
  /// looks names up, that is all that can be known.
  static func isPlainlyPrivate(host: String) -> Bool {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    if name == "localhost" || name.hasSuffix(".localhost") || name.hasSuffix(".local")
      || name.hasSuffix(".internal")
    {
      return true
    }
    return literal(name).map { !isPublic($0) } ?? false
  }

  /// The address that a host's text is, in any form that the C library reads: `127.1` and `0x7f000001` too.
  private static func literal(_ host: String) -> [UInt8]? {
    if host.hasPrefix("["), host.hasSuffix("]") {
      var address = in6_addr()
      let text = String(host.dropFirst().dropLast().prefix { $0 != "%" })
      guard unsafe inet_pton(AF_INET6, text, &address) == 1 else { return nil }
      return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }
    var address = in_addr()
    guard unsafe inet_aton(host, &address) != 0 else { return nil }
    return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
  }
}

/// A machine to ask instead of the one that an address names: curl's `--connect-to`.
struct ConnectTo: Hashable, Sendable {
  /// As libcurl takes it.
  let text: String
  private let host: String
  private let port: String

  /// - Returns: `nil` if it is not `HOST:PORT:ADDR:PORT`. Host, port or both may be empty, for any.
  init?(_ text: String) {
    guard let (host, rest) = Self.takeHost(text[...]), let colon = rest.firstIndex(of: ":") else {
      return nil
    }
    let port = rest[..<colon]
    guard port.allSatisfy(\.isNumber), let (_, last) = Self.takeHost(rest[rest.index(after: colon)...]),
      last.allSatisfy(\.isNumber)
    else { return nil }
    self.text = text
    self.host = host.lowercased()
    self.port = String(port)
  }

  /// A host, in brackets if it has colons, and what follows the colon after it.
  private static func takeHost(_ text: Substring) -> (String, Substring)? {
    var end = text.startIndex
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]") else { return nil }
      end = text.index(after: bracket)
    } else {
      end = text.firstIndex(of: ":") ?? text.endIndex
    }
    guard end < text.endIndex, text[end] == ":" else { return nil }
    return (String(text[..<end]), text[text.index(after: end)...])
  }

  func covers(_ address: WebAddress) -> Bool {
    let (host, port) = address.hostAndPort
    return (self.host.isEmpty || self.host == host) && (self.port.isEmpty || self.port == port)
  }
}

extension WebAddress {
  /// The host without user name, and the port, the scheme's own if none is named.
  var hostAndPort: (host: String, port: String) {
    let place = authority[
      (authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex)...]
    let standard = scheme == "http" ? "80" : "443"
    if let colon = place.lastIndex(of: ":"), !place[colon...].contains("]") {
      return (String(place[..<colon]), String(place[place.index(after: colon)...]))
    }
    return (String(place), standard)
  }
}
