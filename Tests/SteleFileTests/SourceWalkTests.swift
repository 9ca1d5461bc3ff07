import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Walking a source")
struct SourceWalkTests {
  let temporary = try! TemporaryFolder()

  func open() throws -> SourceTree {
    try temporary.makeFolder("root")
    return try SourceTree.open(temporary["root"])
  }

  func walk() throws -> (entries: [SourceEntry], problems: [SourceProblem]) {
    var result: (entries: [SourceEntry], problems: [SourceProblem]) = ([], [])
    for item in try open().walk() {
      switch item {
      case .entry(let entry): result.entries.append(entry)
      case .problem(let problem): result.problems.append(problem)
      }
    }
    return result
  }

  func contents(_ entry: SourceEntry) throws -> String {
    try String(decoding: open().file(entry).readToEnd(limit: 100), as: UTF8.self)
  }

  @Test("Paths come in the order of their bytes, folders before what is in them")
  func order() throws {
    for path in ["a/b", "a-b", "a.b", "a/b.c/d", "a/b-", "B", "a0", "é", "\u{65}\u{301}"] {
      try temporary.makeFile("root/" + path)
    }
    try temporary.makeFolder("root/empty")
    let paths = try walk().entries.map(\.path)
    #expect(paths == paths.sorted())
    #expect(
      paths.map(\.description).map { Array($0.unicodeScalars.map(\.value)) }
        == ["B", "a", "a-b", "a.b", "a/b", "a/b-", "a/b.c", "a/b.c/d", "a0", "e\u{301}", "empty", "é"]
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { Array($0.unicodeScalars.map(\.value)) })
  }

  @Test("A file's size, time and executable bit are told, and its contents are its own")
  func facts() throws {
    try temporary.makeFile("root/d/f", "12345")
    let file = try Folder.open(temporary["root/d"]).file("f")
    try file.setMode(0o755)
    try file.setModified(FileTime(seconds: -5, nanoseconds: 7))
    let entries = try walk().entries
    #expect(entries.map(\.kind) == [.folder, .file])
    #expect(entries[1].size == 5)
    #expect(entries[1].modified == FileTime(seconds: -5, nanoseconds: 7))
    #expect(entries[1].isExecutable)
    #expect(!entries[0].isExecutable)
    #expect(try contents(entries[1]) == "12345")
  }

  @Test("A link inside the source counts as what it leads to")
  func linksInside() throws {
    try temporary.makeFile("root/d/f", "inside")
    try temporary.makeLink("root/file", to: "d/f")
    try temporary.makeLink("root/folder", to: "./d/../d/.")
    try temporary.makeLink("root/d/up", to: "../file")
    try temporary.makeLink("root/absolute", to: temporary["root/d/f"].string)
    let (entries, problems) = try walk()
    #expect(problems.isEmpty)
    #expect(
      entries.map(\.path.description) == [
        "absolute", "d", "d/f", "d/up", "file", "folder", "folder/f", "folder/up",
      ])
    for entry in entries where entry.kind == .file { #expect(try contents(entry) == "inside") }
    #expect(Set(entries.filter { $0.kind == .file }.map(\.identity)).count == 1)
  }

  @Test(
    "A link that leads out of the source, to nothing or in a circle is a problem",
    arguments: [
      ("../outside/f", LinkFault.outside), ("../root/d", .outside), ("/etc/passwd", .outside),
      ("d/../../outside", .outside), ("way/../../outside/f", .outside), ("none", .dangling),
      ("d/f/x", .dangling), ("d/f/..", .dangling), ("link", .loop), ("other", .loop), (".", .loop),
      ("exit/f", .outside),
    ])
  func badLinks(target: String, fault: LinkFault) throws {
    try temporary.makeFile("outside/f", "secret")
    try temporary.makeFile("root/d/f")
    try temporary.makeLink("root/way", to: "d")
    try temporary.makeLink("root/other", to: "link")
    try temporary.makeLink("root/exit", to: "../outside")
    try temporary.makeLink("root/link", to: target)
    let problems = try walk().problems
    #expect(
      problems.contains(
        SourceProblem(path: Array("link".utf8), reason: .link(fault, target: Array(target.utf8)))),
      "\(problems)")
  }

  @Test("A link to a folder that it stands in is a problem, wherever it stands")
  func loops() throws {
    try temporary.makeFile("root/a/b/f")
    try temporary.makeLink("root/a/b/up", to: "..")
    try temporary.makeLink("root/x", to: "a/b")
    let (entries, problems) = try walk()
    #expect(problems.map { String(readable: $0.path) } == ["a/b/up", "x/up/b/up"])
    #expect(problems.allSatisfy { if case .link(.loop, _) = $0.reason { true } else { false } })
    #expect(
      entries.map(\.path.description) == [
        "a", "a/b", "a/b/f", "x", "x/f", "x/up", "x/up/b", "x/up/b/f",
      ])
  }

  @Test("Links that lead to folders of links do not multiply without end")
  func multiplication() throws {
    for level in 0..<24 {
      try temporary.makeFolder("root/l\(level)")
      if level < 23 {
        try temporary.makeLink("root/l\(level)/a", to: "../l\(level + 1)")
        try temporary.makeLink("root/l\(level)/b", to: "../l\(level + 1)")
      }
    }
    let (entries, problems) = try walk()
    #expect(entries.count < 10_000)
    #expect(problems.contains { if case .link(.tooMany, _) = $0.reason { true } else { false } })
  }

  @Test("What no package can hold is named, with the reason")
  func problems() throws {
    try temporary.makeFolder("root")
    try temporary.makeFIFO("root/fifo")
    try temporary.makeFile(Array("root/".utf8) + [0x66, 0xFC, 0x72])
    try temporary.makeLink("root/to-fifo", to: "fifo")
    let (entries, problems) = try walk()
    #expect(entries.isEmpty)
    #expect(
      problems.map(\.description) == [
        "'fifo': it is a fifo, which no package can hold",
        "'f\\xfcr': its path cannot be kept: it is not valid UTF-8",
        "'to-fifo': it is a fifo, which no package can hold",
      ])
  }

  @Test("Folders nest deeper than there are folders open at a time")
  func deep() throws {
    let depth = 300
    let path = Array(repeating: "d", count: depth).joined(separator: "/")
    try temporary.makeFile("root/" + path + "/f")
    let (entries, problems) = try walk()
    #expect(entries.count == depth + 1)
    #expect(entries.last?.path.description == path + "/f")
    #expect(problems.isEmpty)
    #expect(try contents(entries[depth]) == "")
  }

  @Test("A path too long for a package is a problem, and the walk goes on beside it")
  func longPath() throws {
    let name = String(repeating: "n", count: 250)
    var folder = try Folder.open(temporary.path)
    try folder.createFolder("root")
    folder = try folder.folder("root")
    _ = try folder.createFile("z")
    for _ in 0..<17 {
      try folder.createFolder(FileName(name)!)
      folder = try folder.folder(FileName(name)!)
    }
    let (entries, problems) = try walk()
    #expect(entries.map(\.path.names.count) == Array(1...16) + [1])
    #expect(problems.map(\.reason) == [.path(.tooLong)])
  }

  @Test("A file that becomes a link after the walk is not followed")
  func replaced() throws {
    try temporary.makeFile("outside/f", "secret")
    try temporary.makeFile("root/d/f", "open")
    let tree = try SourceTree.open(temporary["root"])
    let file = tree.walk().compactMap { item -> SourceEntry? in
      if case .entry(let entry) = item, entry.kind == .file { entry } else { nil }
    }[0]
    try tree.root.folder("d").remove("f")
    try temporary.makeLink("root/d/f", to: "../../outside/f")
    #expect(
      failure { () throws(FileError) in _ = try tree.file(file) }?.reason
        == .system(.tooManySymbolicLinkLevels))

    // A fresh tree, whose cache has not opened the folder yet.
    let fresh = try SourceTree.open(temporary["root"])
    try fresh.root.folder("d").remove("f")
    try fresh.root.removeFolder("d")
    try temporary.makeLink("root/d", to: "../outside")
    #expect(failure { () throws(FileError) in _ = try fresh.file(file) } != nil)
  }
}
