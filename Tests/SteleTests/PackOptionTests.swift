import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("What the options of packing do")
struct PackOptionTests {
  @Test("A second manifest lists every file with its SHA-512, and verification holds the files against it")
  func sha512() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "abc")
    try workshop.temporary.makeFile("source/b", "abc")
    let plain = try await workshop.pack("plain")
    let report = try await workshop.pack { $0.includesSHA512 = true }
    let text = String(decoding: try workshop.open().tagFile("manifest-sha512.txt"), as: UTF8.self)
    let digest =
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    #expect(text == "\(digest)  data/a\n\(digest)  data/b\n")
    #expect(report.contentDigest == plain.contentDigest)
    #expect(report.packageDigest != plain.packageDigest)
    #expect(try await workshop.verify().findings.isEmpty)
    #expect(throws: SteleError(.notFound, "")) { try workshop.open("plain").tagFile("manifest-sha512.txt") }
  }

  @Test("Elements for bag-info.txt stand in it in the order given, before those of Stele")
  func info() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "abc")
    try await workshop.pack {
      $0.info = [
        BagInfoElement(label: "Source-Organization", value: "檔案館"),
        BagInfoElement(label: "External-Identifier", value: "42"),
        BagInfoElement(label: "Note", value: "a: b"),
      ]
    }
    #expect(
      String(decoding: try workshop.open().tagFile("bag-info.txt"), as: UTF8.self) == """
        Source-Organization: 檔案館
        External-Identifier: 42
        Note: a: b
        Payload-Oxum: 3.1
        Bag-Size: 3 B
        Stele-Articles: 0
        Stele-Assets: 0 included, 0 missing, 0 skipped
        Stele-Version: 1

        """)
    #expect(
      try workshop.open().info().map(\.label).prefix(3) == [
        "Source-Organization", "External-Identifier", "Note",
      ])
    #expect(try await workshop.verify().findings.isEmpty)
  }

  @Test(
    "An element that cannot stand in bag-info.txt is refused, and nothing is written",
    arguments: [
      ("Payload-Oxum", "3.1"), ("PAYLOAD-oxum", "3.1"), ("Bag-Size", "3 B"), ("Stele-Version", "2"),
      ("Stele-Articles", "0"),
      ("stele-assets", "0"),
      ("", "x"),
      ("a:b", "x"), (" a", "x"), ("a ", "x"), ("a\nb", "x"), ("a", ""), ("a", "x\ny"), ("a", "x\r"),
      ("a", " x"),
      ("a", "x\u{7F}"),
    ])
  func refusedInfo(label: String, value: String) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "abc")
    let code = await errorCode {
      try await workshop.pack { $0.info = [BagInfoElement(label: label, value: value)] }
    }
    #expect(code == .usage)
    #expect(try workshop.temporary.names() == ["source"])
  }

  @Test(
    "A name that no package can have is refused",
    arguments: ["", ".", "..", "a/b", "a\nb", "\u{7F}", String(repeating: "a", count: 81)])
  func names(name: String) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "abc")
    #expect(await errorCode { try await workshop.pack { $0.name = name } } == .usage)
    #expect(try workshop.temporary.names() == ["source"])
  }

  @Test("Names of 1 to 80 bytes are kept", arguments: ["a", "石碑", String(repeating: "a", count: 80)])
  func keptNames(name: String) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "abc")
    #expect(try await workshop.pack { $0.name = name }.name == name)
    #expect(try workshop.open().name == name)
    #expect(try await workshop.verify().findings.isEmpty)
  }

  @Test("A folder without a file is nothing to pack, and no file at all neither")
  func nothing() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFolder("source/empty")
    #expect(await errorCode { try await workshop.pack() } == .refused)
    #expect(await errorCode { try await workshop.pack(source: "nowhere") } == .inputOutput)
    #expect(try workshop.temporary.names() == ["source"])
  }

  @Test("A format that the user names goes before what a text looks like")
  func namedFormat() async throws {
    let workshop = try Workshop()
    // In HTML the heading is a paragraph's text and the picture is not there; in Markdown the elements are text.
    let text = "<html><p>page</p>\n\n# The heading\n\n![](a.png)\n"
    try workshop.temporary.makeFile("source/page.txt", text)
    try workshop.temporary.makeFile("source/plain.txt", "Without a heading.\n\n![](a.png)\n")
    try workshop.temporary.makeFile("source/a.png", "picture")

    try await workshop.pack("told")
    #expect(try workshop.open("told").articles().map { $0.assets.count } == [0])
    for (format, headline, assets) in [
      (ArticleFormat.markdown, "The heading", ["a.png"]), (.html, nil, []),
    ] {
      try await workshop.pack(overwriting: true) { $0.articleFormat = format }
      let articles = try workshop.open().articles()
      #expect(articles.map(\.path.description) == ["page.txt", "plain.txt"])
      #expect(articles[0].headline == headline)
      #expect(articles.map { $0.assets.map(\.url) } == [assets, assets])
    }
    // A file that the user names is an article without being told so.
    try await workshop.pack("named", source: "source/plain.txt")
    #expect(try workshop.open("named").articles().map { $0.assets.map(\.status) } == [[.included]])
  }

  @Test("A page is an article under whatever name, unless the name tells that it is something else")
  func pages() async throws {
    let workshop = try Workshop()
    for name in [
      "about", "page.php", "story.asp?id=7", "page.txt", "image", "page.css", "page.pdf", "page.js",
    ] {
      try workshop.temporary.makeFile(
        "source/" + name, "<!DOCTYPE html>\n<html><title>T</title><img src=a.png></html>")
    }
    try workshop.temporary.makeFile("source/code.php", "<?php echo 1; ?><html>")
    try workshop.temporary.makeFile("source/text", "# Text\n")
    try await workshop.pack()
    let articles = try workshop.open().articles()
    #expect(
      articles.map(\.path.description).sorted() == [
        "about", "image", "page.php", "page.txt", "story.asp?id=7",
      ])
    #expect(articles.allSatisfy { $0.headline == "T" && $0.assets.count == 1 })
  }

  @Test("Several sources are packed with paths below the folder that holds them all")
  func several() async throws {
    let workshop = try Workshop()
    for path in ["a/one.txt", "a/sub/two.txt", "b/three.txt"] {
      try workshop.temporary.makeFile("source/" + path, path)
    }
    let sources = [workshop.path("source/a"), workshop.path("source/b/three.txt")]
    _ = try await Packer().pack(sources, to: .file(workshop.path("p.stele.tar.gz"), overwriting: false))
    #expect(
      try workshop.open().files().map(\.path.description) == ["a/one.txt", "a/sub/two.txt", "b/three.txt"])
  }
}
