internal import CCurl
import SteleCore

/// The certificates that a server showed, as libcurl gives them: PEM (RFC 7468).
enum CertificateChain {
  /// The digests of the certificates' DER, the server's own first; none without TLS.
  static func digests(_ curl: UnsafeMutableRawPointer) -> [Digest] {
    var information: UnsafeMutablePointer<curl_certinfo>?
    guard unsafe stele_curl_get_certificates(curl, &information) == CURLE_OK,
      let information = unsafe information
    else { return [] }
    var digests: [Digest] = []
    for number in 0..<max(0, Int(unsafe information.pointee.num_of_certs)) {
      var item = unsafe information.pointee.certinfo[number]
      while let entry = unsafe item {
        let text = unsafe entry.pointee.data.map { unsafe String(cString: $0) } ?? ""
        if text.hasPrefix("Cert:"), let bytes = der(text) { digests.append(Digest(hashing: bytes)) }
        unsafe item = entry.pointee.next
      }
    }
    return digests
  }

  private static func der(_ text: String) -> [UInt8]? {
    let lines = text.dropFirst("Cert:".count).split(separator: "\n").filter { !$0.hasPrefix("-----") }
    return Base64.decode(lines.joined())
  }
}

/// Base64 (RFC 4648 §4), as far as PEM uses it.
private enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for character in text.utf8 where character != UInt8(ascii: "=") && character != 0x0D {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        bits &= (1 << UInt32(count)) - 1
      }
    }
    return bytes
  }
}
