internal import SteleCore

// Members are written straight into the line, in the order of their names' bytes: a JSON value for each would cost more
// than finding the assets.

extension ArticleRecord {
  /// The record's line: canonical JSON, without the line feed. What is not known is left out; `author` and
  /// `assets` are always there.
  package var line: [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(1024 + 256 * assets.count)
    line.append(UInt8(ascii: "{"))
    line.write("articleSection", metadata.articleSection)
    line.write("assets", assets) { $0.write(to: &$1) }
    if assetsLeftOut > 0 { line.write("assetsLeftOut", assetsLeftOut) }
    line.write("author", metadata.author) { JSONText.write($0, to: &$1) }
    line.write("dateModified", metadata.dateModified?.text)
    line.write("datePublished", metadata.datePublished?.text)
    line.write("description", metadata.description)
    line.write("editor", metadata.editor)
    line.write("headline", metadata.headline)
    line.write("inLanguage", metadata.inLanguage)
    line.write("path", path)
    line.write("publisher", metadata.publisher)
    line.write("sha256", sha256.description)
    line.write("url", metadata.url)
    line.write("wordCount", metadata.wordCount)
    line.append(UInt8(ascii: "}"))
    return line
  }
}

extension AssetRecord {
  /// Bytes of its JSON text.
  var length: Int {
    var text: [UInt8] = []
    write(to: &text)
    return text.count
  }

  fileprivate func write(to line: inout [UInt8]) {
    line.append(UInt8(ascii: "{"))
    line.write("address", address)
    line.write("contentSize", contentSize.map { Int64(clamping: $0) })
    line.write("encodingFormat", encodingFormat)
    line.write("path", path)
    line.write("reason", reason?.text)
    line.write("referrer", referrer)
    line.write("role", role.rawValue)
    line.write("sha256", sha256?.description)
    line.write("status", status.rawValue)
    line.write("url", url)
    line.append(UInt8(ascii: "}"))
  }
}

/// A member each; one that has no value is left out.
extension [UInt8] {
  fileprivate mutating func write(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    JSONText.writeName(name, to: &self)
    JSONText.write(value, to: &self)
  }

  fileprivate mutating func write(_ name: StaticString, _ value: PackagePath?) {
    guard let value else { return }
    JSONText.writeName(name, to: &self)
    JSONText.write(value.bytes, to: &self)
  }

  fileprivate mutating func write(_ name: StaticString, _ value: (some BinaryInteger)?) {
    guard let value else { return }
    JSONText.writeName(name, to: &self)
    self += String(value).utf8
  }

  fileprivate mutating func write<Value>(
    _ name: StaticString, _ values: [Value], each write: (Value, inout [UInt8]) -> Void
  ) {
    JSONText.writeName(name, to: &self)
    append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      write(value, &self)
    }
    append(UInt8(ascii: "]"))
  }
}
