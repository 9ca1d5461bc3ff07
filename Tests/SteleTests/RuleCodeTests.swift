import SteleCore
import SteleFile
import SystemPackage
import Testing

@Suite("The codes of rules")
struct RuleCodeTests {
  let all = RuleCode.packageCodes + RuleCode.bagCodes + RuleCode.nameCodes

  /// The rows of `Spec/codes.md`: each code with its short name.
  func documented() throws -> [(code: String, name: String)] {
    let top = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    let file = try File.open(top.appending("Spec/codes.md"))
    let text = try String(decoding: file.readToEnd(limit: 1 << 20), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count > 3, let match = cells[1].firstMatch(of: /^ ([EW]\d{3}) $/) else { return nil }
      return (String(match.1), String(cells[2].dropFirst().dropLast()))
    }
  }

  @Test("No two rules have one code or one name")
  func unique() {
    #expect(Set(all.map(\.rawValue)).count == all.count)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(all.allSatisfy { $0.rawValue.wholeMatch(of: /[EW]\d{3}/) != nil })
    #expect(all.allSatisfy { $0.name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil })
  }

  @Test("Spec/codes.md has each code once, with the same name, and no others")
  func sameAsDocumented() throws {
    let documented = try documented()
    #expect(
      documented.map { "\($0.code) \($0.name)" }.sorted() == all.map { "\($0.rawValue) \($0.name)" }.sorted())
  }

  @Test("Each hundred of codes is documented in order")
  func order() throws {
    let codes = try documented().map(\.code)
    for hundred in 1...9 {
      for letter in ["E", "W"] {
        let some = codes.filter { $0.hasPrefix("\(letter)\(hundred)") }
        #expect(some == some.sorted())
      }
    }
  }
}
