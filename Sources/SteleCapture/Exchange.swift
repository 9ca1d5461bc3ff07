import Stele
import SteleCore

/// One request and its answer.
struct Exchange: Hashable, Sendable {
  let url: String
  /// When it began, in seconds since 1970.
  let time: Int64
  /// The head of the request as it was sent.
  let request: [UInt8]
  let response: ResponseHead
  let remoteAddress: String?
  let certificates: [Digest]
  /// The digest of the answer's body, decompressed; `nil` if it was not kept.
  var body: Digest?
  var bodySize: UInt64
  /// Whether the body is only the beginning of what the server had.
  var isCutOff: Bool
}

/// What the cache keeps of an address: how it was asked for, and every exchange behind that.
struct CacheEntry: Hashable, Sendable {
  var record: CaptureRecord
  var exchanges: [Exchange]

  /// Notes that the body of the last exchange is kept; if nothing is wrong with it, it is the asset.
  mutating func keep(_ body: Digest) {
    exchanges[exchanges.count - 1].body = body
    if record.error == nil { record.digest = body }
  }
}

extension Exchange {
  var json: JSONValue {
    var members: JSONObject = [
      "url": .string(url), "time": .integer(time), "request": .string(Latin1.text(request)),
      "response": .string(Latin1.text(response.bytes)), "bodySize": .integer(Int64(clamping: bodySize)),
      "isCutOff": .bool(isCutOff), "certificates": .array(certificates.map { .string($0.description) }),
    ]
    members["remoteAddress"] = remoteAddress.map(JSONValue.string)
    members["body"] = body.map { .string($0.description) }
    return .object(members)
  }

  init?(_ value: JSONValue) {
    guard let members = value.object, let url = members["url"]?.string,
      let time = members["time"]?.integer, let request = members["request"]?.string,
      let response = members["response"]?.string, let size = members["bodySize"]?.integer, size >= 0,
      case .bool(let isCutOff)? = members["isCutOff"]
    else { return nil }
    self.url = url
    self.time = time
    self.request = Latin1.bytes(request)
    self.response = ResponseHead(Latin1.bytes(response))
    remoteAddress = members["remoteAddress"]?.string
    certificates = members["certificates"]?.array?.compactMap { $0.string.flatMap { Digest($0) } } ?? []
    body = members["body"]?.string.flatMap { Digest($0) }
    bodySize = UInt64(size)
    self.isCutOff = isCutOff
  }
}

extension CacheEntry {
  var bytes: [UInt8] {
    JSONValue.object([
      "record": record.json(path: nil), "seconds": .integer(record.time),
      "exchanges": .array(exchanges.map(\.json)),
    ]).canonicalBytes
  }

  /// Reads what ``bytes`` made; `nil` if it is anything else.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let members = JSONValue(canonical: bytes)?.object, let seconds = members["seconds"]?.integer,
      let record = members["record"]?.object, let url = record["url"]?.string,
      let attempts = record["attempts"]?.integer, let exchanges = members["exchanges"]?.array
    else { return nil }
    var read = CaptureRecord(url: url, time: seconds, attempts: Int(clamping: attempts))
    for value in record["redirects"]?.array ?? [] {
      guard let hop = value.object, let url = hop["url"]?.string, let status = hop["status"]?.integer,
        let location = hop["location"]?.string
      else { return nil }
      read.redirects.append(
        CaptureRedirect(
          url: url, status: Int(clamping: status), location: location,
          remoteAddress: hop["remoteAddress"]?.string))
    }
    for value in record["headers"]?.array ?? [] {
      guard let pair = value.array, pair.count == 2, let name = pair[0].string, let text = pair[1].string
      else { return nil }
      read.headers.append(CaptureHeader(name: name, value: text))
    }
    read.finalURL = record["finalUrl"]?.string
    read.status = record["status"]?.integer.map { Int(clamping: $0) }
    read.declaredFormat = record["declaredFormat"]?.string
    read.encodingFormat = record["encodingFormat"]?.string
    read.digest = record["sha256"]?.string.flatMap { Digest($0) }
    read.contentSize = record["contentSize"]?.integer.flatMap { UInt64(exactly: $0) }
    read.remoteAddress = record["remoteAddress"]?.string
    read.certificates = record["certificates"]?.array?.compactMap { $0.string.flatMap { Digest($0) } } ?? []
    read.error = record["error"]?.string
    self.record = read
    self.exchanges = exchanges.compactMap { Exchange($0) }
    guard self.exchanges.count == exchanges.count else { return nil }
  }
}

/// Bytes as text in which each character is one of them: JSON has no bytes, and heads may hold any.
private enum Latin1 {
  static func text(_ bytes: [UInt8]) -> String {
    // Almost all heads are ASCII.
    if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
    var scalars = String.UnicodeScalarView()
    for byte in bytes { scalars.append(Unicode.Scalar(byte)) }
    return String(scalars)
  }

  static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
  }
}
