internal import CCurl
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

  /// Networks that lead nowhere, or not out: IANA's registry of special-purpose IPv4 addresses (RFC 6890), and
  /// multicast (RFC 5771).
  private static func isPublic4(_ address: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(address)
    switch (bytes[0], bytes[1], bytes[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (169, 254, _), (172, 16...31, _), (192, 168, _),
      (100, 64...127, _),
      (198, 18...19, _), (224...255, _, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 51, 100),
      (203, 0, 113):
      return false
    default: return true
    }
  }

  /// Of IPv6 the global unicast space (2000::/3) alone, without what IANA's registry of special-purpose addresses has
  /// in it; and IPv4 addresses in another dress, where the system, a translator or a relay takes them out of it.
  private static func isPublic6(_ bytes: [UInt8]) -> Bool {
    func begins(_ start: UInt8...) -> Bool { bytes.starts(with: start) }
    // Mapped (RFC 4291), and the well-known prefix of NAT64, a /96 (RFC 6052). 64:ff9b:1::/48 is for use within one
    // network (RFC 8215), and compatible addresses (::/96) are for none.
    if begins(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF) || begins(0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0)
    {
      return isPublic4(bytes[12...])
    }
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    // 6to4 (RFC 3056).
    if begins(0x20, 0x02) { return isPublic4(bytes[2..<6]) }
    // 2001::/23 is the IETF's, Teredo, ORCHID and benchmarking among it; the others are for documentation.
    return !(begins(0x20, 0x01) && bytes[2] < 2) && !begins(0x20, 0x01, 0x0D, 0xB8)
      && !(begins(0x3F, 0xFF) && bytes[2] < 0x10)
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
  ///
  /// - Parameter host: As it is asked for: ``WebAddress/askedHost``.
  static func isPlainlyPrivate(host: String) -> Bool {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    if name == "localhost" || privateSuffixes.contains(where: { name.hasSuffix($0) }) { return true }
    return literal(name).map { !isPublic($0) } ?? false
  }

  /// RFC 6761, RFC 6762, RFC 8375, and `internal`, which ICANN keeps free for that.
  private static let privateSuffixes = [".localhost", ".local", ".internal", ".home.arpa"]

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
  /// Whether the machine is named, not only its port.
  let namesMachine: Bool

  /// - Returns: `nil` if it is not `HOST:PORT:ADDR:PORT`. Host, port or both may be empty, for any.
  init?(_ text: String) {
    guard let (host, rest) = Self.takeHost(text[...]), let colon = rest.firstIndex(of: ":") else {
      return nil
    }
    let port = rest[..<colon]
    guard port.allSatisfy(\.isNumber), let (machine, last) = Self.takeHost(rest[rest.index(after: colon)...]),
      last.allSatisfy(\.isNumber)
    else { return nil }
    namesMachine = !machine.isEmpty
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
    let (host, port) = (address.askedHost, address.hostAndPort.port)
    return (self.host.isEmpty || self.host == host) && (self.port.isEmpty || self.port == port)
  }
}

extension [ConnectTo] {
  /// Whether the user names the machine to ask for an address. As with libcurl, the first entry that covers it counts.
  func nameMachine(for address: WebAddress) -> Bool { first { $0.covers(address) }?.namesMachine ?? false }
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

  /// The host as libcurl asks for it: names beyond ASCII in their form for DNS, in which a number that was written with
  /// other digits is seen for what it is. The host itself if it has none.
  var askedHost: String {
    let host = hostAndPort.host
    guard host.utf8.contains(where: { $0 >= 0x80 }), let handle = unsafe stele_curl_url() else { return host }
    defer { unsafe stele_curl_url_cleanup(handle) }
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe stele_curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK,
      unsafe stele_curl_url_get(handle, CURLUPART_HOST, &text, UInt32(CURLU_PUNYCODE)) == CURLUE_OK,
      let text = unsafe text
    else { return host }
    defer { unsafe stele_curl_free(text) }
    return unsafe String(cString: text).lowercased()
  }
}
