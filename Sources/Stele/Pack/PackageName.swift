import SteleCore

/// The name of the folder in a package. See Spec §5.1.
enum PackageName {
  static let maximumLength = 80

  /// - Throws: ``SteleError/Code/usage`` if no package can have the name.
  static func check(_ name: String) throws -> String {
    let bytes = Array(name.utf8)
    guard bytes.count <= maximumLength, !bytes.contains(UInt8(ascii: "/")),
      !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }), (try? PackagePath(bytes)) != nil
    else {
      throw SteleError(
        .usage,
        "'\(name)' cannot be a package's name: use 1 to \(maximumLength) bytes without '/' and control characters"
      )
    }
    return name
  }

  /// A name made of a source's: what cannot stand in one becomes `_`, and too long an end is cut off.
  static func suggestion(_ source: String?) -> String {
    var scalars = String.UnicodeScalarView()
    var length = 0
    for scalar in (source ?? "package").unicodeScalars {
      let kept = scalar.value < 0x20 || scalar.value == 0x7F || scalar == "/" ? "_" : scalar
      length += String(kept).utf8.count
      if length > maximumLength { break }
      scalars.append(kept)
    }
    let name = String(scalars)
    return (try? PackagePath(name)) == nil ? "package" : name
  }
}
