/// A style sheet that stands in a file of its own. See Spec §8.3.
package enum StyleSheet {
  /// The part of a style sheet that is read, from its start: larger ones are made to keep readers busy.
  package static let maximumLength = 8 << 20
  /// How many style sheets may import each other in a row; what stands deeper is not looked for.
  package static let maximumDepth = 5

  /// What it shows or imports, in order of first appearance, each address once.
  package static func references(in css: [UInt8]) -> [AssetReference] {
    var collector = AssetCollector()
    for reference in CSSReferences.find(in: css) {
      collector.add(reference.address, target: reference.address, role: reference.role)
    }
    return collector.references
  }
}

/// Finds the addresses that CSS names: `url(…)`, `@import` and the strings of `image-set(…)`, outside comments.
enum CSSReferences {
  struct Reference: Hashable {
    let address: String
    let role: AssetRole
  }

  private static let url = Array("url(".utf8)
  private static let importRule = Array("@import".utf8)

  /// The addresses in order. Linear time; strings are followed so that what they hold is not taken for CSS.
  static func find(in css: [UInt8]) -> [Reference] {
    var found: [Reference] = []
    var index = 0
    var isImport = false
    // How many parentheses are open since `image-set(`, with its own; 0 outside of it.
    var depth = 0
    while index < css.count {
      switch css[index] {
      case UInt8(ascii: "/") where index + 1 < css.count && css[index + 1] == UInt8(ascii: "*"):
        index = css.firstIndex(of: Array("*/".utf8), from: index + 2).map { $0 + 2 } ?? css.count
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let (text, end) = string(in: css, at: index)
        // Deeper ones are media types: `type("image/png")`.
        if isImport || depth == 1 { append(text, isImport: isImport, to: &found) }
        isImport = false
        index = end
      case UInt8(ascii: "i"), UInt8(ascii: "I"):
        let begins = css[index...].startsWithIgnoringCase("image-set(")
        if begins { depth = 1 }
        index += begins ? "image-set(".utf8.count : 1
      case UInt8(ascii: "(") where depth > 0:
        depth += 1
        index += 1
      case UInt8(ascii: ")") where depth > 0:
        depth -= 1
        index += 1
      case UInt8(ascii: "u"), UInt8(ascii: "U"):
        guard css[index...].prefix(4).map(\.lowered) == url else {
          index += 1
          continue
        }
        let (text, end) = address(in: css, at: index + 4)
        append(text, isImport: isImport, to: &found)
        isImport = false
        index = end
      case UInt8(ascii: "@"):
        let rule = css[index...].prefix(importRule.count).map(\.lowered)
        isImport = rule == importRule
        // A name space is a name, whatever it looks like.
        if css[index...].dropFirst().startsWithIgnoringCase("namespace") {
          index = css[index...].firstIndex(of: UInt8(ascii: ";")) ?? css.count
        } else {
          index += isImport ? importRule.count : 1
        }
      case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        isImport = false
        depth = 0
        index += 1
      default: index += 1
      }
    }
    return found
  }

  private static func append(_ text: String, isImport: Bool, to found: inout [Reference]) {
    let address = text.trimmed
    guard !address.isEmpty else { return }
    let role = isImport ? .stylesheet : AssetKind(address: address).map(AssetRole.init) ?? .image
    found.append(Reference(address: address, role: role))
  }

  /// What stands between `url(` and `)`, quoted or not.
  private static func address(in css: [UInt8], at start: Int) -> (String, end: Int) {
    var index = start
    while index < css.count, css[index].isSpace { index += 1 }
    if index < css.count, css[index] == 0x22 || css[index] == 0x27 {
      let (text, end) = string(in: css, at: index)
      return (text, css[end...].firstIndex(of: UInt8(ascii: ")")).map { $0 + 1 } ?? css.count)
    }
    let end = css[index...].firstIndex(of: UInt8(ascii: ")")) ?? css.count
    return (unescaped(css[index..<end]), min(end + 1, css.count))
  }

  private static func string(in css: [UInt8], at start: Int) -> (String, end: Int) {
    let quote = css[start]
    var index = start + 1
    while index < css.count, css[index] != quote, css[index] != 0x0A {
      index += css[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    let end = min(index, css.count)
    return (unescaped(css[(start + 1)..<end]), min(end + 1, css.count))
  }

  /// The text with a backslash before a CSS special character taken out; any other backslash is kept, since
  /// it is more often a Windows path than an escape.
  private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.startsWithIgnoringCase("data:") { return "data:" }
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var output: [UInt8] = []
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      guard byte == UInt8(ascii: "\\"), let next = iterator.next() else {
        output.append(byte)
        continue
      }
      if !Array(" '\"()\\".utf8).contains(next) { output.append(byte) }
      output.append(next)
    }
    return String(decoding: output, as: UTF8.self)
  }
}
