import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Folders")
struct FolderTests {
  let temporary = try! TemporaryFolder()

  @Test(
    "A name that could lead out of its folder is no name", arguments: ["", ".", "..", "a/b", "/", "a\0b"])
  func names(_ text: String) {
    #expect(FileName(text) == nil)
  }

  @Test("A link in the place of a folder is refused, on every way to it")
  func linkAsFolder() throws {
    try temporary.makeFile("outside/secret", "s")
    try temporary.makeFolder("root")
    try temporary.makeLink("root/way", to: "../outside")
    let root = try Folder.open(temporary["root"])
    let refusals: [Errno] = [.notDirectory, .tooManySymbolicLinkLevels]

    let errors = [
      failure { () throws(FileError) in _ = try root.folder("way") },
      failure { () throws(FileError) in _ = try root.folder(at: .path("way")) },
      failure { () throws(FileError) in _ = try root.file(at: .path("way/secret")) },
      failure { () throws(FileError) in _ = try OutputTree(root: root).createFolder(at: .path("way/new")) },
      failure { () throws(FileError) in _ = try OutputTree(root: root).createFile(at: .path("way/new")) },
    ]
    for error in errors { #expect(refusals.contains { error?.reason == .system($0) }, "\(error as Any)") }
    #expect(try temporary.names("outside") == ["secret"])
  }

  @Test("A link in the place of a file is refused, for reading and for writing")
  func linkAsFile() throws {
    try temporary.makeFile("target", "t")
    try temporary.makeLink("link", to: "target")
    try temporary.makeLink("dangling", to: "new")
    let folder = temporary.folder
    #expect(
      failure { () throws(FileError) in _ = try folder.file("link") }?.reason
        == .system(.tooManySymbolicLinkLevels))
    #expect(failure { () throws(FileError) in _ = try folder.createFile("dangling") }?.isExisting == true)
    #expect(try temporary.names() == ["dangling", "link", "target"])
  }

  @Test("A fifo in the place of a file is refused at once, without waiting for a writer")
  func fifo() throws {
    try temporary.makeFIFO("fifo")
    let folder = temporary.folder
    #expect(failure { () throws(FileError) in _ = try folder.file("fifo") }?.reason == .wrongKind(.fifo))
  }

  @Test("A new file never takes the place of another")
  func exclusive() throws {
    try temporary.makeFile("f", "old")
    let folder = temporary.folder
    #expect(failure { () throws(FileError) in _ = try folder.createFile("f") }?.isExisting == true)
    #expect(try temporary.text("f") == "old")
  }

  @Test("A rename replaces only where it is told to")
  func rename() throws {
    try temporary.makeFile("a", "a")
    try temporary.makeFile("b", "b")
    let folder = temporary.folder
    let error = failure { () throws(FileError) in try folder.rename("a", to: "b", replacing: false) }
    #expect(error?.isExisting == true)
    #expect(try temporary.text("b") == "b")
    try folder.rename("a", to: "c", replacing: false)
    try folder.rename("c", to: "b", replacing: true)
    #expect(try temporary.names() == ["b"])
    #expect(try temporary.text("b") == "a")
  }

  @Test("A folder lists its names by their bytes, with their kinds, and links as links")
  func listing() throws {
    try temporary.makeFile("b", "12")
    try temporary.makeFile([0xFF, 0xFE])
    try temporary.makeFile("B/x")
    try temporary.makeLink("a", to: "B")
    try temporary.makeFIFO("é")
    let entries = try temporary.folder.entries()
    #expect(entries.map(\.name.bytes) == [[0x42], [0x61], [0x62], Array("é".utf8), [0xFF, 0xFE]])
    #expect(entries.map(\.facts.kind) == [.folder, .link, .file, .fifo, .file])
    #expect(entries[2].facts.size == 2)
  }

  @Test("Names of 255 bytes work, names of 256 are refused by name")
  func longNames() throws {
    let longest = FileName(String(repeating: "n", count: 255))!
    let tooLong = FileName(String(repeating: "n", count: 256))!
    let folder = temporary.folder
    _ = try folder.createFile(longest)
    #expect(try folder.names() == [longest])
    #expect(
      failure { () throws(FileError) in _ = try folder.createFile(tooLong) }?.reason
        == .system(.fileNameTooLong))
  }

  @Test("A folder that is not empty is not removed, and a file is no folder")
  func removal() throws {
    try temporary.makeFile("d/f")
    let folder = temporary.folder
    #expect(
      failure { () throws(FileError) in try folder.removeFolder("d") }?.reason
        == .system(.directoryNotEmpty))
    #expect(
      failure { () throws(FileError) in _ = try folder.folder(at: .path("d/f")) }?.reason
        == .system(.notDirectory))
    try folder.folder("d").remove("f")
    try folder.removeFolder("d")
    #expect(try temporary.names() == [])
  }

  @Test("The folder of a path that the user gave is found, with or without a slash in it")
  func parent() throws {
    let (folder, name) = try Folder.open(parentOf: temporary["x.stele"])
    #expect(name == "x.stele")
    #expect(try folder.facts().identity == temporary.folder.facts().identity)
    #expect(try Folder.open(parentOf: "x.stele").name == "x.stele")
    for path in ["/", ".", "..", "x/.."] {
      let path = FilePath(path)
      #expect(failure { () throws(FileError) in _ = try Folder.open(parentOf: path) } != nil)
    }
  }
}
