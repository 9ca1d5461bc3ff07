import Stele
import SteleCore
import SteleFile

/// Writes exchanges as a WARC 1.1 file (ISO 28500:2017), uncompressed: the package compresses it.
///
/// The same exchanges give the same bytes. An answer's body stands decompressed and without chunks, as it was
/// hashed; headers that told of its encoding and length are kept under names that begin with `X-Crawler-`, as
/// Common Crawl has them.
struct WARCWriter: ~Copyable {
  private let cache: CaptureCache
  private var file: AtomicFile
  private var number = 0
  private var hasInformation = false
  private var latest: Int64 = 0
  private let software: String
  /// For each body that was written: whose answer it was.
  private var written: [Digest: (id: String, url: String, date: String)] = [:]

  init(_ cache: CaptureCache, _ name: String, software: String) throws {
    self.cache = cache
    self.software = software
    file = try cache.makeFile(name)
  }

  /// Gives the file its name. Its time is that of the last exchange, so that it does not depend on the clock.
  consuming func publish() throws {
    try file.file.setModified(FileTime(seconds: latest))
    try file.publish(synchronizing: false)
  }

  mutating func write(_ entry: CacheEntry) throws {
    if !hasInformation { try writeInformation(entry.exchanges.first?.time ?? entry.record.time) }
    for exchange in entry.exchanges { try write(exchange, entry) }
    if entry.exchanges.isEmpty {
      try writeMetadata(entry, url: entry.record.url, time: entry.record.time, of: nil)
    }
  }

  private mutating func writeInformation(_ time: Int64) throws {
    hasInformation = true
    try write(
      "warcinfo", time, [("Content-Type", "application/warc-fields")],
      Array("software: \(software)\r\nformat: WARC File Format 1.1\r\n".utf8))
  }

  private mutating func write(_ exchange: Exchange, _ entry: CacheEntry) throws {
    let date = CivilTime(seconds: exchange.time).iso8601
    var fields = [("WARC-Target-URI", exchange.url)]
    if let address = exchange.remoteAddress { fields.append(("WARC-IP-Address", address)) }
    let id: String
    if let body = exchange.body, let earlier = written[body], exchange.bodySize > 0 {
      id = try write(
        "revisit", exchange.time,
        fields + [
          ("WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"),
          ("WARC-Refers-To", earlier.id), ("WARC-Refers-To-Target-URI", earlier.url),
          ("WARC-Refers-To-Date", earlier.date), ("WARC-Payload-Digest", Self.text(body)),
          ("Content-Type", "application/http;msgtype=response"),
        ], Self.plain(exchange.response, bodySize: exchange.bodySize))
    } else {
      if let body = exchange.body { fields.append(("WARC-Payload-Digest", Self.text(body))) }
      if exchange.isCutOff {
        fields.append(("WARC-Truncated", exchange.body == nil ? "disconnect" : "length"))
      }
      // The end of a file that was fetched in parts has a head that is only the last part's.
      if exchange.response.status == 206, exchange.body != nil {
        let type = exchange.response.value("content-type") ?? "application/octet-stream"
        id = try write("resource", exchange.time, fields + [("Content-Type", type)], [], body: exchange)
      } else {
        id = try write(
          "response", exchange.time, fields + [("Content-Type", "application/http;msgtype=response")],
          Self.plain(exchange.response, bodySize: exchange.body == nil ? 0 : exchange.bodySize),
          body: exchange)
      }
      if let body = exchange.body { written[body] = (id, exchange.url, date) }
    }
    try write(
      "request", exchange.time,
      [
        ("WARC-Target-URI", exchange.url), ("WARC-Concurrent-To", id),
        ("Content-Type", "application/http;msgtype=request"),
      ], exchange.request)
    try writeMetadata(entry, url: exchange.url, time: exchange.time, of: (id, exchange))
  }

  private mutating func writeMetadata(
    _ entry: CacheEntry, url: String, time: Int64, of answer: (id: String, exchange: Exchange)?
  ) throws {
    var lines = ["attempts: \(entry.record.attempts)"]
    if url != entry.record.url { lines.append("via: \(entry.record.url)") }
    if let error = entry.record.error { lines.append("outcome: \(error)") }
    lines += (answer?.exchange.certificates ?? []).map { "tlsCertificate: \($0)" }
    var fields = [("WARC-Target-URI", url), ("Content-Type", "application/warc-fields")]
    if let answer { fields.append(("WARC-Concurrent-To", answer.id)) }
    try write("metadata", time, fields, Array((lines.joined(separator: "\r\n") + "\r\n").utf8))
  }

  /// Writes one record.
  ///
  /// - Parameters:
  ///   - block: What the record holds, or the beginning of it.
  ///   - body: Whose body comes behind that.
  /// - Returns: The record's name.
  @discardableResult
  private mutating func write(
    _ type: String, _ time: Int64, _ fields: [(String, String)], _ block: [UInt8], body: Exchange? = nil
  ) throws -> String {
    number += 1
    latest = max(latest, time)
    let id = Self.name("\(number) \(type) \(time) \(fields.first?.1 ?? "")", block)
    let size = UInt64(block.count) + (body?.body == nil ? 0 : body!.bodySize)
    var head = "WARC/1.1\r\nWARC-Type: \(type)\r\nWARC-Record-ID: \(id)\r\n"
    head += "WARC-Date: \(CivilTime(seconds: time).iso8601)\r\n"
    for (name, value) in fields { head += "\(name): \(Self.line(value))\r\n" }
    head += "Content-Length: \(size)\r\n\r\n"
    try file.file.write(Array(head.utf8))
    try file.file.write(block)
    if let body, let digest = body.body { try copy(digest, body.bodySize) }
    try file.file.write(Array("\r\n\r\n".utf8))
    return id
  }

  private func copy(_ digest: Digest, _ size: UInt64) throws {
    let source = try cache.object(digest)
    var left = size
    while left > 0 {
      let piece = try source.read(upTo: Int(min(left, 1 << 18)))
      guard !piece.isEmpty else {
        throw SteleError(.inputOutput, "'\(cache.path)/\(CaptureCache.objectPath(digest))' ended early")
      }
      try file.file.write(piece)
      left -= UInt64(piece.count)
    }
  }

  /// The head without what no longer holds of the body.
  private static func plain(_ head: ResponseHead, bodySize: UInt64) -> [UInt8] {
    var output: [UInt8] = []
    for line in head.bytes.split(separator: 0x0A) {
      let text = line.last == 0x0D ? line.dropLast() : line[...]
      guard !text.isEmpty else { continue }
      let name = String(decoding: text.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self).lowercased()
      if ["transfer-encoding", "content-encoding", "content-length"].contains(name) {
        output += "X-Crawler-".utf8
      }
      output += text
      output += "\r\n".utf8
    }
    return output + Array("Content-Length: \(bodySize)\r\n\r\n".utf8)
  }

  private static func text(_ digest: Digest) -> String { "sha256:\(digest.hex)" }

  /// A value that stays on its line.
  private static func line(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
  }

  /// A name-based UUID (RFC 9562 §5.8), so that the same records have the same names.
  private static func name(_ text: String, _ block: [UInt8]) -> String {
    var bytes = Array(Digest(hashing: Array(text.utf8) + block).bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = Array(Hex.encode(bytes))
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
    return "<urn:uuid:\(parts.joined(separator: "-"))>"
  }
}
