internal import SteleCore

/// An address, cut as far as finding its file needs.
package struct AddressParts: Hashable {
  enum Place: Hashable {
    /// Host and path, the host in lower case: `host/path?query`.
    case remote([UInt8])
    /// A path from the site's root, without the slash before it.
    case root([UInt8])
    /// A path from the article's folder.
    case relative([UInt8])
    /// A scheme that names no file here.
    case unsupported
  }

  let place: Place

  private init(_ place: Place) { self.place = place }

  init(_ address: String) {
    // Tabs and line ends in an address mean nothing (URL Standard); neither do quotes around it.
    var bytes = address.utf8.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }[...]
    for wrapper in ["\\\"", "\"", "'", "\\'"] {
      if bytes.starts(with: wrapper.utf8) { bytes = bytes.dropFirst(wrapper.utf8.count) }
      if bytes.reversed().starts(with: wrapper.utf8.reversed()) { bytes = bytes.dropLast(wrapper.utf8.count) }
    }
    while bytes.first == 0x20 { bytes.removeFirst() }
    while bytes.last == 0x20 { bytes.removeLast() }
    let slash = UInt8(ascii: "/")
    if let (scheme, rest) = URLScheme.split(bytes) {
      let rest = rest.map { $0 == UInt8(ascii: "\\") ? slash : $0 }
      guard ["http", "https", "ftp"].contains(scheme), rest.starts(with: "//".utf8) else {
        // `notes: a.png` is a file's name with a colon, and `C:\a.png` is someone's disk.
        let isName = !rest.starts(with: "/".utf8) && rest.first == 0x20
        place = isName ? .relative(Array(bytes)) : .unsupported
        return
      }
      place = .remote(Self.withLowerHost(rest.dropFirst(2)))
    } else if bytes.starts(with: "//".utf8) || bytes.starts(with: "\\\\".utf8) {
      place = .remote(Self.withLowerHost(bytes.dropFirst(2)))
    } else if bytes.first == slash || bytes.first == UInt8(ascii: "\\") {
      place = .root(Array(bytes.dropFirst()))
    } else {
      place = .relative(Array(bytes))
    }
  }

  private static func withLowerHost(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
    return bytes[..<end].map(\.lowered) + bytes[end...]
  }

  /// This address as seen from a page whose base address is `base`.
  func joined(to base: AddressParts) -> AddressParts {
    switch (place, base.place) {
    case (.relative(let path), .relative(let folder)):
      return AddressParts(.relative(Self.folder(of: folder) + path))
    case (.relative(let path), .root(let folder)): return AddressParts(.root(Self.folder(of: folder) + path))
    case (.relative(let path), .remote(let address)):
      var folder = Self.folder(of: address)
      if !folder.contains(UInt8(ascii: "/")) { folder = address + [UInt8(ascii: "/")] }
      let host = folder.prefix { $0 != UInt8(ascii: "/") } + [UInt8(ascii: "/")]
      let full = Self.resolved(Array(folder[host.count...]) + path)
      return AddressParts(.remote(host + full))
    case (.root(let path), .remote(let address)):
      let host = address.prefix { $0 != UInt8(ascii: "/") }
      return AddressParts(.remote(host + [UInt8(ascii: "/")] + path))
    default: return self
    }
  }

  /// An address up to its last slash, query and fragment left out.
  private static func folder(of address: [UInt8]) -> [UInt8] {
    let path = address.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [] }
    return Array(path[...slash])
  }

  private static func resolved(_ path: [UInt8]) -> [UInt8] {
    Array(names(path[...]).joined(separator: [UInt8(ascii: "/")]))
  }

  /// The names of a path with `.` and `..` worked out; above the root is the root, as in browsers.
  private static func names(_ path: ArraySlice<UInt8>, below start: [ArraySlice<UInt8>] = []) -> [ArraySlice<
    UInt8
  >] {
    var names = start
    for name in path.split(separator: UInt8(ascii: "/")) {
      if name.elementsEqual("..".utf8) {
        _ = names.popLast()
      } else if !name.elementsEqual(".".utf8) {
        names.append(name)
      }
    }
    return names
  }

  /// The path below a folder; `nil` if it is none, or the folder itself.
  static func path(of spelling: [UInt8], below folder: PackagePath?) -> PackagePath? {
    let names = names(spelling[...], below: folder?.names ?? [])
    guard !names.isEmpty, !spelling.isEmpty, spelling.last != UInt8(ascii: "/") else { return nil }
    return try? PackagePath(Array(names.joined(separator: [UInt8(ascii: "/")])))
  }

  /// A relative path without the `./` and `../` it starts with.
  static func withoutLeadingDots(_ path: [UInt8]) -> ArraySlice<UInt8> {
    var rest = path[...]
    while rest.starts(with: "./".utf8) || rest.starts(with: "../".utf8) {
      rest = rest.dropFirst(rest.starts(with: "./".utf8) ? 2 : 3)
    }
    return rest
  }

  /// The spellings of a path to try, in order: as written; without the fragment; without the query; each
  /// percent-decoded after that; each with backslashes as slashes.
  static func spellings(of path: ArraySlice<UInt8>) -> [[UInt8]] {
    var cut = [Array(path)]
    if let end = path.firstIndex(of: UInt8(ascii: "#")) { cut.append(Array(path[..<end])) }
    if let end = path.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
      cut.append(Array(path[..<end]))
    }
    var spellings: [[UInt8]] = []
    for spelling in cut + cut.map(percentDecoded) where !spellings.contains(spelling) {
      spellings.append(spelling)
    }
    for spelling in spellings where spelling.contains(UInt8(ascii: "\\")) {
      spellings.append(spelling.map { $0 == UInt8(ascii: "\\") ? UInt8(ascii: "/") : $0 })
    }
    return spellings
  }

  package static func percentDecoded(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
    var output: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let value = Hex.decode(bytes[(index + 1)...(index + 2)])?.first
      {
        output.append(value)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return output
  }
}
