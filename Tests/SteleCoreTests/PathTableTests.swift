import SteleCore
import Testing

@Suite("Tables of paths")
struct PathTableTests {
  @Test("Every path of thousands is found under its number, and no other one")
  func numbers() throws {
    var table = PathTable()
    let paths = try (0..<5_000).map { try PackagePath("data/\($0 / 7)/\($0)") }
    for path in paths {
      let isNew = table.insert(path)
      #expect(isNew)
    }
    for path in paths {
      let isNew = table.insert(path)
      #expect(!isNew)
    }
    #expect(table.count == paths.count)
    for (number, path) in paths.enumerated() {
      #expect(table.number(of: path) == number)
      #expect(table[number] == path)
    }
    for text in ["data", "data/0", "data/0/00", "data/0/", "e"] {
      if let path = try? PackagePath(text) { #expect(table.number(of: path) == nil) }
    }
  }

  @Test("Paths that differ in their Unicode form alone are two")
  func forms() throws {
    var table = PathTable()
    table.insert(try PackagePath("caf\u{E9}"))
    table.insert(try PackagePath("cafe\u{301}"))
    #expect(table.count == 2)
  }

  @Test("Numbers compare as their paths do")
  func order() throws {
    let paths = try ["a", "a-b", "a/b", "a/b/c", "ab", "b", "b\u{1}", "b/c"].map { try PackagePath($0) }
    let list = PathList(paths)
    #expect(Array(list) == paths)
    for (a, first) in paths.enumerated() {
      for (b, second) in paths.enumerated() {
        let order = list.order(a, b)
        #expect(order < 0 ? first < second : order > 0 ? second < first : first == second)
        #expect(list.isSameOrAbove(a, b) == (first == second || second.relative(to: first) != nil))
        #expect(
          list.precedesAsFolder(a, b)
            == (first.bytes + [0x2F]).lexicographicallyPrecedes(second.bytes + [0x2F]))
      }
    }
  }
}
