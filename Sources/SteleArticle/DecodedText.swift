internal import Glibc
internal import SteleCore

/// A document's text as UTF-8, whatever it was written in.
///
/// The order: a byte-order mark; for HTML, the declared charset; UTF-8 if the bytes are that; else a guess
/// between GB 18030 and windows-1252. A declared charset that is not UTF-8 gives way if every byte is part
/// of well-formed UTF-8 with at least one sequence of three bytes or more: such pages were converted and
/// kept their old declaration. The package keeps the original bytes, so a wrong guess costs metadata only.
struct DecodedText {
  /// Well-formed UTF-8 without a byte-order mark and without NUL.
  let bytes: [UInt8]
  /// What the document was written in.
  let charset: Charset
  /// Whether some bytes meant nothing and stand as U+FFFD now.
  let isRepaired: Bool

  init(_ raw: [UInt8], format: DocumentFormat) {
    var (bytes, charset, isRepaired) = Self.decode(raw, format: format)
    // libxml2 and libyaml take C strings here and there: a NUL would hide what follows it.
    if bytes.firstIndex(of: [0]) != nil { bytes = bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 } }
    self.bytes = bytes
    self.charset = charset
    self.isRepaired = isRepaired
  }

  private static func decode(_ raw: [UInt8], format: DocumentFormat) -> ([UInt8], Charset, Bool) {
    if raw.starts(with: [0xEF, 0xBB, 0xBF]) { return repaired(Array(raw.dropFirst(3))) }
    if raw.starts(with: [0xFF, 0xFE]) { return convert(Array(raw.dropFirst(2)), from: .utf16LittleEndian) }
    if raw.starts(with: [0xFE, 0xFF]) { return convert(Array(raw.dropFirst(2)), from: .utf16BigEndian) }
    let isUTF8 = raw.isUTF8
    if format == .html, let declared = Charset(declaredIn: raw), declared != .utf8 {
      guard isUTF8, raw.contains(where: { $0 >= 0xE0 }) || raw.allSatisfy({ $0 < 0x80 }) else {
        return convert(raw, from: declared)
      }
    }
    if isUTF8 { return (raw, .utf8, false) }
    if format == .html, Charset(declaredIn: raw) == .utf8 { return repaired(raw) }
    return guess(raw)
  }

  private static func repaired(_ bytes: [UInt8]) -> ([UInt8], Charset, Bool) {
    if bytes.isUTF8 { return (bytes, .utf8, false) }
    return (Array(String(decoding: bytes, as: UTF8.self).utf8), .utf8, true)
  }

  /// The text of bytes that are not UTF-8 and declare nothing.
  private static func guess(_ raw: [UInt8]) -> ([UInt8], Charset, Bool) {
    // A few bad bytes in much good UTF-8 are damage, not another charset.
    let text = String(decoding: raw, as: UTF8.self)
    let bad = text.unicodeScalars.lazy.filter { $0 == "\u{FFFD}" }.count
    let good = text.unicodeScalars.lazy.filter { $0.value >= 0x80 && $0 != "\u{FFFD}" }.count
    if good > bad { return (Array(text.utf8), .utf8, true) }
    let high = raw.lazy.filter { $0 >= 0xA1 }.count
    let nonASCII = raw.lazy.filter { $0 >= 0x80 }.count
    // Chinese in GB 2312 is pairs of bytes from A1 up; western text has single ones among ASCII letters.
    if high * 10 >= nonASCII * 9, adjacentPairs(raw) * 10 >= nonASCII * 4 {
      let (bytes, charset, isRepaired) = convert(raw, from: .gb18030)
      if !isRepaired { return (bytes, charset, false) }
    }
    return convert(raw, from: .windows1252)
  }

  private static func adjacentPairs(_ raw: [UInt8]) -> Int {
    var pairs = 0
    var isPending = false
    for byte in raw {
      if byte < 0x80 {
        isPending = false
      } else if isPending {
        pairs += 1
        isPending = false
      } else {
        isPending = true
      }
    }
    return pairs
  }

  /// The bytes converted by iconv; each byte that means nothing becomes U+FFFD.
  private static func convert(_ raw: [UInt8], from charset: Charset) -> ([UInt8], Charset, Bool) {
    guard let converter = unsafe iconv_open("UTF-8", charset.name), Int(bitPattern: converter) != -1 else {
      return repaired(raw)
    }
    defer { unsafe _ = iconv_close(converter) }
    var input = raw
    var output: [UInt8] = []
    output.reserveCapacity(raw.count * 3 / 2)
    var chunk = [UInt8](repeating: 0, count: 16_384)
    var isRepaired = false
    unsafe input.withUnsafeMutableBytes { input in
      var next = unsafe input.baseAddress?.assumingMemoryBound(to: CChar.self)
      var left = input.count
      while left > 0 {
        let (written, code) = unsafe chunk.withUnsafeMutableBytes { chunk in
          var out = unsafe chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
          var room = chunk.count
          let result = unsafe iconv(converter, &next, &left, &out, &room)
          return (chunk.count - room, result == -1 ? errno : 0)
        }
        output += chunk[..<written]
        if code == EILSEQ || code == EINVAL {
          output += "\u{FFFD}".utf8
          isRepaired = true
          unsafe next = next.map { unsafe $0 + 1 }
          left -= 1
        } else if code != E2BIG {
          // Done, or an error that is none of the text's.
          break
        }
      }
    }
    return (output, charset, isRepaired)
  }
}
