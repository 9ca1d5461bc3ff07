/// A name as it is to be typed in a shell, for commands that the user is told to give.
enum ShellWord {
  /// The name, in quotes where it needs them; as one word, whatever it holds.
  static func quoted(_ name: String) -> String {
    // What begins with a dash would be an option.
    let name = name.hasPrefix("-") ? "./" + name : name
    if !name.isEmpty, name.utf8.allSatisfy(isPlain) { return name }
    if Diagnostics.shown(name) == name {
      return "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
        + "'"
    }
    // Bytes that must not reach the terminal, as bash, zsh and POSIX.1-2024 take them.
    return "$'" + name.utf8.map(escaped).joined() + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "%+,-./:=@_".utf8.contains(byte)
    }
  }

  private static func escaped(_ byte: UInt8) -> String {
    if isPlain(byte) || byte == 0x20 { return String(UnicodeScalar(byte)) }
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
