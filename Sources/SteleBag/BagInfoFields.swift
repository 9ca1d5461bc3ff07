/// `bag-info.txt` of a bag of any maker (RFC 8493 §2.2.2): labels and values in order; a label may come more
/// than once. What Stele writes is a ``BagInfo``.
package struct BagInfoFields: Hashable, Sendable {
  package internal(set) var fields: [Field] = []

  package struct Field: Hashable, Sendable {
    package let label: String
    package let value: String
  }

  package init() {}

  /// The values of a label, whose case does not matter (§2.2.2), in order.
  package subscript(_ label: String) -> [String] {
    let wanted = label.lowercased()
    return fields.filter { $0.label.lowercased() == wanted }.map(\.value)
  }
}
