/// A text that is equal to another only if all bytes are: to `String`, texts are equal that differ in Unicode's
/// normalisation form alone, and two files may have names that differ in no more. Sorts by bytes. See Spec §3.2.
package struct ExactText: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  package static func < (a: ExactText, b: ExactText) -> Bool {
    a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    // Ends it, so that two texts behind each other are not one.
    hasher.combine(0xFF as UInt8)
  }
}
