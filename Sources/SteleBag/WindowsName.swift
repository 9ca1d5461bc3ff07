/// What Windows reserves in the names of files, on every one of its file systems.
package enum WindowsName {
  private static let devices: Set<String> = {
    let ports = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "\u{B9}", "\u{B2}", "\u{B3}"]
    return Set(
      ["con", "prn", "aux", "nul", "conin$", "conout$"]
        + ["com", "lpt"].flatMap { stem in ports.map { stem + $0 } })
  }()

  /// The longest device's name, in bytes.
  private static let longestDevice = 7

  /// The device that a name means there: whatever follows a dot does not count, and no spaces before it.
  package static func device(_ name: ArraySlice<UInt8>) -> String? {
    var stem = name.prefix { $0 != UInt8(ascii: ".") }
    while stem.last == UInt8(ascii: " ") { stem.removeLast() }
    guard (3...longestDevice).contains(stem.count) else { return nil }
    let text = String(decoding: stem, as: UTF8.self)
    return devices.contains(text.lowercased()) ? text : nil
  }

  /// Whether no name there may hold the character; control characters aside.
  static func isReserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "|"),
      UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  /// Whether a name there loses its end.
  static func losesEnd(_ name: ArraySlice<UInt8>) -> Bool {
    name.last == UInt8(ascii: ".") || name.last == UInt8(ascii: " ")
  }
}
