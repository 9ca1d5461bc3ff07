internal import Glibc

/// The path of a file inside a package, as bytes: names separated by `/`, never a `String`, since two
/// strings that look alike may be two files.
///
/// A value of this type is always safe to join to a folder: it is relative, valid UTF-8, and has no empty
/// name, no `.`, no `..` and no NUL. Paths compare byte by byte. See Spec §3.2.
public struct PackagePath: Hashable, Comparable, Sendable {
  /// The path's bytes.
  public let bytes: [UInt8]

  /// The longest name, in bytes: what common file systems hold.
  public static let maximumNameLength = 255

  /// The longest path, in bytes: what systems open with one call, the NUL behind it not counted.
  public static let maximumLength = 4095

  /// Makes a path from bytes.
  ///
  /// - Throws: What is wrong with the bytes.
  public init(_ bytes: some Collection<UInt8>) throws(PackagePathError) { try self.init(Array(bytes)) }

  /// Makes a path from bytes that stand in an array already.
  package init(_ bytes: [UInt8]) throws(PackagePathError) {
    guard !bytes.isEmpty else { throw .empty }
    guard bytes.count <= Self.maximumLength else { throw .tooLong }
    guard bytes[0] != UInt8(ascii: "/") else { throw .absolute }
    guard !bytes.contains(0) else { throw .containsNUL }
    guard bytes.isUTF8 else { throw .notUTF8 }
    try Self.checkNames(bytes.span)
    self.bytes = bytes
  }

  /// Checks the names between the slashes, without making any of them: a package may have millions of paths.
  private static func checkNames(_ bytes: Span<UInt8>) throws(PackagePathError) {
    var start = 0
    var isDots = true
    for index in 0...bytes.count {
      guard index == bytes.count || bytes[index] == UInt8(ascii: "/") else {
        if bytes[index] != UInt8(ascii: ".") { isDots = false }
        continue
      }
      let count = index - start
      if count == 0 { throw .emptyName }
      if isDots, count <= 2 { throw .dotName }
      if count > maximumNameLength { throw .nameTooLong }
      start = index + 1
      isDots = true
    }
  }

  /// Makes a path from text. See ``init(_:)-(Collection<UInt8>)``.
  public init(_ text: String) throws(PackagePathError) {
    try self.init(Array(text.utf8) as [UInt8])
  }

  /// Bytes that are known to be those of a path.
  package init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// The names between the slashes.
  public var names: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/")) }

  /// The first name.
  package var firstName: ArraySlice<UInt8> { bytes.prefix { $0 != UInt8(ascii: "/") } }

  /// The last name.
  public var lastName: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
  }

  /// The path of the folder that holds this one; `nil` at the top.
  public var parent: PackagePath? {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return PackagePath(unchecked: Array(bytes[..<slash]))
  }

  /// This path with another below it.
  ///
  /// - Throws: ``PackagePathError/tooLong`` if the result is.
  public func appending(_ other: PackagePath) throws(PackagePathError) -> PackagePath {
    guard bytes.count + 1 + other.bytes.count <= Self.maximumLength else { throw .tooLong }
    return PackagePath(unchecked: bytes + [UInt8(ascii: "/")] + other.bytes)
  }

  /// What is left of this path below `folder`; `nil` if it does not stand below it.
  public func relative(to folder: PackagePath) -> PackagePath? {
    guard bytes.count > folder.bytes.count + 1, bytes.starts(with: folder.bytes),
      bytes[folder.bytes.count] == UInt8(ascii: "/")
    else { return nil }
    return PackagePath(unchecked: Array(bytes[(folder.bytes.count + 1)...]))
  }

  /// Whether all bytes are equal.
  public static func == (a: PackagePath, b: PackagePath) -> Bool {
    a.bytes.count == b.bytes.count && order(a, b) == 0
  }

  /// Whether one comes before the other, byte by byte; the beginning of a path comes before it.
  public static func < (a: PackagePath, b: PackagePath) -> Bool {
    order(a, b) < 0
  }

  /// Whether one comes before the other if both end with a `/`: then a path is directly followed by what is below it.
  static func precedesAsFolder(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
    let order = unsafe orderOfBeginnings(a, b)
    if order != 0 { return order < 0 }
    let slash = UInt8(ascii: "/")
    return unsafe a.count < b.count ? slash <= b[a.count] : a.count > b.count && a[b.count] < slash
  }

  /// Less than, equal to or greater than 0, as the paths compare. A package may have millions of them.
  private static func order(_ a: PackagePath, _ b: PackagePath) -> Int {
    unsafe a.bytes.withUnsafeBytes { a in
      unsafe b.bytes.withUnsafeBytes { b in unsafe order(a, b) }
    }
  }

  /// The same of their bytes.
  package static func order(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let order = unsafe orderOfBeginnings(a, b)
    return order == 0 ? a.count - b.count : Int(order)
  }

  /// The same of as many bytes as both have.
  static func orderOfBeginnings(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int32 {
    unsafe memcmp(a.baseAddress!, b.baseAddress!, min(a.count, b.count))
  }
}

extension PackagePath: CustomStringConvertible {
  /// The path as text.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why bytes are not a path inside a package.
public enum PackagePathError: String, Error, Sendable {
  /// There are no bytes.
  case empty = "it is empty"
  /// There are more than ``PackagePath/maximumLength`` bytes.
  case tooLong = "it is longer than 4095 bytes"
  /// A name has more than ``PackagePath/maximumNameLength`` bytes.
  case nameTooLong = "a name in it is longer than 255 bytes"
  /// It begins with `/`.
  case absolute = "it starts with '/'"
  /// There is a NUL.
  case containsNUL = "it holds a NUL byte"
  /// The bytes are not UTF-8.
  case notUTF8 = "it is not valid UTF-8"
  /// A name between two slashes, or the last one, is empty.
  case emptyName = "it has an empty name (two slashes, or one at the end)"
  /// A name is `.` or `..`, which lead elsewhere.
  case dotName = "it has a '.' or '..' as a name"
}
