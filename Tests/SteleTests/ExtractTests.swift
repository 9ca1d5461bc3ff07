import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@testable import Stele

@Suite("Extracting")
struct ExtractTests {
  let workshop: Workshop

  init() async throws {
    workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/news/n1.md", "# One\n\n![picture](one.png)\n")
    try temporary.makeFile("source/news/one.png", bytes: .noise(300))
    try temporary.makeFile("source/news/n2.md", "# Two\n\n![same](two.png)\n")
    try temporary.makeFile("source/news/two.png", bytes: .noise(300))
    try temporary.makeFile("source/other/[x].txt", "brackets")
    try temporary.makeFolder("source/empty")
    try await workshop.pack()
  }

  func files(_ folder: String = "out") throws -> [String] {
    try workshop.temporary.tree(folder).filter { $0.value.kind == .file }.keys.sorted()
  }

  @Test(
    "An article comes with what it shows, and nothing else does",
    arguments: [
      ("news/n1.md", ["news/n1.md", "news/one.png"]), ("n2.md", ["news/n2.md", "news/two.png"]),
      ("data/news/n1.md", ["news/n1.md", "news/one.png"]),
      ("*n?.md", ["news/n1.md", "news/n2.md", "news/one.png", "news/two.png"]),
      ("n[2-9].md", ["news/n2.md", "news/two.png"]),
      ("news", ["news/n1.md", "news/n2.md", "news/one.png", "news/two.png"]),
    ])
  func articles(pattern: String, expected: [String]) async throws {
    let report = try await workshop.extract { $0.articles = [pattern] }
    #expect(try files() == expected)
    #expect(report.files == expected.count)
    #expect(try !workshop.temporary.names("out").contains("empty"))
  }

  @Test(
    "Paths are chosen by patterns",
    arguments: [
      ("other", ["other/[x].txt"]), ("*.png", ["news/one.png", "news/two.png"]),
      ("other/\\[x].txt", ["other/[x].txt"]),
      ("[!a-n]*.png", ["news/one.png", "news/two.png"]), ("two.png", ["news/two.png"]),
      ("*", ["news/n1.md", "news/n2.md", "news/one.png", "news/two.png", "other/[x].txt"]),
    ])
  func paths(pattern: String, expected: [String]) async throws {
    try await workshop.extract { $0.paths = [pattern] }
    #expect(try files() == expected)
    for path in expected {
      #expect(try workshop.temporary.bytes("out/" + path) == workshop.temporary.bytes("source/" + path))
    }
  }

  @Test(
    "A pattern that fits nothing is named, and nothing is extracted",
    arguments: ["nothing", "one.md", "news/n3.md", ""])
  func fitsNothing(pattern: String) async throws {
    #expect(await errorCode { try await workshop.extract { $0.articles = [pattern] } } == .notFound)
    #expect(await errorCode { try await workshop.extract { $0.paths = [pattern] } } == .notFound)
    #expect(await errorCode { try await workshop.extract { $0.paths = ["*", pattern] } } == .notFound)
    #expect(!(try workshop.exists("out")))
  }

  @Test("The bag comes out as tar would extract it, and is one")
  func bag() async throws {
    try await workshop.extract { $0.extractsBag = true }
    #expect(try workshop.temporary.names("out") == ["source"])
    let names = try workshop.temporary.names("out/source")
    #expect(
      names == [
        "README.txt", "articles.jsonl", "bag-info.txt", "bagit.txt", "data", "files.jsonl",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
      ])
    for name in names where name != "data" {
      #expect(try workshop.temporary.bytes("out/source/" + name) == workshop.open().tagFile(name))
      #expect(try workshop.temporary.facts("out/source/" + name).modified.seconds == 0)
    }
    #expect(try workshop.temporary.tree("out/source/data") == workshop.temporary.tree("source"))
  }

  @Test("An extracted bag verifies as a folder, and a changed byte in it is found")
  func bagFolder() async throws {
    try await workshop.extract { $0.extractsBag = true }
    let verifier = BagFolderVerifier()
    let report = try await verifier.verify(workshop.temporary["out/source"])
    #expect(report.findings.isEmpty)
    #expect(try report.packageDigest == workshop.open().packageDigest)
    try workshop.temporary.overwrite("out/source/data/news/n1.md", [0], at: 3)
    let changed = try await verifier.verify(workshop.temporary["out/source"])
    #expect(changed.findings.map { "\($0.code) \($0.path ?? "")" } == ["E513 data/news/n1.md"])
  }

  @Test(
    "What is there already stays, and then nothing is extracted", arguments: ["news/n1.md", "news/two.png"])
  func existing(path: String) async throws {
    try workshop.temporary.makeFile("out/" + path, "mine")
    let before = try workshop.temporary.tree("out")
    #expect(await errorCode { try await workshop.extract() } == .alreadyExists)
    #expect(try workshop.temporary.tree("out") == before)
    try await workshop.extract { $0.overwrites = true }
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("Files beside those of the package are no hindrance, and stay")
  func beside() async throws {
    try workshop.temporary.makeFile("out/news/mine.txt", "mine")
    try await workshop.extract()
    #expect(try workshop.temporary.text("out/news/mine.txt") == "mine")
    #expect(try files().count == 6)
  }

  @Test("A file that appears while others are extracted is not replaced")
  func appears() async throws {
    let large = try Workshop()
    try large.temporary.makeFile("source/a.bin", bytes: .noise(3_000_000))
    try large.temporary.makeFile("source/z.bin", bytes: .noise(3_000_000, seed: 2))
    try await large.pack()
    var options = ExtractOptions()
    options.folder = large.path("out")
    options.threads = 1
    let temporary = large.temporary
    let code = await errorCode {
      _ = try await Extractor(options).extract(large.path("p.stele.tar.gz")) { _ in
        if (try? temporary.facts("out/z.bin")) == nil, (try? temporary.facts("out")) != nil {
          try? temporary.makeFile("out/z.bin", "mine")
        }
      }
    }
    #expect(code == .alreadyExists)
    #expect(try temporary.text("out/z.bin") == "mine")
  }

  @Test("Of a damaged package it is told whether all that was asked for came", arguments: Codec.allCases)
  func asked(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec, .none)
    let sound = try workshop.temporary.bytes(codec.packageName)
    // In the middle of the picture, and in the footer.
    for (offset, lost) in [(sound.count / 2, "picture.jpg"), (sound.count - 200, "")] {
      var damaged = sound
      damaged[offset] ^= 1
      try workshop.place(damaged)
      for (number, path) in ["picture.jpg", "text", "text/3.md"].enumerated() {
        let folder = "out\(offset)-\(number)"
        let report = try await workshop.extract("damaged", to: folder) { $0.paths = [path] }
        #expect(report.hasAll == (path != lost), "\(offset) \(path)")
        #expect(!report.verification.isGood)
      }
      let everything = try await workshop.extract("damaged", to: "all\(offset)")
      #expect(everything.hasAll == lost.isEmpty)
    }
    #expect(try await workshop.extract(codec.packageName, to: "sound").hasAll)
  }

  @Test("A package from a pipe is extracted the same")
  func fromPipe() async throws {
    let file = try FileDescriptor.open(workshop.temporary["p.stele.tar.gz"], .readOnly)
    defer { try? file.close() }
    var options = ExtractOptions()
    options.folder = workshop.path("out")
    let report = try await Extractor(options).extract(descriptor: file.rawValue)
    #expect(report.verification.isGood)
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }
}
