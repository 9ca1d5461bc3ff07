import SteleCore

/// Whether a pax record gives a name. See Spec §5.3.
enum PaxNeed {
  case never, possible, always

  /// - Parameter isChosen: What the writer chose, where it may.
  func isMet(_ isChosen: Bool) -> Bool {
    switch self {
    case .never: false
    case .possible: isChosen
    case .always: true
    }
  }
}

/// How a path stands in the name and prefix fields of a header. See Spec §5.3.
struct TarName {
  let name: [UInt8]
  let prefix: [UInt8]
  let record: PaxNeed

  private static let slash = UInt8(ascii: "/")

  /// - Parameters:
  ///   - path: The path in the tar, a folder's with `/` at its end.
  ///   - topFolder: The name of the package's folder.
  init(_ path: [UInt8], topFolder: ArraySlice<UInt8>) {
    let hasNonASCII = path.contains { $0 > 0x7F }
    if path.count <= 100 {
      (name, prefix, record) = (path, [], hasNonASCII ? .possible : .never)
      return
    }
    // The last slash with at most 155 bytes before it, and something after it.
    let candidates = path.prefix(min(156, path.count - 1))
    if let split = candidates.lastIndex(of: Self.slash), path.count - split - 1 <= 100 {
      (name, prefix) = (Array(path[(split + 1)...]), Array(path[..<split]))
      record = hasNonASCII ? .possible : .never
    } else {
      (name, prefix, record) = (Self.standIn(path, topFolder), [], .always)
    }
  }

  static func linkName(_ target: PackagePath, topFolder: ArraySlice<UInt8>) -> [UInt8] {
    target.bytes.count <= 100 ? target.bytes : standIn(target.bytes, topFolder)
  }

  static func linkRecord(_ target: PackagePath) -> PaxNeed {
    if target.bytes.count > 100 { return .always }
    return target.bytes.contains { $0 > 0x7F } ? .possible : .never
  }

  private static func standIn(_ path: [UInt8], _ topFolder: ArraySlice<UInt8>) -> [UInt8] {
    Array(topFolder) + Array("/~".utf8) + Array(Digest(hashing: path).hex.utf8.prefix(16))
  }
}

extension TarEntry {
  /// Whether its path or its target does not fit the header's fields, so that a program that passes over pax
  /// headers sees a stand-in. See Spec §5.3.
  package var hasStandIn: Bool {
    if case .link(let target) = kind, TarName.linkRecord(target) == .always { return true }
    return TarName(headerPath, topFolder: path.firstName).record == .always
  }
}
