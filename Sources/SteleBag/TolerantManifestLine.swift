internal import SteleCore

/// One line of a manifest of any maker, taken apart. What Stele writes is a ``ManifestLine``.
struct TolerantManifestLine {
  let entry: Manifest.Entry
  let quirks: Quirks

  /// How a line differs from what Stele writes, though its meaning is plain.
  struct Quirks: OptionSet, Hashable {
    let rawValue: Int
    static let ending = Quirks(rawValue: 1)
    static let upperCase = Quirks(rawValue: 2)
    static let separator = Quirks(rawValue: 4)
    static let asterisk = Quirks(rawValue: 8)
    static let dotSlash = Quirks(rawValue: 16)
    static let percent = Quirks(rawValue: 32)
    static let backslash = Quirks(rawValue: 64)

    /// All of them, with what a line has that has them.
    static let descriptions: [(Quirks, String)] = [
      (.ending, "another end than LF"),
      (.upperCase, "upper-case hex digits"),
      (.separator, "other white space before the path than two spaces"),
      (.asterisk, "a '*' before the path, as sha256sum -b writes"),
      (.dotSlash, "'./' before the path"),
      (.percent, "a '%' that is not written %25"),
      (.backslash, "a backslash in the path, which Windows takes for the end of a folder's name"),
    ]
  }

  enum Fault: Error, Hashable {
    case noChecksum
    case checksumLength(Int)
    case noPath
    case unsafe(UnsafePath, path: String)
  }

  /// Reads a line that is not blank.
  init(_ line: TagLine, _ scope: ManifestScope, _ algorithm: ChecksumAlgorithm) throws(Fault) {
    var quirks: Quirks = line.ending == .lf ? [] : .ending
    let digits = line.bytes.prefix { !$0.isBlank }
    guard let bytes = Hex.decode(digits), !bytes.isEmpty else { throw .noChecksum }
    guard let checksum = Checksum(algorithm, bytes: bytes) else { throw .checksumLength(bytes.count) }
    if digits.contains(where: { (0x41...0x46).contains($0) }) { quirks.insert(.upperCase) }

    let rest = line.bytes[digits.endIndex...]
    let separator = rest.prefix(while: \.isBlank)
    if !separator.elementsEqual([0x20, 0x20]) { quirks.insert(.separator) }
    var text = rest[separator.endIndex...]
    if text.first == UInt8(ascii: "*") {
      text = text.dropFirst()
      quirks.insert(.asterisk)
    }
    while text.starts(with: "./".utf8) {
      text = text.dropFirst(2)
      quirks.insert(.dotSlash)
    }
    if text.isEmpty { throw .noPath }

    let (decoded, isCanonical) = ManifestPath.decode(text)
    if !isCanonical { quirks.insert(.percent) }
    if decoded.contains(UInt8(ascii: "\\")) { quirks.insert(.backslash) }
    do throws(UnsafePath) {
      let path = try PackagePath(listed: decoded, scope: scope)
      let literal = decoded.elementsEqual(text) ? nil : try? PackagePath(listed: Array(text), scope: scope)
      entry = Manifest.Entry(path, checksum, literalPath: literal)
    } catch {
      throw .unsafe(error, path: String(readable: text))
    }
    self.quirks = quirks
  }
}

extension TolerantManifestLine.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .noChecksum: "it does not begin with a checksum in hex digits"
    case .checksumLength(let count): "its checksum is of \(count) bytes, which is not the algorithm's length"
    case .noPath: "it has no path behind the checksum"
    case .unsafe(let reason, let path): "the path '\(path)' is refused: \(reason)"
    }
  }
}
