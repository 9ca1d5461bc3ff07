internal import Glibc
internal import SteleCore

/// Sees that a tag file is text as it must be, as its bytes come. See Spec §7.1.
package struct TagTextCheck: Sendable {
  private var count = 0
  private var hasMark = true
  private var isUTF8 = true
  private var hasReturns = false
  private var last: UInt8 = 0x0A
  /// The beginning of a character that is not complete yet.
  private var carried: [UInt8] = []

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  package init() {}

  /// Takes more bytes.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    guard let first = bytes.first else { return }
    if count < Self.mark.count {
      for (byte, expected) in zip(bytes, Self.mark.dropFirst(count)) where byte != expected {
        hasMark = false
      }
    }
    if last == 0x0D, first == 0x0A { hasReturns = true }
    if !hasReturns { hasReturns = Self.holdsReturn(bytes) }
    last = bytes.last!
    count += bytes.count
    if isUTF8 { checkCharacters(carried.isEmpty ? bytes : (carried + bytes)[...]) }
  }

  private static func holdsReturn(_ bytes: ArraySlice<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBytes { bytes in
      let base = bytes.baseAddress!
      var start = 0
      while start < bytes.count - 1,
        let found = unsafe memchr(base + start, 0x0D, bytes.count - 1 - start)
      {
        start = unsafe UnsafeRawPointer(found) - base + 1
        if unsafe bytes[start] == 0x0A { return true }
      }
      return false
    }
  }

  private mutating func checkCharacters(_ bytes: ArraySlice<UInt8>) {
    let end = bytes.endIndex - Self.openLength(bytes)
    isUTF8 = bytes[..<end].isUTF8
    carried = Array(bytes[end...])
  }

  /// Bytes at the end that begin a character without completing it.
  private static func openLength(_ bytes: ArraySlice<UInt8>) -> Int {
    for (back, byte) in zip(1...3, bytes.reversed()) where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > back ? back : 0
    }
    return 0
  }

  /// What is wrong with the text; `nil` if nothing is. An empty file is well.
  package var problem: String? {
    if count == 0 { return nil }
    if count >= Self.mark.count, hasMark { return "begins with a byte-order mark" }
    if !isUTF8 || !carried.isEmpty { return "is not valid UTF-8" }
    if hasReturns { return "has lines that end with CR LF" }
    return last == 0x0A ? nil : "does not end with a line feed"
  }
}
