import SteleTestSupport
import Testing

@Suite("What goes to which stream, and how it looks")
struct StreamTests {
  @Test("Standard output carries results alone; errors go to standard error")
  func results() async throws {
    let folder = try await CommandFolder.packed()
    for line in [
      "verify p.stele.tar.gz", "list p.stele.tar.gz", "list --files p.stele.tar.gz", "info p.stele.tar.gz",
    ] {
      let run = try await folder.run("stele " + line)
      #expect(!run.output.isEmpty && run.error.isEmpty, "\(line): \(run.error)")
    }
    for line in [
      "verify nowhere", "list nowhere", "cat p.stele.tar.gz nowhere", "pack nowhere", "extract nowhere",
      "bogus",
    ] {
      let run = try await folder.run("stele " + line)
      #expect(run.output.isEmpty && !run.error.isEmpty, "\(line): \(run.output)")
      #expect(
        run.errorLines.allSatisfy { $0.wholeMatch(of: /stele: (error|warning|hint): .*[^.]/) != nil },
        "\(run.error)")
    }
  }

  @Test(
    "Wrong usage is told in the same form, whoever finds it",
    arguments: [
      (
        "bogus",
        "'bogus' is no command; there are pack, verify, extract, list, show, cat, info, receipt, repair, salvage"
      ),
      ("lst x", "'lst' is no command; did you mean 'list'?"),
      ("rebuild x", "'rebuild' is no command; did you mean 'rebuild-index'?"),
      ("rebuild-index x", "missing expected argument '--output <fixed>'"),
      ("help verfy", "'verfy' is no command; did you mean 'verify'?"),
      (
        "unpack x",
        "'unpack' is no command; there are pack, verify, extract, list, show, cat, info, receipt, repair, salvage"
      ),
      ("--bogus", "unknown option '--bogus'"), ("pack --bogus x", "unknown option '--bogus'"),
      ("pack --lev 3 x", "unknown option '--lev'; did you mean '--level'?"),
      ("pack --mop x", "unknown option '--mop'; did you mean '--map'?"),
      ("verify --max 3 x", "unknown option '--max'; did you mean '--max-entries'?"),
      (
        "pack --parity 31 x",
        "the value '31' is invalid for '--parity <percent>': use 0.01% to 30%, with two decimal places at most, or none"
      ),
      (
        "pack --info Foo x",
        "the value 'Foo' is invalid for '--info': use KEY=VALUE, as Contact-Name='Ann Lee'"
      ),
      (
        "pack --map foo x",
        "the value 'foo' is invalid for '--map <prefix=dir>': use PREFIX=DIR, as https://i.example/=mirror/"
      ),
      ("pack --as foo x", "the value 'foo' is invalid for '--as': use markdown or html"),
      ("pack --digest md5 x", "the value 'md5' is invalid for '--digest': use sha512"),
      ("pack --level x x", "the value 'x' is invalid for '--level': use 1 to 12 for gzip, 1 to 19 for zstd"),
      (
        "pack --capture --delay x x",
        "the value 'x' is invalid for '--delay': use a number of seconds, 0 to 86400"
      ),
      (
        "pack --capture --max-total 0 x",
        "the value '0' is invalid for '--max-total': use a number of bytes, 1 or more, or one of K, M, G or T as 256M"
      ),
      (
        "verify --expect abc x",
        "the value 'abc' is invalid for '--expect <digest>': use 64 hex digits, also with 'sha256:' before them"
      ),
      (
        "repair --expect abc -o y x",
        "the value 'abc' is invalid for '--expect <digest>': use 64 hex digits, also with 'sha256:' before them"
      ),
      (
        "verify --threads 0 x",
        "the value '0' is invalid for '--threads <n>': use a whole number, 1 to 1024"
      ),
      (
        "list --max-entries x x",
        "the value 'x' is invalid for '--max-entries <n>': use a whole number, 0 or more"
      ),
      (
        "repair -o - x",
        "the new file is verified before it gets its name, which a pipe has none of: name a file with -o"
      ),
      ("verify --quick -", "--quick reads a file, not a pipe"),
      ("pack --forc x", "unknown option '--forc'; did you mean '--force'?"),
      (
        "pack --codec lzma x",
        "the value 'lzma' is invalid for '--codec <codec>'; use one of 'gzip' and 'zstd'"
      ),
      ("list", "missing expected argument '<pkg>'"), ("pack --output", "missing value for '--output <pkg>'"),
    ])
  func usage(line: String, message: String) async throws {
    let run = try await CommandFolder().run("stele " + line)
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errorLines.count == 2)
    #expect(run.errorLines.first == "stele: error: " + message)
    let word = line.prefix { $0 != " " }
    let command = word == "rebuild-index" ? "repair" : word
    let name = ["pack", "verify", "repair", "list"].contains(command) ? "stele \(command)" : "stele"
    let hint = try #require(run.errorLines.last)
    #expect(
      hint.hasPrefix("stele: hint: usage: \(name) ") && hint.hasSuffix("'\(name) --help' says more"),
      "\(hint)")
  }

  @Test(
    "A folder where a file is to be written is said to be one",
    arguments: [
      "repair -o kept p.stele.tar.gz", "repair -f -o kept p.stele.tar.gz", "repair -o new/ p.stele.tar.gz",
      "receipt -o kept/ p.stele.tar.gz", "receipt -f -o kept p.stele.tar.gz",
    ])
  func folderForFile(line: String) async throws {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFolder("kept")
    let run = try await folder.run("stele " + line)
    #expect(run.status == 3 && run.errorLines.count == 1)
    #expect(run.error.contains("is a folder; name a file in it"), "\(run.error)")
    #expect(try folder.temporary.names() == ["kept", "p.stele.tar.gz", "source"])
  }

  @Test("The bytes of a file are all that 'cat' writes")
  func cat() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run("stele cat p.stele.tar.gz a.png > got && cmp got source/a.png")
    #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty)
  }

  @Test("Warnings go to standard error, and none with --quiet")
  func warnings() async throws {
    let folder = try CommandFolder()
    try folder.temporary.makeFile("source/100%.txt", "x")
    let run = try await folder.run("stele pack source")
    #expect(run.errorLines.count == 1)
    #expect(run.error.hasPrefix("stele: warning: W401"))
    let quiet = try await folder.run("stele pack -qf source")
    #expect(quiet.status == 0 && quiet.output.isEmpty && quiet.error.isEmpty)
  }

  @Test("Of very many findings a person sees the first, and JSON has all of them")
  func manyFindings() async throws {
    let folder = try CommandFolder()
    for number in 0..<200 { try folder.temporary.makeFile("source/\(number).txt", "text \(number)") }
    let cut = "stele pack -qo p source && head -c $(($(stat -c %s p) * 6 / 10)) p > cut"
    #expect(try await folder.run(cut).status == 0)
    let run = try await folder.run("stele verify cut")
    #expect(run.status == 1 && run.output.contains("NOT INTACT"))
    let lines = run.output.split(separator: "\n")
    #expect(lines.count < 60 && lines.last?.contains("more; --json shows all of them") == true)
    let json = try await folder.run("stele verify --json cut")
    #expect(json.output.split(separator: "\"code\"").count > 50)
  }

  @Test("With --quiet what goes well says nothing, and what goes wrong still does")
  func quiet() async throws {
    let folder = try await CommandFolder.packed()
    for line in [
      "pack -qo new source", "verify -q p.stele.tar.gz", "verify -q --quick p.stele.tar.gz",
      "extract -q -C out p.stele.tar.gz", "salvage -q -C saved p.stele.tar.gz",
      "repair -q -o fixed p.stele.tar.gz", "receipt -q -o r p.stele.tar.gz",
      "cat -q p.stele.tar.gz folder/text.txt > text",
    ] {
      let run = try await folder.run("stele " + line)
      #expect(run.status == 0 && run.output.isEmpty && run.error.isEmpty, "\(line)")
    }
    try folder.damage()
    let run = try await folder.run("stele verify -q p.stele.tar.gz")
    #expect(run.status == 1)
    #expect(run.output.contains("NOT INTACT"))
  }

  @Test("Names that hold control characters cannot command the terminal")
  func controlCharacters() async throws {
    let folder = try CommandFolder()
    try folder.temporary.makeFile("source/\u{1B}[31mred\n\u{202E}.md", "# \u{1B}]0;title\u{7}\u{9B}31m\n")
    for line in [
      "pack source", "verify source.stele.tar.gz", "list source.stele.tar.gz",
      "list --files source.stele.tar.gz", "show source.stele.tar.gz '*'",
      "extract -C out source.stele.tar.gz", "extract -C out source.stele.tar.gz",
    ] {
      let run = try await folder.run("stele " + line)
      let steering = (run.output + run.error).unicodeScalars.filter {
        ($0.properties.generalCategory == .control && $0 != "\n") || $0 == "\u{202E}"
      }
      #expect(steering.isEmpty, "\(line)")
    }
  }

  /// Runs a line on a terminal of its own; what comes out is all that the terminal got.
  private func onTerminal(_ folder: CommandFolder, _ line: String, _ environment: [String: String] = [:])
    async throws -> String
  {
    try folder.temporary.makeFile("line.sh", "#!/bin/sh\n\"$STELE\" \(line)\n")
    defer { try? folder.temporary.remove("line.sh") }
    let run = try await folder.run(
      "script -qec 'sh line.sh' /dev/null < /dev/null",
      environment: ["TERM": "xterm"].merging(environment) { $1 })
    return run.output
  }

  @Test("Colours are for terminals alone, and for none with NO_COLOR or a dumb one")
  func colours() async throws {
    let folder = try await CommandFolder.packed()
    #expect(try await onTerminal(folder, "list nowhere").contains("\u{1B}[1;31merror:\u{1B}[0m"))
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"], ["TERM": ""]] {
      let text = try await onTerminal(folder, "list nowhere", environment)
      #expect(text.contains("stele: error: cannot open"))
      #expect(!text.contains("\u{1B}"))
    }
    // An empty NO_COLOR is as if it were not set: no-color.org.
    #expect(try await onTerminal(folder, "list nowhere", ["NO_COLOR": ""]).contains("\u{1B}"))
    #expect(
      try await !folder.run("stele list nowhere", environment: ["TERM": "xterm"]).error.contains("\u{1B}"))
    #expect(try await !onTerminal(folder, "verify p.stele.tar.gz").contains("\u{1B}"))
  }

  @Test("Several packages are verified in their order, and all of them whatever the first is")
  func several() async throws {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFile("damaged", bytes: folder.temporary.bytes("p.stele.tar.gz"))
    try folder.damage("damaged")
    let run = try await folder.run("stele verify damaged nowhere p.stele.tar.gz")
    #expect(run.status == 3)
    let verdicts = run.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }
    #expect(verdicts.map { $0.prefix { $0 != ":" } } == ["damaged", "p.stele.tar.gz"])
    #expect(run.errorLines.count == 1 && run.error.contains("nowhere"))
  }
}
