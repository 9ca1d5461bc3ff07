extension JSONText {
  /// Passes over any value, as strictly as ``takeValue(depth:)`` reads it, and makes nothing of it.
  ///
  /// - Returns: Whether the text is in its one form, and nests not too deep.
  package mutating func skipValue(depth: Int = 0) -> Bool {
    if take("null") || takeBool() != nil || takeRawString() != nil || takeInteger() != nil { return true }
    guard depth < Self.maximumDepth else { return false }
    if takesArray() { return takeElements { $0.skipValue(depth: depth + 1) } }
    if takesObject() { return takeMembers { $1.skipValue(depth: depth + 1) } }
    return false
  }

  /// Takes the `{` of an object, if one comes next.
  package mutating func takesObject() -> Bool { take("{") }

  /// Takes the `[` of an array, if one comes next.
  package mutating func takesArray() -> Bool { take("[") }

  /// Takes the members of an object and its `}`: sorted by the bytes of their names, none twice.
  ///
  /// - Parameter body: Takes the value, whose name it is given; `false` if that is in no form that it may have.
  /// - Returns: `false` if the text is in another form.
  package mutating func takeMembers(_ body: (RawString, inout JSONText) -> Bool) -> Bool {
    if take("}") { return true }
    var last: RawString?
    while let name = takeRawString() {
      if let last, !Self.isBefore(last, name) { return false }
      guard take(":"), body(name, &self) else { return false }
      last = name
      if take("}") { return true }
      guard take(",") else { return false }
    }
    return false
  }

  /// Takes the elements of an array and its `]`.
  ///
  /// - Parameter body: Takes an element; `false` if that is in no form that it may have.
  /// - Returns: `false` if the text is in another form.
  package mutating func takeElements(_ body: (inout JSONText) -> Bool) -> Bool {
    if take("]") { return true }
    while body(&self) {
      if take("]") { return true }
      guard take(",") else { return false }
    }
    return false
  }

  private static func isBefore(_ left: RawString, _ right: RawString) -> Bool {
    guard left.hasEscapes || right.hasEscapes else { return left.text.lexicographicallyPrecedes(right.text) }
    return left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
