extension String {
  /// Text that shows bytes of unknown origin, for messages.
  ///
  /// Valid UTF-8 shows as itself, but control characters and the marks that turn the direction of text are
  /// escaped as `\u{…}`: a name must not be able to move a terminal's cursor or to read as another name.
  /// Bytes that are not valid UTF-8 show as `\x` and two hex digits. The result cannot be turned back.
  package init(readable bytes: some Collection<UInt8>) {
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) {
      self.init(decoding: bytes, as: UTF8.self)
      return
    }
    self = ""
    var rest = bytes[...]
    while let first = rest.first {
      let candidate = rest.prefix(first.lengthOfUTF8Sequence)
      if let character = String(validating: candidate, as: UTF8.self) {
        for scalar in character.unicodeScalars { append(readable: scalar) }
        rest = rest.dropFirst(candidate.count)
      } else {
        self += "\\x\(Hex.encode([first]))"
        rest = rest.dropFirst()
      }
    }
  }

  private mutating func append(readable scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      self += "\\u{\(String(scalar.value, radix: 16))}"
    default:
      unicodeScalars.append(scalar)
    }
  }
}

extension UInt8 {
  /// How many bytes a UTF-8 sequence has that begins with this one; 1 if none can.
  fileprivate var lengthOfUTF8Sequence: Int {
    switch self {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }
}
