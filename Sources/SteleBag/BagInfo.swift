import SteleCore

/// `bag-info.txt` of a package: elements of metadata, in order. See Spec §7.3.
package struct BagInfo: Hashable, Sendable {
  package struct Element: Hashable, Sendable {
    package let label: String
    package let value: String

    /// - Throws: `E303` if label or value cannot stand in a line.
    package init(_ label: String, _ value: String) throws(BagError) {
      func isPlain(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } && text.utf8.first! != 0x20
          && text.utf8.last! != 0x20
      }
      guard isPlain(label), !label.utf8.contains(UInt8(ascii: ":")) else {
        throw BagError(
          .bagInfoLine,
          "'\(label)' is no label: it must not be empty, hold ':' or control characters, or begin or end with white space"
        )
      }
      guard isPlain(value) else {
        throw BagError(
          .bagInfoLine,
          "the value of '\(label)' is empty, holds control characters, or begins or ends with white space")
      }
      self.label = label
      self.value = value
    }
  }

  /// The elements that the user gave.
  package let elements: [Element]
  package let payloadSize: UInt64
  package let payloadFileCount: UInt64
  package let articles: ArticleTotals
  /// The payload's size for people.
  package private(set) var bagSize: String

  /// The most bytes that the lines of the user may have, so that the writer's own fit behind them. Spec §7.1.
  package static let maximumElementBytes = TagFile.bagInfo.maximumByteCount! - 1024

  package static let reservedLabels = ownLabels.map { $0.lowercased() }
  /// The labels of the last lines, in their order.
  private static let ownLabels = [
    "Payload-Oxum", "Bag-Size", "Stele-Articles", "Stele-Assets", "Stele-Version",
  ]

  /// - Throws: `E303` if an element has a label that the writer sets itself.
  package init(
    elements: [Element], payloadSize: UInt64, payloadFileCount: UInt64, articles: ArticleTotals
  ) throws(BagError) {
    for element in elements where Self.reservedLabels.contains(element.label.lowercased()) {
      throw BagError(.bagInfoLine, "'\(element.label)' is set by the writer and must not be given")
    }
    self.elements = elements
    self.payloadSize = payloadSize
    self.payloadFileCount = payloadFileCount
    self.articles = articles
    bagSize = ReadableSize.text(payloadSize)
  }

  package var bytes: [UInt8] {
    var text = ""
    for element in elements { text += "\(element.label): \(element.value)\n" }
    text += "Payload-Oxum: \(payloadSize).\(payloadFileCount)\n"
    text += "Bag-Size: \(bagSize)\n"
    text += "Stele-Articles: \(articles.articles)\n"
    text += "Stele-Assets: \(articles.assetsText)\n"
    text += "Stele-Version: 1\n"
    return Array(text.utf8)
  }

  /// Reads the file.
  ///
  /// - Throws: `E303`, `E304`, `E318` or `E323`, with the number of the line in the message.
  package init(_ bytes: ArraySlice<UInt8>) throws(BagError) {
    guard bytes.isEmpty || bytes.last == 0x0A else {
      throw BagError(.bagInfoLine, "the last line does not end with LF")
    }
    var elements: [Element] = []
    for (index, line) in bytes.lines.enumerated() {
      guard let text = String(validating: line, as: UTF8.self),
        let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
        text[colon...].hasPrefix(": ")
      else { throw BagError(.bagInfoLine, "line \(index + 1) is not of the form 'label: value'") }
      elements.append(
        try Element(String(text[..<colon]), String(text[text.utf8.index(colon, offsetBy: 2)...])))
    }
    let own = Array(elements.suffix(Self.ownLabels.count))
    guard own.map(\.label) == Self.ownLabels else {
      throw BagError(.bagInfoLine, "the last five lines are not \(Self.ownLabels.joined(separator: ", "))")
    }
    guard own[4].value == "1" else {
      throw BagError(.steleVersion, "Stele-Version is '\(own[4].value)'; this program knows 1")
    }
    let oxum = own[0].value.split(separator: ".", omittingEmptySubsequences: false)
    guard oxum.count == 2, let size = UInt64(oxum[0]), let count = UInt64(oxum[1]),
      own[0].value == "\(size).\(count)"
    else { throw BagError(.payloadOxum, "Payload-Oxum is not of the form 'bytes.files'") }
    try self.init(
      elements: elements.dropLast(own.count), payloadSize: size, payloadFileCount: count,
      articles: ArticleTotals(articles: own[2].value, assets: own[3].value))
    bagSize = own[1].value
  }
}
