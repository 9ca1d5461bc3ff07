package import SteleCore

extension BagInfoFields {
  /// Reads a `bag-info.txt` of any maker. A line that begins with white space goes on with the value of the
  /// line before, with one space between.
  ///
  /// - Parameters:
  ///   - text: The file's text as UTF-8.
  ///   - name: The file's name, for the findings.
  package static func read(
    _ text: [UInt8], name: String = BagFileName.info
  ) -> (info: BagInfoFields, findings: [Finding]) {
    var info = BagInfoFields()
    var findings: [Finding] = []
    var oddLines: [Int] = []
    for line in TagLines(text) where !line.bytes.allSatisfy(\.isBlank) {
      guard let content = String(validating: line.bytes, as: UTF8.self) else {
        findings.append(
          Finding(
            .tagFileEncoding, path: name,
            "line \(line.number) is not valid in the bag's encoding: '\(String(readable: line.bytes))'"))
        continue
      }
      if line.bytes.first!.isBlank {
        guard let last = info.fields.popLast() else {
          findings.append(
            Finding(
              .bagInfoSyntax, path: name, "line \(line.number) goes on with a value, and there is none before"
            ))
          continue
        }
        info.fields.append(Field(label: last.label, value: last.value + " " + Self.trimmed(content[...])))
        continue
      }
      let scalars = content.unicodeScalars
      guard let colon = scalars.firstIndex(of: ":"), colon != scalars.startIndex else {
        findings.append(
          Finding(
            .bagInfoSyntax, path: name, "line \(line.number) has no label and colon: write 'label: value'"))
        continue
      }
      let label = content[..<colon]
      let value = content[scalars.index(after: colon)...]
      if label.utf8.last!.isBlank { oddLines.append(line.number) }
      info.fields.append(Field(label: Self.trimmed(label), value: Self.trimmed(value)))
    }
    if let first = oddLines.first {
      findings.append(
        Finding(
          .bagInfoForm, path: name,
          (oddLines.count == 1 ? "line \(first) has" : "\(oddLines.count) lines, from line \(first) on, have")
            + " white space between label and colon"))
    }
    return (info, findings)
  }

  /// Text without spaces and tabs at its ends.
  private static func trimmed(_ text: Substring) -> String {
    let scalars = text.unicodeScalars
    guard let start = scalars.firstIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    let end = scalars.lastIndex { $0 != " " && $0 != "\t" }!
    return String(scalars[start...end])
  }

  /// What the bag says of its payload's size, and what is wrong with that.
  ///
  /// Bags before 1.0 may repeat the label; the last is taken then.
  package func payloadOxum(name: String = BagFileName.info) -> (oxum: PayloadOxum?, findings: [Finding]) {
    let values = self["Payload-Oxum"]
    guard let value = values.last else { return (nil, []) }
    var findings: [Finding] = []
    if values.count > 1 {
      findings.append(
        Finding(.payloadOxumSyntax, path: name, "Payload-Oxum is there \(values.count) times; keep one"))
    }
    let oxum = PayloadOxum(value)
    if oxum == nil {
      findings.append(
        Finding(
          .payloadOxumSyntax, path: name,
          "Payload-Oxum '\(String(readable: value.utf8))' is not a number of bytes, a full stop and a number"
            + " of files"))
    }
    return (oxum, findings)
  }
}
