/// The encodings of tag files (`Tag-File-Character-Encoding`, RFC 8493 §2.1.1) that can be read.
package enum TagEncoding: Hashable, Sendable {
  case utf8, ascii, latin1, utf16, utf16LittleEndian, utf16BigEndian

  /// The encoding of an IANA name; `nil` if it is another.
  package init?(named name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8": self = .utf8
    case "us-ascii", "ascii": self = .ascii
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1": self = .latin1
    case "utf-16", "utf16": self = .utf16
    case "utf-16le": self = .utf16LittleEndian
    case "utf-16be": self = .utf16BigEndian
    default: return nil
    }
  }
}

/// A tag file's text as UTF-8 bytes, whatever it was stored in.
package struct TagText: Hashable, Sendable {
  /// UTF-8; of a file that was declared as UTF-8 but is not, its bytes as they are, so that each bad line
  /// can be named.
  package let bytes: [UInt8]
  /// A byte-order mark stood before the text.
  package let hadMark: Bool

  /// Decodes a tag file; `nil` if the bytes cannot be text in that encoding.
  package init?(_ stored: [UInt8], _ encoding: TagEncoding) {
    switch encoding {
    case .utf8, .ascii:
      hadMark = stored.starts(with: [0xEF, 0xBB, 0xBF])
      bytes = hadMark ? Array(stored.dropFirst(3)) : stored
    case .latin1:
      hadMark = false
      bytes = stored.flatMap { Array(String(Unicode.Scalar($0)).utf8) }
    case .utf16:
      // Without a mark, big-endian (RFC 2781 §4.3).
      let isLittle = stored.starts(with: [0xFF, 0xFE])
      hadMark = isLittle || stored.starts(with: [0xFE, 0xFF])
      guard let text = Self.decode(hadMark ? stored.dropFirst(2) : stored[...], isLittle) else { return nil }
      bytes = text
    case .utf16LittleEndian, .utf16BigEndian:
      hadMark = false
      guard let text = Self.decode(stored[...], encoding == .utf16LittleEndian) else { return nil }
      bytes = text
    }
  }

  private static func decode(_ stored: ArraySlice<UInt8>, _ isLittleEndian: Bool) -> [UInt8]? {
    guard stored.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: stored.startIndex, to: stored.endIndex, by: 2).map { index in
      let (first, second) = (UInt16(stored[index]), UInt16(stored[index + 1]))
      return isLittleEndian ? second << 8 | first : first << 8 | second
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
  }
}

/// A line of a tag file, and how it ended.
package struct TagLine: Sendable {
  /// Counted from 1.
  package let number: Int
  package let bytes: ArraySlice<UInt8>
  package let ending: Ending

  package enum Ending: Hashable, Sendable {
    case lf, crlf, cr
    /// The end of the file.
    case none
  }
}

/// The lines of a tag file, which end in LF, CR or CR LF (RFC 8493 §2.2.2).
package struct TagLines: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>
  private var number = 0

  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  package mutating func next() -> TagLine? {
    if rest.isEmpty { return nil }
    number += 1
    guard let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else {
      defer { rest = [] }
      return TagLine(number: number, bytes: rest, ending: .none)
    }
    let line = rest[..<end]
    let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
    let ending: TagLine.Ending = rest[end] == 0x0A ? .lf : isPair ? .crlf : .cr
    rest = rest[(end + (isPair ? 2 : 1))...]
    return TagLine(number: number, bytes: line, ending: ending)
  }
}

extension UInt8 {
  /// A space or a tab: RFC 8493's linear white space.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}
