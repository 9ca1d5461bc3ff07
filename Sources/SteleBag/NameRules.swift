internal import SteleCore

/// What other systems and stock tools stumble over in one name or one path. See Spec §7.8.
enum NameRules {
  typealias Report = (_ code: RuleCode, _ message: String) -> Void

  /// Checks one name of a path.
  static func check(_ name: ArraySlice<UInt8>, _ report: Report) {
    var controls: [Unicode.Scalar] = []
    var hidden: [Unicode.Scalar] = []
    var reserved: [Unicode.Scalar] = []
    if name.contains(where: { !isPlain($0) }) {
      for scalar in String(decoding: name, as: UTF8.self).unicodeScalars {
        if isControl(scalar) { controls.append(scalar) }
        if isMisleading(scalar) { hidden.append(scalar) }
        if let byte = UInt8(exactly: scalar.value), WindowsName.isReserved(byte) { reserved.append(scalar) }
      }
    }
    if !controls.isEmpty {
      report(.nameControl, "it holds \(codes(controls)), which terminals obey and Windows may refuse")
    }
    if let device = WindowsName.device(name) {
      report(.nameReserved, "Windows keeps the name '\(device)', with any ending, for a device")
    }
    if !reserved.isEmpty {
      report(.nameReserved, "Windows allows no \(characters(reserved)) in names")
    }
    if WindowsName.losesEnd(name) {
      report(.nameEnding, "Windows drops the dots and spaces that a name ends in")
    }
    if !CanonicalText.isComposed(Array(name)) {
      report(
        .nameNotComposed,
        "it is not in Unicode's Normalisation Form C; some file systems change it, and so does bsdtar if it is"
          + " too long for a tar header")
    }
    if !hidden.isEmpty {
      report(
        .nameMisleading, "it holds \(codes(hidden)), which cannot be seen and may make it read otherwise")
    }
  }

  /// Checks the path of a file, as it stands in a line of a manifest.
  static func checkListed(_ path: PackagePath, _ report: Report) {
    let bytes = path.bytes
    if bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == 0x0A || $0 == 0x0D }) {
      let hasPercent = bytes.contains(UInt8(ascii: "%"))
      report(
        .nameEncoded,
        "manifests have \(encodings(bytes)) in it, as BagIt wants it, but sha256sum"
          + (hasPercent ? " and bagit-python do not undo that and do" : " does not undo that and does")
          + " not find the file")
    }
    // Only these can begin or be white space or a line separator.
    guard bytes.contains(where: { $0 < 0x20 || $0 >= 0x80 }) || bytes.last == 0x20 else { return }
    let scalars = path.description.unicodeScalars
    if let last = scalars.last, isStripped(last) {
      report(
        .nameWhiteSpace,
        "it ends in white space (\(codes([last]))), which bagit-python cuts off, so that it does not find the file"
      )
    } else if let separator = scalars.first(where: isLineSeparator) {
      report(
        .nameWhiteSpace,
        "bagit-python takes \(codes([separator])) in it for the end of a line, and does not find the file")
    }
  }

  /// Whether a byte is harmless in a name wherever it stands, alone or as part of a character.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && !WindowsName.isReserved(byte)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }

  /// What turns the direction of text, and spaces of no width. Joiners are not among them: scripts and emoji
  /// need them.
  private static func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// What Python's `str.strip` cuts off; CR and LF are encoded, so that it does not see them.
  private static func isStripped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D: false
    case 0x1C...0x1F: true
    default: scalar.properties.isWhitespace
    }
  }

  /// Where Python's `str.splitlines` ends a line, CR and LF aside.
  private static func isLineSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0B, 0x0C, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func encodings(_ bytes: [UInt8]) -> String {
    let forms: [(UInt8, String)] = [
      (UInt8(ascii: "%"), "%25 for '%'"), (0x0D, "%0D for CR"), (0x0A, "%0A for LF"),
    ]
    return forms.filter { bytes.contains($0.0) }.map(\.1).joined(separator: " and ")
  }

  private static func codes(_ scalars: [Unicode.Scalar]) -> String {
    distinct(scalars).map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }.joined(separator: " ")
  }

  private static func characters(_ scalars: [Unicode.Scalar]) -> String {
    distinct(scalars).map { "'\($0)'" }.joined(separator: " ")
  }

  private static func distinct(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] { Set(scalars).sorted() }
}
