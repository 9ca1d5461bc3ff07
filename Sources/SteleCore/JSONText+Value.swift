extension JSONText {
  /// How deep arrays and objects may stand in each other, the line's own object counted. See Spec §8.1.
  package static let maximumDepth = 64

  /// Takes any value, in its one form: members sorted by the bytes of their names, none twice.
  ///
  /// - Returns: `nil` if the text is in another form, or nests too deep.
  package mutating func takeValue(depth: Int = 0) -> JSONValue? {
    if take("null") { return .null }
    if let value = takeBool() { return .bool(value) }
    if let value = takeInteger() { return .integer(value) }
    if let bytes = takeString() { return .string(String(decoding: bytes, as: UTF8.self)) }
    guard depth < Self.maximumDepth else { return nil }
    if take("[") { return takeArray(depth + 1) }
    if take("{") { return takeObject(depth + 1) }
    return nil
  }

  private mutating func takeArray(_ depth: Int) -> JSONValue? {
    var values: [JSONValue] = []
    if take("]") { return .array(values) }
    while let value = takeValue(depth: depth) {
      values.append(value)
      if take("]") { return .array(values) }
      guard take(",") else { return nil }
    }
    return nil
  }

  private mutating func takeObject(_ depth: Int) -> JSONValue? {
    var object = JSONObject()
    if take("}") { return .object(object) }
    while let name = takeString() {
      guard take(":"), let value = takeValue(depth: depth),
        object.append(String(decoding: name, as: UTF8.self), value)
      else { return nil }
      if take("}") { return .object(object) }
      guard take(",") else { return nil }
    }
    return nil
  }
}

extension JSONValue {
  /// Reads a text that holds one value in its one form, and nothing else. See Spec §8.1.
  package init?(canonical text: ArraySlice<UInt8>) {
    var reader = JSONText(text)
    guard let value = reader.takeValue(), reader.isAtEnd else { return nil }
    self = value
  }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
}
