package import SteleCore

/// One line of a manifest of a package: a digest and a path in the bag. See Spec §7.5.
package struct ManifestLine: Hashable, Sendable {
  /// The digest in lower-case hexadecimal.
  package let digest: [UInt8]
  package let path: PackagePath

  package init(digest: some Sequence<UInt8>, path: PackagePath) {
    self.digest = Array(digest)
    self.path = path
  }

  package init(_ digest: Digest, _ path: PackagePath) {
    self.init(digest: digest.hexDigits, path: path)
  }

  /// Appends the line's bytes, line feed included.
  package func write(to output: inout [UInt8]) {
    output += digest
    output += [UInt8(ascii: " "), UInt8(ascii: " ")]
    for byte in path.bytes {
      switch byte {
      case UInt8(ascii: "%"): output += "%25".utf8
      case 0x0D: output += "%0D".utf8
      case 0x0A: output += "%0A".utf8
      default: output.append(byte)
      }
    }
    output.append(0x0A)
  }

  /// Reads a line without its line feed, in the one form that a writer may give it.
  ///
  /// - Parameter digestLength: Hexadecimal digits of the digest.
  /// - Throws: `E305` for another form, `E207` for a path that no package can hold.
  package init(_ line: ArraySlice<UInt8>, digestLength: Int = 64) throws(BagError) {
    let digest = line.prefix(digestLength)
    guard digest.count == digestLength, Hex.areLowerCase(digest),
      line.dropFirst(digestLength).prefix(2).elementsEqual("  ".utf8)
    else {
      throw BagError(
        .manifestLine, "the line is not \(digestLength) lower-case hexadecimal digits, two spaces and a path")
    }
    self.digest = Array(digest)
    guard line.count > digestLength + 2, let bytes = Self.decodePath(line.dropFirst(digestLength + 2)) else {
      throw BagError(
        .manifestLine, "the path is empty, or '%', CR or LF in it is not written as %25, %0D or %0A")
    }
    do throws(PackagePathError) {
      path = try PackagePath(bytes)
    } catch {
      throw BagError(.pathUnsafe, "the path in the line is refused: \(error.rawValue)")
    }
  }

  /// Whether a path does not stand in a line as it is: hardly any name holds what is encoded.
  static func isEncoded(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains { $0 == UInt8(ascii: "%") || $0 == 0x0D || $0 == 0x0A }
  }

  /// The path that stands in a line; `nil` if it is not in the one form that it may have.
  static func decodePath(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard isEncoded(text) else { return Array(text) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let code = rest.prefix(2)
        if code.elementsEqual("25".utf8) {
          bytes.append(UInt8(ascii: "%"))
        } else if code.elementsEqual("0D".utf8) {
          bytes.append(0x0D)
        } else if code.elementsEqual("0A".utf8) {
          bytes.append(0x0A)
        } else {
          return nil
        }
        rest = rest.dropFirst(2)
      case 0x0D, 0x0A: return nil
      default: bytes.append(byte)
      }
    }
    return bytes
  }
}

/// A rule of the bag that does not hold.
package struct BagError: Error, Hashable, Sendable {
  package let code: RuleCode
  package let message: String

  package init(_ code: RuleCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
