import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("What a source may hold")
struct PackSourceTests {
  @Test("A link inside the source is stored as what it leads to")
  func linksInside() async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/real/a.txt", "text")
    try temporary.makeLink("source/link.txt", to: "real/a.txt")
    try temporary.makeLink("source/folder", to: "real")
    try temporary.makeLink("source/absolute", to: temporary["source/real/a.txt"].string)
    try temporary.makeLink("source/chain", to: "link.txt")
    let report = try await workshop.pack()
    #expect(report.files == 5)
    #expect(try await workshop.verify().findings.isEmpty)
    try await workshop.extract()
    let tree = try temporary.tree("out")
    #expect(
      tree.filter { $0.value.kind == .file }.keys.sorted() == [
        "absolute", "chain", "folder/a.txt", "link.txt", "real/a.txt",
      ])
    #expect(!tree.values.contains { $0.kind == .link })
    #expect(try temporary.text("out/chain") == "text")
  }

  static let unpackable: [(String, @Sendable (TemporaryFolder) throws -> Void)] = [
    ("source/dangling", { try $0.makeLink("source/dangling", to: "nowhere") }),
    ("source/outside", { try $0.makeLink("source/outside", to: "../secret.txt") }),
    ("source/absolute", { try $0.makeLink("source/absolute", to: "/etc/hostname") }),
    ("source/through", { try $0.makeLink("source/through", to: "sub/../../secret.txt") }),
    ("source/loop", { try $0.makeLink("source/loop", to: "loop") }),
    ("source/fifo", { try $0.makeFIFO("source/fifo") }),
    ("source/socket", { try $0.makeSocket("source/socket") }),
    ("source/bad\\xff.txt", { try $0.makeFile(Array("source/bad".utf8) + [0xFF] + Array(".txt".utf8)) }),
  ]

  @Test("What cannot be packed is refused by name, or left out with a warning", arguments: unpackable.indices)
  func refused(number: Int) async throws {
    let workshop = try Workshop()
    let (path, make) = Self.unpackable[number]
    try workshop.temporary.makeFile("secret.txt", "secret")
    try workshop.temporary.makeFile("source/sub/a.txt", "a")
    try make(workshop.temporary)
    let error = await #expect(throws: SteleError.self) { try await workshop.pack() }
    #expect(error?.code == .refused)
    let name = String(path.dropFirst("source/".count))
    #expect(error?.findings.map(\.path) == [name])
    #expect(!(try workshop.exists("p.stele.tar.gz")))
    let report = try await workshop.pack { $0.skipsUnreadable = true }
    #expect(report.findings.map { "\($0.code) \($0.path ?? "")" } == ["W408 \(name)"])
    #expect(report.files == 1)
    #expect(try workshop.open().files().map(\.path) == [.path("sub/a.txt")])
  }

  @Test("All that cannot be packed is named at once")
  func all() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/sub/a.txt", "a")
    for (_, make) in Self.unpackable { try make(workshop.temporary) }
    let error = await #expect(throws: SteleError.self) { try await workshop.pack() }
    #expect(error?.findings.count == Self.unpackable.count)
  }

  @Test("A source that is a fifo is refused without waiting for it")
  func fifoAsSource() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFIFO("source/fifo")
    #expect(await errorCode { try await workshop.pack(source: "source/fifo") } == .refused)
  }

  /// Names that others broke on; each is kept byte for byte.
  static let names: [String] = [
    "%", "%25.txt", "100%", "a%0Ab", "a\nb", "a\rb", "a\r\nb", " leading", "trailing ", "nbsp\u{A0}",
    "wide\u{3000}",
    "e\u{301}.md", "\u{E9}.md", "tab\there", "back\\slash", "quote\"s'", "star*", "-rf", "~", "~1", "con",
    "NUL.txt",
    "a:b", "\u{1B}[31mred", "\u{202E}gnp.exe", "\u{200B}", "石碑", "\u{1F5FF}", ".hidden", "...", "data",
    "manifest-sha256.txt",
    String(repeating: "n", count: 255), String(repeating: "石", count: 85),
  ]

  @Test("Every name that a file system holds is kept, byte for byte", arguments: names)
  func kept(name: String) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile(Array("source/sub/".utf8) + Array(name.utf8), name)
    try await workshop.pack()
    #expect(try await workshop.verify().isGood)
    #expect(try workshop.open().bytes(of: workshop.open().file(at: .path("sub/" + name))) == Array(name.utf8))
    try await workshop.extract()
    #expect(try Folder.open(workshop.temporary["out/sub"]).names().map(\.bytes) == [Array(name.utf8)])
  }

  static let naughtyStrings = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent().removingLastComponent().appending("shared/corpus/fixtures/hostile/blns/blns.txt")

  @Test(
    "Naughty strings are names like others, where a list of them lies beside the project",
    .enabled(if: (try? UserPath.facts(naughtyStrings)) != .some(nil)))
  func naughty() async throws {
    let workshop = try Workshop()
    let text = try File.open(Self.naughtyStrings).readToEnd(limit: 1 << 20)
    let names = Set(text.split(separator: 0x0A).map(Array.init)).filter {
      1...255 ~= $0.count && !$0.contains(UInt8(ascii: "/")) && $0 != Array(".".utf8)
        && $0 != Array("..".utf8)
    }
    #expect(names.count > 300)
    for name in names { try workshop.temporary.makeFile(Array("source/".utf8) + name, "x") }
    try await workshop.pack()
    #expect(try await workshop.verify().isGood)
    try await workshop.extract()
    let found = try Folder.open(workshop.temporary["out"]).names().map(\.bytes)
    #expect(Set(found) == names)
  }

  @Test("Names that some systems take for one are two files")
  func alike() async throws {
    let workshop = try Workshop()
    let names = ["e\u{301}", "\u{E9}", "A", "a", "straße", "STRASSE", "ﬁ", "fi"]
    for name in names { try workshop.temporary.makeFile("source/" + name, Hex.encode(name.utf8)) }
    let report = try await workshop.pack()
    #expect(report.files == names.count)
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test(
    "Deep paths are kept, until they are too long for a package, and then named", arguments: [10, 1000, 2030])
  func deep(depth: Int) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/" + String(repeating: "d/", count: depth) + "f", "deep")
    try await workshop.pack()
    #expect(try await workshop.verify().isGood)
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("A path that is too long for a package is refused, and left out if that is asked for")
  func tooDeep() async throws {
    let workshop = try Workshop()
    let folder = try OutputTree(root: workshop.temporary.folder).createFolder(
      at: .path("source/" + String(repeating: "d/", count: 2030) + "d"))
    let file = try folder.createFile(FileName(String(repeating: "n", count: 100))!)
    try file.close()
    try workshop.temporary.makeFile("source/a", "a")
    #expect(await errorCode { try await workshop.pack() } == .refused)
    let report = try await workshop.pack { $0.skipsUnreadable = true }
    #expect(report.findings.contains { $0.code == .sourceSkipped })
    #expect(try await workshop.verify().isGood)
  }

  @Test("The package may be written into the folder that is packed, and is not in itself")
  func inside() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "a")
    try await workshop.pack("source/p.stele.tar.gz")
    #expect(try await workshop.verify("source/p.stele.tar.gz").findings.isEmpty)
    #expect(try workshop.open("source/p.stele.tar.gz").files().map(\.path) == [.path("a")])
  }
}
