import Foundation
import SystemPackage

/// A JSON Schema of draft 2020-12, as far as those in `Spec/schemas` go.
///
/// Written here so that these tests need nothing but Swift. A keyword that it does not know is an error: what
/// it would pass over it must not pass for checked.
struct JSONSchema {
  private let root: JSON

  /// Reads `Spec/schemas/NAME.schema.json`.
  init(named name: String) throws {
    let path = CommandFolder.top.appending("Spec/schemas/\(name).schema.json")
    root = try JSON(String(contentsOfFile: path.string, encoding: .utf8))
  }

  init(_ root: JSON) { self.root = root }

  /// What is wrong with a value, with where; nothing if it fits.
  func problems(_ value: JSON) -> [String] { problems(value, root, "$") }

  private func problems(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    if schema == .bool(true) { return [] }
    if schema == .bool(false) { return ["\(place): nothing may stand here"] }
    guard let keywords = schema.object else {
      return ["\(place): the schema is neither an object nor a truth value"]
    }
    return keywords.sorted { $0.key < $1.key }.flatMap { keyword, operand in
      problems(value, keyword, operand, keywords, place)
    }
  }

  private func problems(
    _ value: JSON, _ keyword: String, _ operand: JSON, _ schema: [String: JSON], _ place: String
  ) -> [String] {
    func unless(_ fits: Bool?, _ message: String) -> [String] { fits ?? true ? [] : ["\(place): \(message)"] }
    switch keyword {
    case "$schema", "$defs", "title", "description", "then", "else": return []
    case "$ref": return problems(value, resolve(operand), place)
    case "type":
      let types = operand.array?.compactMap(\.string) ?? [operand.string ?? "?"]
      return unless(types.contains(value.typeName), "it is \(value.typeName), not \(types)")
    case "enum": return unless(operand.array?.contains(value) ?? false, "\(value) is none of \(operand)")
    case "const": return unless(value == operand, "it is not \(operand)")
    case "pattern":
      return unless(
        value.string.map { $0.firstMatch(of: try! Regex(operand.string!)) != nil },
        "it does not fit \(operand)")
    case "minLength":
      return unless(value.string.map { Int64($0.unicodeScalars.count) >= operand.integer! }, "too short")
    case "maxLength":
      return unless(value.string.map { Int64($0.unicodeScalars.count) <= operand.integer! }, "too long")
    case "minimum": return unless(value.integer.map { $0 >= operand.integer! }, "too small")
    case "maximum": return unless(value.integer.map { $0 <= operand.integer! }, "too large")
    case "minItems": return unless(value.array.map { Int64($0.count) >= operand.integer! }, "too few items")
    case "maxItems": return unless(value.array.map { Int64($0.count) <= operand.integer! }, "too many items")
    case "items":
      return (value.array ?? []).enumerated().flatMap { problems($1, operand, "\(place)[\($0)]") }
    case "required":
      guard let members = value.object else { return [] }
      return (operand.array ?? []).compactMap(\.string).filter { members[$0] == nil }.map {
        "\(place): no '\($0)'"
      }
    case "properties":
      guard let members = value.object else { return [] }
      return operand.object!.flatMap { name, schema in
        members[name].map { problems($0, schema, "\(place).\(name)") } ?? []
      }
    case "additionalProperties":
      let known = schema["properties"]?.object ?? [:]
      return (value.object ?? [:]).filter { known[$0.key] == nil }
        .flatMap { problems($0.value, operand, "\(place).\($0.key)") }
    case "if":
      let branch = problems(value, operand, place).isEmpty ? schema["then"] : schema["else"]
      return branch.map { problems(value, $0, place) } ?? []
    default: return ["\(place): this validator does not know the keyword '\(keyword)'"]
    }
  }

  private func resolve(_ reference: JSON) -> JSON {
    var found = root
    for name in reference.string!.split(separator: "/").dropFirst() {
      found = found[String(name)] ?? .bool(false)
    }
    return found
  }
}
