package import SteleCore

// For articles that wait in memory until it is known what all of them show.

extension ArticleMetadata {
  /// Appends all fields.
  package func write(to bytes: inout [UInt8]) {
    for text in [url, headline, editor, publisher, datePublished?.text, dateModified?.text, inLanguage] {
      bytes.append(kept: text)
    }
    bytes.append(kept: description)
    bytes.append(kept: articleSection)
    bytes.append(kept: author) { $1.append(kept: $0) }
    bytes.append(kept: wordCount ?? -1)
  }

  /// Reads what ``write(to:)`` appended.
  package init(_ reader: inout ByteReader) {
    url = reader.keptText()
    headline = reader.keptText()
    editor = reader.keptText()
    publisher = reader.keptText()
    datePublished = reader.keptText().map(ArticleDate.init(known:))
    dateModified = reader.keptText().map(ArticleDate.init(known:))
    inLanguage = reader.keptText()
    description = reader.keptText()
    articleSection = reader.keptText()
    author = reader.keptElements { $0.keptText()! }
    let count = reader.keptNumber()
    wordCount = count < 0 ? nil : count
  }
}

extension AssetReference {
  /// Appends all fields.
  package func write(to bytes: inout [UInt8]) {
    bytes.append(kept: url)
    bytes.append(kept: target)
    bytes.append(UInt8(AssetRole.allCases.firstIndex(of: role)!))
    bytes.append(isTracker ? 1 : 0)
  }

  /// Reads what ``write(to:)`` appended.
  package init(_ reader: inout ByteReader) {
    url = reader.keptText()!
    target = reader.keptText()
    role = AssetRole.allCases[Int(reader.readInteger(UInt8.self)!)]
    isTracker = reader.readInteger(UInt8.self)! == 1
  }
}
