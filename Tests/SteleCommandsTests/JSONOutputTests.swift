import SteleTestSupport
import Testing

@Suite("JSON output")
struct JSONOutputTests {
  /// A line of shell, the schema of its output's lines, and how many there are.
  static let lines: [(String, schema: String, count: Int)] = [
    ("stele pack --json -o new source", "pack", 1), ("stele pack --json -o kept/ source", "pack", 1),
    ("stele pack -q -o kept/ source && stele pack --json -o kept/ source", "pack", 1),
    ("stele pack --each --json -o kept source | head -n 1", "pack", 1),
    ("stele pack --each --json -o kept source | tail -n +2", "pack-each", 1),
    ("stele pack --json --skip-unreadable -o new odd", "pack", 1),
    ("stele pack --json -o - source 2>&1 >/dev/null", "pack", 1),
    ("stele verify --json p.stele.tar.gz p.stele.tar.gz", "verify", 2),
    ("stele verify --json --quick p.stele.tar.gz", "verify", 1),
    ("stele verify --json - < p.stele.tar.gz", "verify", 1),
    ("stele verify --json damaged", "verify", 1), ("stele verify --json --quick damaged", "verify", 1),
    ("head -c 1000 damaged | stele verify --json -", "verify", 1),
    ("stele verify --json source/n1.md", "verify", 1), ("stele verify --json no p.stele.tar.gz", "verify", 2),
    ("stele verify --json --quick no", "verify", 1),
    (
      "stele verify --json --expect 0000000000000000000000000000000000000000000000000000000000000000 p.stele.tar.gz",
      "verify", 1
    ),
    ("stele extract -q --bag -C out p.stele.tar.gz; stele verify --json out/source", "verify", 1),
    ("stele verify --json source", "verify", 1), ("stele extract --json -C out p.stele.tar.gz", "extract", 1),
    ("head -c -400 p.stele.tar.gz > cut; stele extract --json -C out cut", "extract", 1),
    ("stele extract --json --bag -C out - < p.stele.tar.gz", "extract", 1),
    ("stele list --json p.stele.tar.gz", "article", 1),
    ("stele list --files --json p.stele.tar.gz", "file", 4),
    ("stele show --json p.stele.tar.gz n1.md", "article", 1), ("stele info --json p.stele.tar.gz", "info", 1),
    ("stele repair --json -o fixed damaged", "repair", 1),
    ("stele repair --json -o fixed p.stele.tar.gz", "repair", 1),
    ("head -c 1500 p.stele.tar.gz > cut; stele repair --json -o fixed cut", "repair", 1),
    ("stele info --json unprotected", "info", 1),
    ("stele pack -q --codec zstd --info Note=x -o z source; stele info --json z", "info", 1),
    ("stele salvage --json -C new p.stele.tar.gz", "salvage", 1),
    ("stele salvage -q -C new p.stele.tar.gz; cat new/salvage-report.json", "salvage", 1),
    ("stele salvage --json --partial -C new damaged", "salvage", 1),
    ("head -c 900 p.stele.tar.gz | stele salvage --json -C new -", "salvage", 1),
    ("tail -c +1200 p.stele.tar.gz | stele salvage --json -C new -", "salvage", 1),
    ("stele extract --json -C out damaged", "error", 1), ("stele list --json damaged", "error", 1),
    ("stele list --files --json damaged", "error", 1), ("stele show --json damaged n1.md", "error", 1),
    ("stele info --json damaged", "error", 1), ("stele info --json nowhere", "error", 1),
    ("stele show --json p.stele.tar.gz nowhere", "error", 1),
    ("stele repair --json -o p.stele.tar.gz damaged", "error", 1),
    ("stele salvage --json -C source damaged", "error", 1),
    ("stele verify --json --receipt nowhere p.stele.tar.gz", "error", 1),
    ("stele pack --json nowhere", "error", 1), ("stele pack --json -o new odd", "error", 1),
    ("stele pack --json -o - nowhere", "error", 0),
    ("stele pack --json -o - nowhere 2>&1 >/dev/null | grep -v ^stele", "error", 1),
    ("stele receipt p.stele.tar.gz", "receipt", 1),
    ("stele receipt -o r p.stele.tar.gz; cat r", "receipt", 1),
    ("stele receipt -o r p.stele.tar.gz; stele verify --json --receipt r p.stele.tar.gz", "verify", 1),
    ("stele receipt -o r p.stele.tar.gz; stele verify --json --receipt r --quick damaged", "verify", 1),
    ("stele receipt -o r p.stele.tar.gz; stele verify --json --receipt r --partial damaged", "verify", 1),
    ("stele receipt -o r p.stele.tar.gz; stele verify --json --receipt r --partial missing", "verify", 1),
    (
      "stele receipt -o r p.stele.tar.gz; head -c 900 p.stele.tar.gz | stele verify --json --receipt r --partial -",
      "verify", 1
    ),
  ]

  @Test("Each line is one object, and fits its schema", arguments: lines.indices)
  func fits(number: Int) async throws {
    let (line, schema, count) = Self.lines[number]
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFolder("kept")
    try folder.temporary.makeFile("odd/100%.txt", "x")
    try folder.temporary.makeLink("odd/link", to: "nowhere")
    try folder.temporary.makeFile("damaged", bytes: folder.temporary.bytes("p.stele.tar.gz"))
    try folder.damage("damaged")
    _ = try await folder.run("stele pack -q --parity none -o unprotected source")
    let run = try await folder.run(line)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last?.isEmpty == true)
    #expect(lines.count == count + 1, "\(run.output)\(run.error)")
    let validator = try JSONSchema(named: schema)
    for text in lines.dropLast() {
      let value = try JSON(text)
      #expect(value.object != nil)
      #expect(validator.problems(value).isEmpty, "\(text)")
    }
  }

  @Test("The output says what happened")
  func content() async throws {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFolder("odd")
    try folder.temporary.makeLink("odd/link", to: "nowhere")
    func value(_ line: String) async throws -> JSON { try await JSON(folder.run(line).output) }
    let packed = try await value("stele pack --json -o new source")
    #expect(packed["package"] == .string("new") && packed["name"] == .string("source"))
    #expect(packed["files"] == .integer(3) && packed["articles"] == .integer(1))
    #expect(
      packed["assets"] == .object(["included": .integer(1), "missing": .integer(1), "skipped": .integer(0)]))
    let verified = try await value("stele verify --json new")
    for name in ["packageDigest", "contentDigest", "containerDigest", "files", "bytes", "articles"] {
      #expect(verified[name] == packed[name], "\(name)")
    }
    #expect(verified["intact"] == .bool(true) && verified["expected"] == .null)
    let info = try await value("stele info --json new")
    for name in ["packageDigest", "packageBytes", "assets", "bytes"] {
      #expect(info[name] == packed[name], "\(name)")
    }
    let unread = try await value("stele verify --json nowhere")
    #expect(unread["intact"] == .null && unread["error"]?["code"] == .string("input-output"))
    let refused = try await value("stele pack --json -o other odd")
    #expect(refused["error"]?["code"] == .string("refused") && refused["package"] == .null)
    #expect(refused["findings"]?.array?.first?["path"] == .string("link"))
    try folder.damage("new")
    let lost = try await value("stele info --json new")
    #expect(lost["error"]?["code"] == .string("damaged") && lost["package"] == .string("new"))
    #expect(lost["findings"]?.array?.first?["code"] == .string("E105"))
    let damaged = try await value("stele verify --json new")
    #expect(damaged["intact"] == .bool(false))
    #expect(damaged["findings"]?.array?.isEmpty == false)
    #expect(try await value("stele list --json p.stele.tar.gz")["headline"] == .string("The stone"))
  }

  @Test(
    "The validator refuses what does not fit",
    arguments: [
      "pack", "pack-each", "verify", "extract", "file", "info", "article", "receipt", "salvage", "error",
    ])
  func validator(schema: String) async throws {
    let validator = try JSONSchema(named: schema)
    #expect(!validator.problems(.object([:])).isEmpty)
    #expect(!validator.problems(.array([])).isEmpty)
    let folder = try await CommandFolder.packed()
    let line = try #require(Self.lines.first { $0.schema == schema })
    try folder.temporary.makeFolder("kept")
    let text = try await folder.run(line.0).output.split(separator: "\n")[0]
    let members = try #require(JSON(text).object)
    for name in members.keys {
      var changed = members
      changed[name] = .object(["unknown": .null])
      #expect(!validator.problems(.object(changed)).isEmpty, "\(name)")
    }
    #expect(!validator.problems(.object(members.merging(["more": .null]) { $1 })).isEmpty)
  }

  @Test("A keyword that the validator does not know is an error")
  func unknownKeyword() {
    #expect(!JSONSchema(.object(["uniqueItems": .bool(true)])).problems(.array([])).isEmpty)
  }
}
