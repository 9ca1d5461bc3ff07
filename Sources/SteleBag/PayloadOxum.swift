/// How many bytes and files a payload has (`Payload-Oxum`, RFC 8493 §2.2.2), written `279164409832.1198`.
package struct PayloadOxum: Hashable, Sendable, CustomStringConvertible {
  package let byteCount: UInt64
  package let fileCount: UInt64

  package init(byteCount: UInt64, fileCount: UInt64) {
    self.byteCount = byteCount
    self.fileCount = fileCount
  }

  /// Reads digits, a full stop and digits; `nil` if the text is anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let byteCount = UInt64(parts[0]), let fileCount = UInt64(parts[1])
    else { return nil }
    self.init(byteCount: byteCount, fileCount: fileCount)
  }

  package var description: String { "\(byteCount).\(fileCount)" }

  /// The two numbers in words, such as `5 bytes in 1 file`.
  var words: String {
    "\(byteCount) byte\(byteCount == 1 ? "" : "s") in \(fileCount) file\(fileCount == 1 ? "" : "s")"
  }
}
