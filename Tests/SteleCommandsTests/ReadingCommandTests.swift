import SteleCore
import SteleTestSupport
import SystemPackage
import Testing

@Suite("What people read of a package")
struct ReadingCommandTests {
  @Test("'list' has a line for each article: date, assets that are there of all, headline and path")
  func list() async throws {
    let folder = try await CommandFolder.packed()
    #expect(try await folder.run("stele list p.stele.tar.gz").output == "2020-10-03  1/2  The stone  n1.md\n")
  }

  @Test("'list' shows the beginning of a long headline, and JSON has all of it")
  func longHeadline() async throws {
    let folder = try CommandFolder()
    let headline = String(repeating: "石e\u{301}", count: 100)
    try folder.temporary.makeFile("source/n1.md", "# \(headline)\n")
    let run = try await folder.run("stele pack -qo p source && stele list p && stele list --json p")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first == "-           0/0  \(headline.prefix(80))…  n1.md", "\(run.output)")
    #expect(try JSON(lines[1])["headline"]?.string?.count == 200)
  }

  @Test(
    "No control character of a record reaches the terminal",
    arguments: ["list $P", "show $P n1.md", "info $P", "verify $P"])
  func control(line: String) async throws {
    let vector = CommandFolder.top.appending("Spec/Vectors/good/article-control-characters.stele.tar.gz")
      .string
    let run = try await CommandFolder().run("stele \(line)", environment: ["P": vector])
    #expect(run.status == 0 && run.error.isEmpty && !run.output.isEmpty)
    let control = run.output.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
    #expect(control.isEmpty, "\(Array(run.output.utf8))")
  }

  @Test("'list --files' has a line for each file and empty folder: size, time and path")
  func files() async throws {
    let folder = try await CommandFolder.packed()
    try folder.temporary.setTime("source/a.png", seconds: 1_601_733_906)
    let run = try await folder.run("stele pack -qo p source && stele list --files p")
    let lines = run.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.map(\.last) == ["a.png", "empty/", "folder/text.txt", "n1.md"])
    #expect(lines[0] == ["300", "2020-10-03", "14:05", "a.png"])
    #expect(lines.map(\.count) == [4, 3, 4, 4])
  }

  @Test("'show' has what is known of an article, and of each thing that it shows")
  func show() async throws {
    let folder = try await CommandFolder.packed()
    let article = try folder.temporary.bytes("source/n1.md")
    #expect(
      try await folder.run("stele show p.stele.tar.gz n1.md").output == """
        The stone
          author     Ho Chien
          published  2020-10-03
          words      2
          path       n1.md
          digest     \(Digest(hashing: article))
        assets: 1 of 2 included
          included  image  a.png
            a.png, application/octet-stream, 300 B
          missing (remote)  image  https://x.example/b.png

        """)
  }

  @Test(
    "'info' has the digests that the tools of every computer give, the counts, and what the bag says of itself"
  )
  func info() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      set -e
      stele pack -qo p --info Note=kept source; stele info p >said
      for file in tagmanifest-sha256.txt manifest-sha256.txt; do stele cat p $file | sha256sum | cut -c1-64; done
      tail -c 450 p | sha256sum | cut -c1-64
      cat said
      """)
    let lines = run.output.split(separator: "\n").map(String.init)
    try #require(run.status == 0 && lines.count > 10, "\(run.error)")
    let said = lines[4...].map {
      $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
    for line in [
      "name source", "package digest sha256:\(lines[0])", "content digest sha256:\(lines[1])",
      "container digest sha256:\(lines[2])", "codec gzip", "articles 1",
      "assets 1 included, 1 missing, 0 skipped", "Note kept", "Stele-Version 1",
    ] {
      #expect(said.contains(line), "\(line): \(said)")
    }
    #expect(said.contains { $0.hasPrefix("files 3, ") })
  }

  @Test("'cat' gives a file by its path, by its path in the bag, and by its digest")
  func cat() async throws {
    let folder = try await CommandFolder.packed()
    let digest = Digest(hashing: try folder.temporary.bytes("source/a.png"))
    for word in ["a.png", "data/a.png", "\(digest)"] {
      let run = try await folder.run("stele cat p.stele.tar.gz \(word) | cmp - source/a.png")
      #expect(run.status == 0, "\(word): \(run.error)\(run.output)")
    }
  }
}
