import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("Equal files are stored once")
struct DeduplicationTests {
  @Test("Whether equal files are linked changes the package's size and nothing that comes out of it")
  func both() async throws {
    let workshop = try Workshop()
    for name in ["a.bin", "b/copy.bin", "z.bin"] {
      try workshop.temporary.makeFile(
        "source/" + name, bytes: .noise(200_000), time: FileTime(seconds: Int64(name.count)))
    }
    let linked = try await workshop.pack()
    let whole = try await workshop.pack("whole") { $0.deduplicates = false }
    #expect(linked.packageBytes < 250_000)
    #expect(whole.packageBytes > 600_000)
    #expect(linked.contentDigest == whole.contentDigest)
    #expect(linked.bytes == 600_000 && whole.bytes == 600_000)
    for name in ["p.stele.tar.gz", "whole"] {
      #expect(try await workshop.verify(name).findings.isEmpty)
      try await workshop.extract(name, to: "out-" + name)
      #expect(try workshop.temporary.tree("out-" + name) == workshop.temporary.tree("source"))
    }
  }

  @Test("What was linked comes out as files of their own")
  func independent() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .prose(1000))
    try workshop.temporary.makeFile("source/b", bytes: .prose(1000))
    try await workshop.pack()
    try await workshop.extract()
    #expect(try workshop.temporary.facts("out/a").linkCount == 1)
    #expect(try workshop.temporary.facts("out/a").identity != workshop.temporary.facts("out/b").identity)
    try workshop.temporary.overwrite("out/a", [0], at: 0)
    #expect(try workshop.temporary.bytes("out/b") == .prose(1000))
  }

  @Test("A link is had without the file that it is a link to", arguments: Codec.names)
  func linkAlone(codec: Codec, package: String) async throws {
    let workshop = try Workshop()
    for name in ["a.bin", "b.bin"] {
      try workshop.temporary.makeFile("source/" + name, bytes: .noise(3_000_000))
    }
    try workshop.temporary.makeFile("source/c.md", "![the second](b.bin)")
    try await workshop.pack(package) { $0.codec = codec }
    let report = try await workshop.extract(package) { $0.paths = ["b.bin"] }
    #expect(report.files == 1)
    #expect(try workshop.temporary.names("out") == ["b.bin"])
    #expect(try workshop.temporary.bytes("out/b.bin") == .noise(3_000_000))
    #expect(try workshop.temporary.facts("out/b.bin").linkCount == 1)
    try await workshop.extract(package, to: "article") { $0.articles = ["c.md"] }
    #expect(try workshop.temporary.names("article") == ["b.bin", "c.md"])
    let open = try workshop.open(package)
    #expect(try open.bytes(of: open.file(at: PackagePath("b.bin"))) == .noise(3_000_000))
  }

  @Test("Files that are hard links in the source already are stored once, with both names")
  func hardLinks() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .noise(100_000))
    try workshop.temporary.makeHardLink("source/b", to: "source/a")
    let report = try await workshop.pack { $0.parity = .none }
    #expect(report.files == 2)
    #expect(report.packageBytes < 110_000)
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("Equal files with different executable bits are both stored, and keep their bits")
  func executable() async throws {
    let workshop = try Workshop()
    for (name, isExecutable) in [("a", false), ("b", true), ("c", true), ("d", false)] {
      try workshop.temporary.makeFile("source/" + name, bytes: .noise(50_000), isExecutable: isExecutable)
    }
    let report = try await workshop.pack { $0.parity = .none }
    #expect(100_000..<110_000 ~= report.packageBytes)
    #expect(try await workshop.verify().findings.isEmpty)
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("Empty files are no links")
  func empty() async throws {
    let workshop = try Workshop()
    for name in ["a", "b", "c"] { try workshop.temporary.makeFile("source/" + name) }
    try await workshop.pack()
    let list = String(decoding: try workshop.open().tagFile("README.txt"), as: UTF8.self)
    let linked = try Workshop()
    for name in ["a", "b", "c"] { try linked.temporary.makeFile("source/" + name, "x") }
    try await linked.pack()
    // The text for people speaks of links only where there are some.
    #expect(try linked.open().tagFile("README.txt") != Array(list.utf8))
    #expect(try await workshop.verify().findings.isEmpty)
    try await workshop.extract()
    #expect(try workshop.temporary.names("out") == ["a", "b", "c"])
  }
}
