package import SteleCore

/// How a path is read in manifests and in `fetch.txt` of any maker (RFC 8493 §2.1.3): `%25`, `%0D` and `%0A`
/// stand for `%`, CR and LF, everything else for itself.
enum ManifestPath {
  /// The bytes that a line's text stands for, and whether Stele would write the same text.
  ///
  /// A `%` before anything else stands for itself: before 1.0 nobody had to encode it.
  static func decode(_ text: ArraySlice<UInt8>) -> (bytes: [UInt8], isCanonical: Bool) {
    guard text.contains(UInt8(ascii: "%")) else { return (Array(text), true) }
    var bytes: [UInt8] = []
    var isCanonical = true
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(readable: rest.prefix(2))
      switch digits.uppercased() {
      case "25": bytes.append(UInt8(ascii: "%"))
      case "0D": bytes.append(0x0D)
      case "0A": bytes.append(0x0A)
      default:
        bytes.append(byte)
        isCanonical = false
        continue
      }
      if digits != digits.uppercased() { isCanonical = false }
      rest = rest.dropFirst(2)
    }
    return (bytes, isCanonical)
  }
}

/// What a file list speaks of, which decides where its paths may lead.
package enum ManifestScope: Hashable, Sendable {
  /// Files below `data/`.
  case payload
  /// All other files of the bag.
  case tags
}

/// Why a path in a file list is not taken (RFC 8493 §5.1): on some system it leads out of the bag, or out of
/// the part of the bag that the list is for. Refused on every system, since a bag travels.
package enum UnsafePath: Error, Hashable, Sendable, CustomStringConvertible {
  case malformed(PackagePathError)
  case home
  case drive
  case backslash
  case outsidePayload

  package var description: String {
    switch self {
    case .malformed(let error): error.rawValue
    case .home: "it begins with '~', which some shells read as a user's folder"
    case .drive: "it begins with a drive letter, which leads out of the bag on Windows"
    case .backslash: "its backslashes lead out of the bag on Windows"
    case .outsidePayload: "it does not stand below 'data/'"
    }
  }
}

extension PackagePath {
  /// Makes a path of a file list's, if it stays where it must on every system.
  package init(listed bytes: [UInt8], scope: ManifestScope) throws(UnsafePath) {
    do throws(PackagePathError) {
      try self.init(bytes)
    } catch {
      throw .malformed(error)
    }
    if bytes.first == UInt8(ascii: "~") { throw .home }
    if bytes.count > 1, bytes[1] == UInt8(ascii: ":"), bytes[0].isASCIILetter { throw .drive }
    if bytes.contains(UInt8(ascii: "\\")) {
      let names = bytes.split(omittingEmptySubsequences: false) {
        $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "/")
      }
      // A backslash in the name of a payload file is legal where it is no separator; what is not, there or
      // elsewhere, is to climb with it, and the tag files' names have no use for one.
      if scope == .tags || bytes.first == UInt8(ascii: "\\")
        || names.contains(where: { $0.elementsEqual("..".utf8) })
      {
        throw .backslash
      }
    }
    if scope == .payload, !bytes.starts(with: "data/".utf8) { throw .outsidePayload }
  }
}

extension UInt8 {
  fileprivate var isASCIILetter: Bool { (0x41...0x5A).contains(self & 0xDF) }
}
