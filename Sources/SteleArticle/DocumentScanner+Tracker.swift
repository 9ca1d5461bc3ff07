extension DocumentScanner {
  /// Whether a picture is one that nobody can see: width and height of at most one pixel, by attribute or by
  /// style. One of the two is enough if the other is not given.
  static func isTracker(_ attributes: [HTMLAttribute]) -> Bool {
    var width: Int?
    var height: Int?
    for attribute in attributes {
      switch attribute.name {
      case .width: width = pixels(attribute.value) ?? width
      case .height: height = pixels(attribute.value) ?? height
      case .style:
        for declaration in attribute.value.split(separator: ";") {
          let parts = declaration.split(separator: ":", maxSplits: 1)
          guard parts.count == 2 else { continue }
          switch parts[0].trimmed.lowercased() {
          case "width": width = pixels(parts[1]) ?? width
          case "height": height = pixels(parts[1]) ?? height
          default: break
          }
        }
      default: break
      }
    }
    guard width != nil || height != nil else { return false }
    return (width ?? 0) <= 1 && (height ?? 0) <= 1
  }

  /// A length in pixels, with or without the unit; `nil` for percentages and other units.
  private static func pixels(_ text: some StringProtocol) -> Int? {
    var text = text.trimmed.lowercased()
    if let important = text.firstIndex(of: "!") { text = String(text[..<important]).trimmed }
    if text.hasSuffix("px") { text = String(text.dropLast(2)).trimmed }
    guard let value = Double(text), value >= 0, value < 100_000 else { return nil }
    return Int(value.rounded(.up))
  }
}
