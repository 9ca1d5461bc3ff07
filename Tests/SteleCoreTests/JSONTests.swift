import SteleCore
import Testing

@Suite("JSON in its one form (Spec §8.1)")
struct JSONTests {
  /// The same text to Swift, in two normalisation forms.
  let composed = "\u{E9}"
  let decomposed = "e\u{301}"

  func value(_ text: String) -> JSONValue? { JSONValue(canonical: Array(text.utf8)[...]) }

  @Test("Names that differ in normalisation form alone are two members")
  func names() throws {
    let text = "{\"\(decomposed)\":1,\"\(composed)\":2}"
    let read = try #require(value(text))
    #expect(read.object?[decomposed]?.integer == 1 && read.object?[composed]?.integer == 2)
    #expect(read.canonicalBytes == Array(text.utf8))
    var made: JSONObject = [composed: .integer(2)]
    #expect(made[decomposed] == nil)
    made[decomposed] = .integer(1)
    #expect(JSONValue.object(made).canonicalBytes == Array(text.utf8))
    made[composed] = nil
    #expect(made.members.map(\.value) == [.integer(1)])
  }

  @Test("Values that differ in normalisation form alone are two values")
  func values() {
    #expect(JSONValue.string(composed) != .string(decomposed))
    #expect(JSONValue.object([composed: .null]) != .object([decomposed: .null]))
    #expect(JSONValue.array([.string(composed)]) == .array([.string(composed)]))
  }

  @Test(
    "An object whose names are not sorted by their bytes, or of which one stands twice, is refused",
    arguments: [
      #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}",
      "{\"\u{1F600}\":1,\"\u{FFFF}\":1}",
    ])
  func unsorted(text: String) {
    #expect(value(text) == nil)
  }

  @Test("Members come out sorted by their bytes, in whatever order they went in")
  func sorted() {
    var object: JSONObject = ["b": .null, "": .bool(true), "\u{FFFF}": .integer(1)]
    for name in ["a", "\u{1F600}", "ab", "A"] { object[name] = .string(name) }
    #expect(object.members.map(\.name) == ["", "A", "a", "ab", "b", "\u{FFFF}", "\u{1F600}"])
    object["b"] = .integer(2)
    #expect(object["b"] == .integer(2) && object.members.count == 7)
  }
}
