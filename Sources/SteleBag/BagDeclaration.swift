package import SteleCore

/// `bagit.txt` (RFC 8493 §2.1.1): the bag's version and the encoding of its tag files.
package struct BagDeclaration: Hashable, Sendable {
  package let version: BagVersion
  package let encoding: TagEncoding
  /// The encoding's name as the bag gives it.
  package let encodingName: String

  /// The declaration that Stele writes: version 1.0, UTF-8.
  package static let bytes = Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)

  /// What is assumed of a bag whose declaration is missing or wrong, so that its files are checked all the
  /// same.
  package static let assumed = BagDeclaration(version: .v100, encoding: .utf8, encodingName: "UTF-8")

  /// Reads a `bagit.txt`, and says all that is wrong with it.
  ///
  /// - Returns: The declaration, with ``assumed`` in the place of what could not be read.
  package static func read(_ bytes: [UInt8]) -> (declaration: BagDeclaration, findings: [Finding]) {
    var findings: [Finding] = []
    var version: BagVersion?
    var encoding: (TagEncoding, String)?
    func report(_ code: RuleCode, _ message: String) {
      findings.append(Finding(code, path: BagFileName.declaration, message))
    }

    var text = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      report(.bagDeclarationSyntax, "it begins with a byte-order mark, which it must not; remove the mark")
      text.removeFirst(3)
    }
    let lines = Array(TagLines(text)).filter { !$0.bytes.allSatisfy(\.isBlank) }
    if let line = lines.first {
      if let value = value(of: "BagIt-Version", line) {
        if let known = BagVersion(rawValue: value.text) {
          version = known
          if value.isPadded { report(.tagFileForm, "line 1 has white space behind the version") }
        } else if value.isVersion {
          report(
            .bagVersionUnknown, "version \(value.text) is not known here; known are 0.93 to 0.97 and 1.0")
        } else {
          report(.bagDeclarationSyntax, "'\(value.text)' is not a version, which is two numbers, as in 1.0")
        }
      } else {
        report(.bagDeclarationSyntax, "line 1 is not 'BagIt-Version: ' and a version")
      }
    }
    if lines.count > 1 {
      if let value = value(of: "Tag-File-Character-Encoding", lines[1]) {
        if let known = TagEncoding(named: value.text) {
          encoding = (known, value.text)
          if value.isPadded { report(.tagFileForm, "line 2 has white space behind the encoding") }
        } else {
          report(
            .tagFileEncoding,
            "the encoding '\(value.text)' is not known here; convert the tag files to UTF-8")
        }
      } else {
        report(.bagDeclarationSyntax, "line 2 is not 'Tag-File-Character-Encoding: ' and an encoding")
      }
    }
    if lines.count != 2 {
      report(
        .bagDeclarationSyntax, "it must have two lines, the version and the encoding; it has \(lines.count)")
    }
    let declaration = BagDeclaration(
      version: version ?? assumed.version, encoding: encoding?.0 ?? assumed.encoding,
      encodingName: encoding?.1 ?? assumed.encodingName)
    return (declaration, findings)
  }

  private struct Value {
    let text: String
    let isPadded: Bool

    /// Two numbers with a full stop between them.
    var isVersion: Bool {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 2
        && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
  }

  /// What stands behind a label, a colon and one space; the label is exact, the white space too, since other
  /// programs find a bag by these bytes.
  private static func value(of label: String, _ line: TagLine) -> Value? {
    guard line.bytes.starts(with: (label + ": ").utf8) else { return nil }
    let bytes = line.bytes.dropFirst(label.utf8.count + 2)
    guard let first = bytes.first, !first.isBlank else { return nil }
    let end = bytes.lastIndex { !$0.isBlank }!
    return Value(text: String(readable: bytes[...end]), isPadded: end + 1 < bytes.endIndex)
  }
}
