import SteleTestSupport
import SystemPackage
import Testing

@Suite("What the command says of recovery data and of damage")
struct RecoveryTextTests {
  @Test(
    "The guarantee is stated in words",
    arguments: [
      ("parity.stele.tar.gz", "2%: any 2 of 5 blocks; any single burst up to 513 B"),
      (
        "parity-several-stripes.stele.tar.gz",
        "2%: any 3 of 149 blocks in each of 2 stripes; any single burst up to 2.5 kB"
      ),
      ("parity-30-percent.stele.tar.gz", "30%: any 20 of 84 blocks; any single burst up to 9.7 kB"),
    ])
  func guarantee(vector: String, words: String) async throws {
    let path = CommandFolder.top.appending("Spec/Vectors/good/\(vector)").string
    let run = try await CommandFolder().run("stele info '\(path)'")
    #expect(run.output.split(separator: "\n").contains("  recovery data     \(words)"), "\(run.output)")
  }

  @Test("The damage map names the articles and files that damage touches")
  func articles() async throws {
    let folder = try await CommandFolder.packed()
    let bytes = try folder.temporary.bytes("p.stele.tar.gz")
    // In the second frame, which holds the payload.
    let start: [UInt8] = [0x1F, 0x8B, 8, 4]
    let frame = try #require(bytes.indices.dropFirst(4).first { bytes[$0...].starts(with: start) })
    try folder.damage(at: frame + 100)
    let run = try await folder.run("stele verify --json p.stele.tar.gz")
    #expect(run.status == 1)
    let damage = try #require(try JSON(run.output)["damage"])
    #expect(damage["articles"] == .array([.string("data/n1.md")]))
    #expect(damage["files"]?.array?.contains(.string("data/a.png")) == true, "\(run.output)")
    #expect(damage["repairable"] == .bool(true))
  }

  @Test("Where the manifest is damaged no file is called proven, and they are named nevertheless")
  func manifest() async throws {
    let folder = try await CommandFolder.packed()
    try folder.damage()
    let text = try await folder.run("stele verify p.stele.tar.gz").output
    #expect(text.contains("  files    none is proven: the manifest is damaged or missing\n"), "\(text)")
    #expect(text.contains("  touched  all: 3 files, 1 article, by the manifest that repair restores\n"))
    #expect(text.contains("  E308 nothing proves 'data/a.png': "))
    let damage = try #require(
      try await JSON(folder.run("stele verify --json p.stele.tar.gz").output)["damage"])
    #expect(damage["filesNamedBy"] == .string("restored manifest"))
    #expect(
      damage["files"]
        == .array([.string("data/a.png"), .string("data/folder/text.txt"), .string("data/n1.md")]))
    #expect(damage["articles"] == .array([.string("data/n1.md")]))
    let pipe = try await folder.run("stele verify - < p.stele.tar.gz").output
    #expect(pipe.contains("none is proven") && !pipe.contains("are proven"), "\(pipe)")
  }

  @Test(
    "What damage stops says with a code that it is damage, and what to do",
    arguments: [
      "stele extract -C out damaged", "stele list damaged", "stele list --files damaged",
      "stele show damaged n1.md", "stele cat damaged n1.md", "stele info damaged", "stele receipt damaged",
      "stele list cut", "stele cat cut n1.md", "stele extract -C out cut",
    ])
  func hint(line: String) async throws {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFile("damaged", bytes: folder.temporary.bytes("p.stele.tar.gz"))
    try folder.damage("damaged")
    let run = try await folder.run("head -c 1700 p.stele.tar.gz > cut; \(line)")
    #expect(run.status == 1)
    let name = line.contains("cut") ? "cut" : "damaged"
    #expect(run.error.contains(try Regex("E[13][0-9][0-9]")), "\(run.error)")
    #expect(
      run.errorLines.suffix(2) == [
        "stele: hint: whether it can be put right says:  stele verify \(name)",
        "stele: hint: what is left of it gets out:  stele salvage -C DIR \(name)",
      ], "\(run.error)")
  }

  @Test("What is not damage gets no hint of repair")
  func noHint() async throws {
    let folder = try await CommandFolder.packed()
    for line in [
      "stele list --max-tag-file-size 10 p.stele.tar.gz", "stele cat p.stele.tar.gz nowhere", "stele list no",
      "stele extract -C out --max-entries 1 p.stele.tar.gz", "stele list source/n1.md",
    ] {
      let run = try await folder.run(line)
      #expect(run.status != 0 && !run.error.contains("stele salvage"), "\(run.error)")
    }
  }

  @Test(
    "A command that is named in a hint can be given as it stands",
    arguments: ["plain.gz", "it's", "a $HOME `b`", "-dash", "two\nlines\u{1B}[1m", "\u{202E}\"turned\" 石"])
  func quoted(name: String) async throws {
    let folder = try await CommandFolder.packed()
    try folder.damage()
    try folder.temporary.makeFile(name, bytes: folder.temporary.bytes("p.stele.tar.gz"))
    let run = try await folder.run("stele verify -- \"$NAME\"", environment: ["NAME": name])
    let row = try #require(run.output.split(separator: "\n").first { $0.contains("possible: ") })
    let command = try #require(row.split(separator: "possible: ").last)
    try folder.temporary.makeFile(
      "run", "stele() { \"$STELE\" \"$@\"; }\n\(command.replacing("FIXED", with: "fixed"))\n")
    let repair = try await folder.run("/bin/bash run && stele verify fixed")
    #expect(repair.status == 0, "\(command) \(repair.error)")
  }

  @Test("After a limit nothing is said to be sealed so, and what a package lacked when it was made is told")
  func limit() async throws {
    let folder = try await CommandFolder.packed()
    let text = try await folder.run("stele verify --max-entries 2 p.stele.tar.gz").output
    #expect(
      text.contains("repair  not known, since it could not be tried: the package has more than 2 entries"),
      "\(text)")
    #expect(text.contains("files   not counted") && !text.contains("sealed so"))
    let whole = try await folder.run("stele verify p.stele.tar.gz; stele verify --json p.stele.tar.gz").output
    #expect(whole.contains("  assets          1 included, 1 missing, 0 skipped\n"))
    #expect(whole.contains("\"assets\":{\"included\":1,\"missing\":1,\"skipped\":0}"))
  }
}
