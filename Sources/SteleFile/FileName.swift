internal import SteleCore

/// The name of one thing in a folder: bytes, not empty, without `/` and NUL, neither `.` nor `..`.
///
/// So a name can never lead out of its folder. It need not be valid UTF-8: file systems hold names that are
/// not. Whether it is too long (past 255 bytes, mostly) the file system says.
package struct FileName: Hashable, Comparable, Sendable {
  package let bytes: [UInt8]

  /// Makes a name from bytes; `nil` if they are not one name.
  package init?(_ bytes: some Collection<UInt8>) {
    guard !bytes.isEmpty, !bytes.elementsEqual(".".utf8), !bytes.elementsEqual("..".utf8),
      !bytes.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
    else { return nil }
    self.bytes = Array(bytes)
  }

  /// Makes a name from text; `nil` if it is not one name.
  package init?(_ text: String) { self.init(Array(text.utf8)) }

  package static func < (a: FileName, b: FileName) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension FileName: CustomStringConvertible {
  package var description: String { String(readable: bytes) }
}

extension PackagePath {
  /// The names of the path, first the outermost folder's; there is at least one.
  package var fileNames: [FileName] { names.map { FileName($0)! } }

  /// The last of the names.
  package var lastFileName: FileName { FileName(lastName)! }
}
