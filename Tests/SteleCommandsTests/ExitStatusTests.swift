import SteleTestSupport
import Testing

@Suite("Exit statuses")
struct ExitStatusTests {
  @Test(
    "What is done as asked ends with 0",
    arguments: [
      "stele pack -o new source", "stele pack -o kept/ source", "stele pack -o new/ source",
      "stele pack -o kept/ source && stele pack -o kept/ source",
      "stele pack --codec zstd source", "stele pack -f -o p.stele.tar.gz source",
      "stele pack --each -o kept source", "stele pack --as markdown -o new source",
      "stele verify p.stele.tar.gz", "stele verify --quick p.stele.tar.gz p.stele.tar.gz",
      "stele extract -C out p.stele.tar.gz",
      "stele extract -C out --article n1.md p.stele.tar.gz",
      "stele extract -C out --path '*.png' p.stele.tar.gz",
      "stele extract --bag -C out p.stele.tar.gz && stele verify out/source", "stele list p.stele.tar.gz",
      "stele list --max-entries 100 --files p.stele.tar.gz",
      "stele cat --max-expansion 5 p.stele.tar.gz n1.md",
      "stele list --files p.stele.tar.gz", "stele show p.stele.tar.gz n1.md",
      "stele cat p.stele.tar.gz a.png",
      "stele cat p.stele.tar.gz bagit.txt", "stele info p.stele.tar.gz", "stele --help", "stele help pack",
      "stele --version",
      "stele verify --expect $(stele info --json p.stele.tar.gz | sed 's/.*packageDigest\":\"//; s/\".*//') p.stele.tar.gz",
      "stele pack --skip-unreadable -o new fifo-and-file", "stele receipt p.stele.tar.gz",
      "stele receipt -o r p.stele.tar.gz && stele receipt -f -o r p.stele.tar.gz && stele verify --receipt r p.stele.tar.gz",
      "stele receipt p.stele.tar.gz > r; stele verify --quick --receipt r p.stele.tar.gz",
      "stele receipt p.stele.tar.gz > r; head -c 900 p.stele.tar.gz | stele verify --partial --receipt r -",
      "stele receipt p.stele.tar.gz > r; stele verify --partial --receipt r p.stele.tar.gz",
      "stele salvage -C out p.stele.tar.gz && diff -r source out/proven/data",
      "stele salvage -C kept - < p.stele.tar.gz && cmp kept/proven/data/a.png source/a.png",
      "head -c -300 p.stele.tar.gz > cut; stele salvage -C out cut && stele verify out/proven",
      "stele repair -o new damaged && cmp new p.stele.tar.gz && stele verify new",
      "stele repair -o new p.stele.tar.gz && test ! -e new",
      "stele repair -o new --from source/a.png --from nowhere damaged 2>said && cmp new p.stele.tar.gz && grep -c 'passed over' said | grep -x 2",
      "stele receipt -o - p.stele.tar.gz > r && stele verify --receipt r p.stele.tar.gz && test ! -e ./-",
      "stele rebuild-index -o new damaged && cmp new p.stele.tar.gz",
      "head -c -700 p.stele.tar.gz > cut; stele rebuild-index cut -o new && cmp new p.stele.tar.gz",
      "stele repair -f -o new --from p.stele.tar.gz damaged && cmp new p.stele.tar.gz",
      "stele salvage -C out damaged --from p.stele.tar.gz && diff -r source out/proven/data",
      "stele salvage -C out damaged --from source/a.png && diff -r source out/proven/data",
      "mkdir out && touch out/notes.txt && stele salvage -f -C out p.stele.tar.gz",
    ])
  func done(line: String) async throws { try await check(line, 0) }

  @Test(
    "A package that is not sound, or not the expected one, ends with 1",
    arguments: [
      "stele verify damaged", "stele verify --quick damaged",
      "stele verify p.stele.tar.gz damaged p.stele.tar.gz",
      "stele verify - < damaged", "head -c 900 p.stele.tar.gz | stele verify -",
      "stele extract -C out damaged",
      "stele pack -qo broken source/n1.md source/a.png; printf x | dd of=broken bs=1 seek=$(($(stat -c %s broken) - 300)) conv=notrunc 2>dd; stele extract -C out --path a.png broken 2>said; s=$?; grep -q 'all that was asked for was extracted' said && cmp out/a.png source/a.png && exit $s",
      "stele verify --expect sha256:0000000000000000000000000000000000000000000000000000000000000000 p.stele.tar.gz",
      "stele verify --quick --expect 0000000000000000000000000000000000000000000000000000000000000000 p.stele.tar.gz",
      "head -c 900 p.stele.tar.gz > cut; stele list cut", "head -c 900 p.stele.tar.gz > cut; stele info cut",
      "stele list --max-tag-file-size 10 p.stele.tar.gz", "stele list --files --max-entries 1 p.stele.tar.gz",
      "stele info --max-tag-file-size 10 p.stele.tar.gz",
      "stele show --max-tag-file-size 10 p.stele.tar.gz n1.md",
      "stele list damaged", "stele info damaged", "stele show damaged n1.md", "stele cat damaged n1.md",
      "stele extract --bag -C out p.stele.tar.gz; echo x >> out/source/data/n1.md; stele verify out/source",
      "head -c 1200 p.stele.tar.gz | stele salvage -C out -",
      "tail -c +300 p.stele.tar.gz | stele salvage -C out -",
      "head -c 1200 p.stele.tar.gz > cut; stele repair -o new cut; s=$?; test ! -e new && exit $s",
      "stele pack -q --parity none -o q source; tail -c +300 q > cut; stele repair -qo new cut",
      "stele receipt damaged", "stele receipt p.stele.tar.gz > r; stele verify --receipt r damaged",
      "stele receipt p.stele.tar.gz > r; stele verify --partial --receipt r damaged",
      "stele receipt p.stele.tar.gz > r; stele verify --partial --receipt r r",
      "stele receipt p.stele.tar.gz > r; stele pack -qo q --codec zstd source; stele verify -q --receipt r q",
    ])
  func unsound(line: String) async throws { try await check(line, 1) }

  @Test(
    "Wrong usage ends with 2",
    arguments: [
      "stele pack \"\"", "stele pack \"$UNSET\" source", "stele pack -o \"\" source",
      "stele", "stele bogus", "stele pack", "stele pack --level 13 source",
      "stele pack --codec zstd --level 20 source",
      "stele pack --codec lzma source", "stele pack --codec zstd -o z.tar.gz source",
      "stele pack --codec gzip -o z.tar.zst source", "stele pack -o z.tar.zst --level 20 source",
      "stele list - < p.stele.tar.gz", "stele cat - a.png < p.stele.tar.gz", "stele info -", "stele show - x",
      "stele receipt -", "stele repair -o new -", "stele pack --as pdf source",
      "stele pack --threads 0 source",
      "stele pack --digest md5 source",
      "stele pack --info nothing source", "stele pack --info Payload-Oxum=1.1 source",
      "stele pack --name a/b source",
      "stele pack --bagging-date 2020-02-30 source", "SOURCE_DATE_EPOCH=x stele pack source",
      "stele pack --each -o - source", "stele pack --each -o kept.tgz source",
      "stele pack --each -o kept.stele.tar.zst source", "stele pack --each -o \"\" source",
      "stele pack --site-root \"\" source",
      "stele pack --map nothing source", "stele verify", "stele verify --expect sha256:00 p.stele.tar.gz",
      "stele verify --quick - < p.stele.tar.gz", "stele extract", "stele extract --bogus p.stele.tar.gz",
      "stele list",
      "stele list p.stele.tar.gz p.stele.tar.gz", "stele show p.stele.tar.gz", "stele cat p.stele.tar.gz",
      "stele cat p.stele.tar.gz sha256:00", "stele cat p.stele.tar.gz ../x", "stele info",
      "stele salvage p.stele.tar.gz", "stele salvage -C out",
      "stele salvage -C out --from p.stele.tar.gz - < damaged",
      "stele salvage -C out --from - damaged < p.stele.tar.gz",
      "stele repair", "stele repair p.stele.tar.gz", "stele repair -o new",
      "stele repair -o new damaged damaged",
      "stele receipt", "stele verify --partial p.stele.tar.gz",
      "stele receipt p.stele.tar.gz > r; stele verify --partial --quick --receipt r p.stele.tar.gz",
      "stele receipt p.stele.tar.gz > r; stele verify --receipt r p.stele.tar.gz p.stele.tar.gz",
    ])
  func usage(line: String) async throws {
    // Without a subcommand there is help, which is no error of the user's.
    try await check(line, line == "stele" ? 0 : 2)
  }

  @Test(
    "What cannot be read or written, is not there, or is there already, ends with 3",
    arguments: [
      "stele pack nowhere", "stele pack source/empty", "stele pack fifo-and-file",
      "stele pack -o p.stele.tar.gz source",
      "stele pack --site-root nowhere source/n1.md", "stele pack --site-root source/a.png source",
      "stele pack -f -o source/n1.md source/n1.md", "stele pack -o nowhere/p source",
      "stele pack -o source source",
      "stele verify nowhere", "stele verify p.stele.tar.gz nowhere", "stele verify damaged nowhere",
      "stele verify --quick source/a.png", "stele extract nowhere", "stele extract -C out source/a.png",
      "stele extract -C nowhere/deep p.stele.tar.gz", "stele extract -C source p.stele.tar.gz",
      "stele extract -C out --article zzz p.stele.tar.gz", "stele extract -C out --path zzz p.stele.tar.gz",
      "stele list nowhere", "stele list source", "stele list source/a.png", "stele show p.stele.tar.gz zzz",
      "stele cat p.stele.tar.gz zzz", "stele cat nowhere zzz", "stele info nowhere",
      "stele info source/a.png",
      "stele cat p.stele.tar.gz sha256:0000000000000000000000000000000000000000000000000000000000000000",
      "stele receipt p.stele.tar.gz > r; stele verify --receipt r source",
      "stele salvage -C out nowhere", "stele salvage -C out source/a.png",
      "stele salvage -C source p.stele.tar.gz",
      "stele salvage -C out p.stele.tar.gz; stele salvage -f -C out p.stele.tar.gz",
      "stele salvage -C nowhere/deep p.stele.tar.gz", "stele salvage -C source/a.png p.stele.tar.gz",
      "stele extract -C out - < source/a.png",
      "stele repair -o new nowhere", "stele repair -o new source/a.png",
      "stele repair -o nowhere/new damaged",
      "stele repair -o p.stele.tar.gz damaged", "stele repair -f -o damaged damaged",
      "stele receipt nowhere", "stele receipt source/a.png", "stele receipt -o p.stele.tar.gz p.stele.tar.gz",
      "stele verify --receipt nowhere p.stele.tar.gz", "stele verify --receipt source/n1.md p.stele.tar.gz",
    ])
  func inputOutput(line: String) async throws { try await check(line, 3) }

  @Test(
    "A full disk in the place of standard output ends with 3",
    arguments: [
      "pack -o - source", "pack -f -o p.stele.tar.gz source", "pack -f --json -o p.stele.tar.gz source",
      "pack --each -o kept source", "verify p.stele.tar.gz", "verify --json p.stele.tar.gz",
      "extract -C out p.stele.tar.gz", "list p.stele.tar.gz", "list --files p.stele.tar.gz",
      "show p.stele.tar.gz n1.md",
      "cat p.stele.tar.gz a.png", "info p.stele.tar.gz", "receipt p.stele.tar.gz",
      "salvage -C out p.stele.tar.gz", "--help", "pack --help",
      "--version",
    ])
  func fullDisk(command: String) async throws {
    let run = try await check("stele \(command) > /dev/full", 3)
    #expect(run.error.contains("o space left") || command.contains("-") && run.error.isEmpty, "\(run.error)")
  }

  @Test("A reader that has seen enough is no trouble", arguments: ["list --files", "info", "cat"])
  func closedPipe(command: String) async throws {
    let path = command == "cat" ? " a.png" : ""
    let run = try await check("{ stele \(command) p.stele.tar.gz\(path); echo $? >&2; } | true", 0)
    #expect(["0", "3"].contains(run.error.split(separator: "\n").last.map(String.init)))
    #expect(run.error.utf8.count < 3, "\(run.error)")
  }

  @discardableResult
  private func check(_ line: String, _ status: Int32) async throws -> CommandRun {
    let folder = try await CommandFolder.packed()
    try folder.temporary.makeFolder("kept")
    try folder.temporary.makeFile("damaged", bytes: folder.temporary.bytes("p.stele.tar.gz"))
    // In the middle of the first frame, which holds the manifest.
    try folder.damage("damaged")
    try folder.temporary.makeFile("fifo-and-file/file", "file")
    try folder.temporary.makeFIFO("fifo-and-file/fifo")
    let run = try await folder.run(line)
    #expect(run.status == status, "\(run.output)\(run.error)")
    // Who is told that something is wrong is told what: in the report, or in a line of ours.
    if status >= 2, status != 3 || !line.hasSuffix("/dev/full") {
      #expect(run.errorLines.contains { $0.hasPrefix("stele: error: ") }, "\(run.error)")
    }
    return run
  }
}
