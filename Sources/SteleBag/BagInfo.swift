internal import SteleCore

/// `bag-info.txt` (RFC 8493 §2.2.2): labels and values in order; a label may come more than once.
package struct BagInfo: Hashable, Sendable {
  package internal(set) var fields: [Field] = []

  package struct Field: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  package init() {}

  /// Adds a field at the end.
  ///
  /// - Throws: What is wrong with it, so that what was written is read back as it was: nothing in a label
  ///   or value may end the line or be taken for another part of it.
  package mutating func append(_ label: String, _ value: String) throws(BagInfoError) {
    if label.isEmpty { throw .emptyLabel }
    if label.unicodeScalars.contains(":") { throw .colonInLabel(label) }
    for text in [label, value] {
      if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A }) { throw .lineBreak(label) }
      if let first = text.utf8.first, let last = text.utf8.last, first.isBlank || last.isBlank {
        throw .edgeSpace(label)
      }
    }
    fields.append(Field(label: label, value: value))
  }

  /// The values of a label, whose case does not matter (§2.2.2), in order.
  package subscript(_ label: String) -> [String] {
    let wanted = label.lowercased()
    return fields.filter { $0.label.lowercased() == wanted }.map(\.value)
  }

  /// The file as Stele writes it: `label: value` and LF, never folded.
  package var bytes: [UInt8] {
    fields.flatMap { Array("\($0.label): \($0.value)\n".utf8) }
  }
}

/// Why a field cannot be written to `bag-info.txt`.
package enum BagInfoError: Error, Hashable, Sendable, CustomStringConvertible {
  case emptyLabel
  case colonInLabel(String)
  case lineBreak(String)
  case edgeSpace(String)

  package var description: String {
    switch self {
    case .emptyLabel: "a field has no label"
    case .colonInLabel(let label): "the label '\(String(readable: label.utf8))' has a colon in it"
    case .lineBreak(let label): "the field '\(String(readable: label.utf8))' has a line break in it"
    case .edgeSpace(let label):
      "the field '\(String(readable: label.utf8))' has white space at its beginning or end"
    }
  }
}

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
