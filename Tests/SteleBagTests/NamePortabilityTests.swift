import SteleCore
import Testing

@testable import SteleBag

@Suite("Names that others stumble over")
struct NamePortabilityTests {
  /// The findings of files with these paths below `data/`, as code and path; a path that ends with `/` is an
  /// empty folder's.
  func findings(_ paths: [String]) throws -> [Finding] {
    try NamePortability.findings(
      of: paths.map { path in
        let isFolder = path.hasSuffix("/")
        return NamePortability.Entry(
          path: try PackagePath(isFolder ? String(path.dropLast()) : path), isFolder: isFolder)
      }, below: PayloadFolder.path)
  }

  func codes(_ paths: String...) throws -> [String] {
    try findings(paths).map { "\($0.code) \($0.path!.dropFirst(5))" }
  }

  @Test(
    "Names that are sound everywhere raise nothing",
    arguments: [
      "a", ".hidden", "a b", " lead", "石碑/拓片 第一张.png", "caf\u{E9}", "надпись.txt", "😀", "a&b;c", "it's",
      "-rf", "~", "$HOME",
      "{a,b}", "[x]", "console", "com10", "lpt", "au.x", "com\u{B4}", "...a", "한글", "👨\u{200D}👩", "\u{1E9E}",
      "#1", "a=b", "!",
    ])
  func sound(name: String) throws {
    #expect(try codes(name) == [])
  }

  @Test(
    "Each kind of name that is not has its own code",
    arguments: [
      ("100%", "W401"), ("a\rb", "W401 W403"), ("a\nb", "W401 W403"), ("a%41", "W401"),
      ("end ", "W402 W406"), ("end\u{A0}", "W402"), ("空\u{3000}", "W402"), ("a\u{85}b", "W402 W403"),
      ("a\u{2029}b", "W402 W411"), ("a\u{C}b", "W402 W403"), ("a\u{1F}", "W402 W403"), ("a\u{1F}b", "W403"),
      ("\u{7F}", "W403"), ("\u{9B}31m", "W403"), ("a\tb", "W403"),
      ("con", "W405"), ("Aux.tar.gz", "W405"), ("COM1", "W405"), ("lpt\u{B2}.x", "W405"),
      ("nul .txt", "W405"),
      ("conout$", "W405"), ("a:b", "W405"), ("a\\b", "W405"), ("what?", "W405"), ("con.", "W405 W406"),
      ("dot.", "W406"), ("...", "W406"), ("cafe\u{301}", "W407"), ("\u{212B}", "W407"),
      ("\u{1100}\u{1161}", "W407"),
      ("\u{202E}gnp.exe", "W411"), ("a\u{200B}b", "W411"), ("\u{FEFF}a", "W411"),
    ])
  func stumbling(name: String, expected: String) throws {
    #expect(try codes(name) == expected.split(separator: " ").map { "\($0) \(String(readable: name.utf8))" })
  }

  @Test("A folder's name is spoken of once, but each file that a tool misses is named")
  func folders() throws {
    #expect(
      try codes("con/a", "con/b/c", "con/b/d", "10%/a", "10%/b", "empty%/", "empty./")
        == ["W401 10%/a", "W401 10%/b", "W405 con", "W406 empty."])
    #expect(try codes("end /a") == ["W406 end "])
  }

  @Test(
    "Paths collide by full case folding and normalisation",
    arguments: [
      ["README", "readme"], ["STRASSE", "straße"], ["ß", "ẞ"], ["K", "\u{212A}"], ["\u{3A3}", "\u{3C2}"],
      ["\u{1C4}", "\u{1C5}"], ["FF", "\u{FB00}"], ["a/X", "a/x"], ["É", "é"],
    ])
  func collisions(pair: [String]) throws {
    let found = try findings(pair).filter { $0.code == .nameCollision }
    #expect(found.count == 1)
    let first = try #require(found.first)
    #expect(first.path == "data/" + pair[1])
    #expect(first.message.contains("'data/\(pair[0])'"))
  }

  @Test("Composed and decomposed spellings collide, with marks in any order")
  func normalisation() throws {
    #expect(try codes("e\u{301}", "\u{E9}") == ["W407 e\u{301}", "W404 \u{E9}"])
    #expect(try codes("\u{1EC7}", "\u{1EB9}\u{302}") == ["W407 \u{1EB9}\u{302}", "W404 \u{1EC7}"])
    // Folding U+0345 moves it; only a match that decomposes first finds this pair.
    #expect(try codes("\u{3B1}\u{345}\u{301}", "\u{391}\u{301}\u{3B9}").contains { $0.hasPrefix("W404") })
  }

  @Test(
    "What differs in more does not collide",
    arguments: [["a", "b"], ["ı", "i"], ["a/b", "ab"], ["é", "e"], ["a", "a "]])
  func noCollision(pair: [String]) throws {
    #expect(try !findings(pair).contains { $0.code == .nameCollision })
  }

  @Test("A file collides with a folder, and folders that become one are named once")
  func collidingFolders() throws {
    #expect(try codes("A/x", "a") == ["W404 a"])
    #expect(try codes("a/x", "A/") == ["W404 a"])
    #expect(try codes("A/x", "A/y", "a/x", "a/z") == ["W404 a", "W404 a/x"])
    #expect(try codes("a-b/x", "a/x", "A/x/y") == ["W404 a", "W404 a/x"])
    #expect(try findings(["A/x", "a/y"])[0].message.hasSuffix("make one folder of them"))
  }

  @Test("Every colliding pair is named, up to a limit that is told")
  func groups() throws {
    let three = try findings(["AB", "Ab", "aB"])
    #expect(three.map(\.path) == ["data/Ab", "data/aB"])
    #expect(three[1].message.contains("'data/AB', 'data/Ab' in case"))
    let many = try findings(
      (0..<16).map { number in
        String("abcd".enumerated().map { number >> $0 & 1 == 1 ? Character($1.uppercased()) : $1 })
      })
    #expect(many.count == 15)
    #expect(many[14].message.contains(" and 7 more in case"))
  }

  @Test("A package's own name is checked as far as it matters")
  func packageName() {
    func codes(_ name: String) -> [RuleCode] { NamePortability.findings(ofPackageName: name).map(\.code) }
    #expect(codes("50% done") == [])
    #expect(codes("-x") == [.nameStart])
    #expect(codes("~x") == [.nameStart])
    #expect(codes("aux") == [.nameReserved])
    #expect(codes("end.") == [.nameEnding])
    #expect(NamePortability.findings(ofPackageName: "aux")[0].path == nil)
  }

  @Test("The findings do not depend on the order of the paths")
  func order() throws {
    let paths = ["A/x", "a", "con", "e\u{301}", "\u{E9}", "x%", "b/c.", "B"]
    let expected = try findings(paths)
    for _ in 0..<5 { #expect(try findings(paths.shuffled()) == expected) }
  }
}
