import SteleArticle
import SteleBag
import SteleCore

/// Gives captured files their paths: one folder a host, readable names from the address, safe on every system,
/// and no two alike after case folding and normalisation. See Spec §8.4.
///
/// The path of an address depends on the addresses before it alone.
struct CapturePaths {
  /// The folder that all of them lie in, below `data/`.
  let folder: PackagePath
  /// What stands under each path that was given out, by its caseless spelling.
  private var taken: [[UInt8]: (bytes: [UInt8], isFolder: Bool)] = [:]

  /// A path's folders longer than this are left out, so that name and folders fit any system.
  private static let maximumFolderLength = 512
  /// A name that ends in this and the first digits of a digest tells apart what would be alike.
  private static let mark = UInt8(ascii: "~")

  /// - Parameter names: The first names of the paths that are packed besides: the folder has another one.
  init(besides names: some Sequence<ArraySlice<UInt8>>) {
    let names = Set(names.map { CanonicalText.caseless(Array($0)) })
    var number = 1
    var name = "captured"
    while names.contains(Array(name.utf8)) {
      number += 1
      name = "captured-\(number)"
    }
    folder = try! PackagePath(name)
  }

  /// The path of a file that was made besides the captured ones.
  func path(named name: String) -> PackagePath { try! folder.appending(PackagePath(name)) }

  /// The path for what an address gave.
  ///
  /// - Parameter type: The media type, which gives a name without an extension its own.
  mutating func add(_ address: WebAddress, type: String) -> PackagePath {
    var names = address.path.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false
    ).map(Array.init)
    var name = Self.safe(names.removeLast(), fallback: "index")
    if !name.contains(UInt8(ascii: ".")), let ending = Self.endings[type] { name += ".\(ending)".utf8 }
    if !address.query.isEmpty { name = Self.marked(name, address.query) }
    name = Self.shortened(name)

    var path = folder.bytes
    let host = Self.safe(
      Array(address.authority.utf8.map { $0 == UInt8(ascii: ":") ? 0x5F : $0 }), fallback: "_")
    appendFolder(Self.shortened(host), of: address.authority.utf8, to: &path)
    var prefix = Array(address.authority.utf8)
    for folder in names where !folder.isEmpty {
      prefix += [UInt8(ascii: "/")] + folder
      let name = Self.shortened(Self.safe(folder, fallback: "_"))
      if path.count + name.count < Self.maximumFolderLength { appendFolder(name, of: prefix, to: &path) }
    }
    var candidate = path + [UInt8(ascii: "/")] + name
    var digits = 0
    while taken[CanonicalText.caseless(candidate)] != nil {
      digits += 8
      candidate =
        path + [UInt8(ascii: "/")] + Self.marked(name, Array(address.text.utf8), digits: digits)
    }
    taken[CanonicalText.caseless(candidate)] = (candidate, false)
    return try! PackagePath(candidate)
  }
  /// Goes into a folder of this name, or of one like it if a file or another spelling has the name.
  private mutating func appendFolder(
    _ name: [UInt8], of prefix: some Collection<UInt8>, to path: inout [UInt8]
  ) {
    var candidate = path + [UInt8(ascii: "/")] + name
    var digits = 0
    while let other = taken[CanonicalText.caseless(candidate)] {
      if other.isFolder, other.bytes == candidate { break }
      digits += 8
      candidate = path + [UInt8(ascii: "/")] + Self.marked(name, Array(prefix), digits: digits)
    }
    taken[CanonicalText.caseless(candidate)] = (candidate, true)
    path = candidate
  }

  /// A part of an address as a name: percent-decoded where that gives text, and `_` for what some system
  /// cannot have in a name, or nobody would see.
  private static func safe(_ part: [UInt8], fallback: String) -> [UInt8] {
    let decoded = String(validating: AddressParts.percentDecoded(part), as: UTF8.self)
    var scalars = String.UnicodeScalarView()
    for scalar in (decoded ?? String(decoding: part, as: UTF8.self)).unicodeScalars {
      scalars.append(isSafe(scalar) ? scalar : "_")
    }
    var name = CanonicalText.composed(Array(String(scalars).utf8))
    let blank = Array(". ~".utf8)
    while let first = name.first, first == 0x20 || first == blank[2] { name.removeFirst() }
    while let last = name.last, last == blank[0] || last == blank[1] { name.removeLast() }
    if name.isEmpty { name = Array(fallback.utf8) }
    return WindowsName.device(name[...]) == nil ? name : [UInt8(ascii: "_")] + name
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      // `%` because manifests encode it, and bagit-python then misses the file.
      return scalar.value >= 0x20 && scalar.value < 0x7F && !"<>:\"/|?*\\%".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse, .surrogate,
      .unassigned:
      return false
    default: return true
    }
  }

  /// The name with the first digits of a digest before its extension.
  private static func marked(_ name: [UInt8], _ text: [UInt8], digits: Int = 8) -> [UInt8] {
    let (stem, ending) = parts(name)
    let digest = Digest(hashing: text).hex.utf8.prefix(digits)
    return shortened(stem, [mark] + digest + ending)
  }

  private static func shortened(_ name: [UInt8]) -> [UInt8] {
    let (stem, ending) = parts(name)
    guard name.count > maximumNameLength else { return name }
    return shortened(stem, [mark] + Digest(hashing: name).hex.utf8.prefix(8) + ending)
  }

  private static let maximumNameLength = 255

  /// A stem cut off, never within a character, so that its end fits.
  private static func shortened(_ stem: [UInt8], _ end: [UInt8]) -> [UInt8] {
    var stem = stem.prefix(max(0, maximumNameLength - end.count))
    while !stem.isEmpty, String(validating: stem, as: UTF8.self) == nil { stem.removeLast() }
    return stem + end
  }

  /// A name's stem and its extension of at most 16 bytes, with the dot.
  private static func parts(_ name: [UInt8]) -> (stem: [UInt8], ending: [UInt8]) {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0, name.count - dot <= 17 else {
      return (name, [])
    }
    return (Array(name[..<dot]), Array(name[dot...]))
  }

  /// What a name without an extension gets, so that a click opens the file.
  private static let endings = [
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif",
    "image/svg+xml": "svg", "application/pdf": "pdf", "text/css": "css", "text/html": "html",
    "font/woff2": "woff2", "font/woff": "woff", "video/mp4": "mp4", "audio/mpeg": "mp3",
  ]
}
