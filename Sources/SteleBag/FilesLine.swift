package import SteleCore

/// One line of `files.jsonl`: what is known of a payload file or an empty folder, besides its bytes.
/// See Spec §7.6.
package struct FilesLine: Hashable, Sendable {
  /// What a file has and a folder has not.
  package struct File: Hashable, Sendable {
    package let size: UInt64
    package let mediaType: String
    package let isExecutable: Bool

    package init(size: UInt64, mediaType: String, isExecutable: Bool) {
      self.size = size
      self.mediaType = mediaType
      self.isExecutable = isExecutable
    }
  }

  /// The path in the bag, without `/` at a folder's end.
  package let path: PackagePath
  /// Seconds since 1970, rounded down.
  package let time: Int64
  /// `nil` for a folder.
  package let file: File?

  package init(path: PackagePath, time: Int64, file: File?) {
    self.path = path
    self.time = time
    self.file = file
  }

  /// The bytes by which lines are sorted: a folder's path ends with `/`.
  package var sortKey: [UInt8] { file == nil ? path.bytes + [UInt8(ascii: "/")] : path.bytes }

  /// Appends the line's bytes, line feed included.
  package func write(to output: inout [UInt8]) {
    if let file {
      output += "{\"contentSize\":\(file.size),\"encodingFormat\":".utf8
      JSONText.write(file.mediaType, to: &output)
      output += ",\"executable\":\(file.isExecutable),\"mtime\":".utf8
    } else {
      output += "{\"mtime\":".utf8
    }
    output += "\(time),\"path\":".utf8
    JSONText.write(sortKey, to: &output)
    output += "}\n".utf8
  }

  /// Reads a line without its line feed; `nil` if it is not in the one form that a writer may give it.
  package init?(_ line: ArraySlice<UInt8>) {
    var text = JSONText(line)
    if text.take("{\"contentSize\":") {
      guard let size = text.takeInteger(), size >= 0, text.take(",\"encodingFormat\":"),
        let type = text.takeString(), text.take(",\"executable\":"), let executable = text.takeBool(),
        text.take(",")
      else { return nil }
      file = File(
        size: UInt64(size), mediaType: String(decoding: type, as: UTF8.self), isExecutable: executable)
    } else {
      guard text.take("{") else { return nil }
      file = nil
    }
    guard text.take("\"mtime\":"), let time = text.takeInteger(), text.take(",\"path\":"),
      var bytes = text.takeString(), text.take("}"), text.isAtEnd
    else { return nil }
    if file == nil {
      guard bytes.last == UInt8(ascii: "/") else { return nil }
      bytes.removeLast()
    }
    guard let path = try? PackagePath(bytes) else { return nil }
    self.time = time
    self.path = path
  }
}
