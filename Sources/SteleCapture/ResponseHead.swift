import Stele

/// The head of an answer: status line and headers, as they came. See RFC 9112 §4 and §5.
struct ResponseHead: Hashable, Sendable {
  /// As received, up to the empty line.
  private(set) var bytes: [UInt8] = []
  private(set) var status = 0
  private(set) var isComplete = false

  /// A head larger than this is no head.
  static let maximumLength = 1 << 18

  /// Takes the next line. A new status line begins a new head: interim answers (1xx) are passed over.
  ///
  /// - Returns: `false` if there is more than is read.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
    if unsafe line.starts(with: "HTTP/".utf8), isComplete || bytes.isEmpty {
      bytes = []
      isComplete = false
      let parts = unsafe line.split(separator: 0x20, maxSplits: 2)
      status =
        unsafe parts.count > 1 ? (unsafe Int(String(decoding: parts[1].prefix(3), as: UTF8.self))) ?? 0 : 0
    }
    guard bytes.count + line.count <= Self.maximumLength else { return false }
    unsafe bytes.append(contentsOf: line)
    if unsafe line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { isComplete = true }
    return true
  }

  init() {}

  /// A head that was kept.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    isComplete = true
    let parts = bytes.split(separator: 0x20, maxSplits: 2)
    status = parts.count > 1 ? Int(String(decoding: parts[1].prefix(3), as: UTF8.self)) ?? 0 : 0
  }

  /// The headers in their order. A line that begins with white space goes on with the one before.
  var headers: [CaptureHeader] {
    var found: [CaptureHeader] = []
    for line in bytes.split(separator: 0x0A).dropFirst() {
      if let first = line.first, first == 0x20 || first == 0x09 {
        if !found.isEmpty { found[found.count - 1].value += " " + Self.text(line) }
      } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
        found.append(CaptureHeader(name: Self.text(line[..<colon]), value: Self.text(line[(colon + 1)...])))
      }
    }
    return found
  }

  /// The value of the last header of a name, which is given in lower case.
  func value(_ name: String) -> String? {
    // Looked for among the bytes: an answer is asked for some of its headers many times.
    let hasIt = bytes.split(separator: 0x0A).contains { line in
      line.count > name.utf8.count && zip(line, name.utf8).allSatisfy { $0 | 0x20 == $1 }
    }
    return hasIt ? headers.last { $0.name.lowercased() == name }?.value : nil
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  /// Text without white space at its ends; what is not UTF-8 is replaced.
  private static func text(_ line: ArraySlice<UInt8>) -> String {
    var line = line
    while let first = line.first, isBlank(first) { line.removeFirst() }
    while let last = line.last, isBlank(last) { line.removeLast() }
    return line.contains(0)
      ? String(decoding: line.filter { $0 != 0 }, as: UTF8.self) : String(decoding: line, as: UTF8.self)
  }

  /// What may be said in `If-Range` to ask for the rest of these very bytes (RFC 9110 §13.1.5); `nil` if there
  /// is nothing that tells them apart for certain.
  ///
  /// - Parameter seconds: Reads a date as HTTP has it.
  func validator(_ seconds: (String) -> Int?) -> String? {
    guard value("content-encoding") == nil else { return nil }
    if let tag = value("etag") { return tag.hasPrefix("W/") ? nil : tag }
    // A file that changed in the minute before may have changed once more since (RFC 9110 §8.8.2.2).
    guard let modified = value("last-modified"), let then = seconds(modified),
      let now = value("date").flatMap(seconds), now - then >= 60
    else { return nil }
    return modified
  }

  /// How many bytes the body has as it is sent; `nil` if that is not said.
  var contentLength: UInt64? { value("content-length").flatMap { UInt64($0) } }

  /// Where the bytes of a partial answer begin; `nil` if it does not say.
  var rangeStart: UInt64? {
    guard let range = value("content-range"), range.lowercased().hasPrefix("bytes ") else { return nil }
    return UInt64(range.dropFirst(6).prefix { $0.isNumber })
  }
}
