import SteleTestSupport
import Testing

@Suite("Pipes, and the world around")
struct PipeTests {
  @Test("A package to a pipe has the same bytes as one to a file", arguments: ["gzip", "zstd"])
  func packToPipe(codec: String) async throws {
    let folder = try CommandFolder()
    try folder.makeSource()
    try folder.temporary.makeFile("source/large", bytes: .noise(3_000_000))
    let run = try await folder.run(
      "stele pack --codec \(codec) -o p source && stele pack --codec \(codec) -o - source | cat > piped && cmp p piped"
    )
    #expect(run.status == 0, "\(run.error)")
    #expect(try folder.temporary.names() == ["p", "piped", "source"])
  }

  @Test("A pipe is verified and extracted as a file is")
  func fromPipe() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "cat p.stele.tar.gz | stele verify - && cat p.stele.tar.gz | stele extract -C out - && diff -r source out"
    )
    #expect(run.status == 0, "\(run.error)\(run.output)")
    #expect(run.output.hasPrefix("standard input: intact, complete\n"))
    let direct = try await folder.run("stele pack -o - source | stele verify --json -")
    #expect(direct.output.contains(#""intact":true"#))
  }

  @Test("A named pipe is verified, extracted and salvaged as a file is, and a receipt may come through one")
  func fromNamedPipe() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      mkfifo fifo; stele receipt -o r p.stele.tar.gz; set -e
      through() { file=$1; shift; cat $file > fifo & stele "$@"; wait $!; }
      through p.stele.tar.gz verify fifo
      through p.stele.tar.gz extract -C out fifo && diff -r source out
      through p.stele.tar.gz salvage -C saved fifo && diff -r source saved/proven/data
      through r verify --receipt fifo p.stele.tar.gz
      """)
    #expect(run.status == 0, "\(run.error)\(run.output)")
  }

  @Test(
    "A named pipe where a plain file is needed is refused, though nobody writes to it",
    arguments: [
      "list fifo", "list --files fifo", "show fifo n1.md", "cat fifo n1.md", "info fifo", "receipt fifo",
      "repair -o new fifo", "repair -f -o fifo damaged", "verify --quick fifo",
    ])
  func noNamedPipe(line: String) async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "mkfifo fifo; head -c -10 p.stele.tar.gz > damaged; timeout -k 1 120 \"$STELE\" \(line)")
    #expect(run.status == 3)
    #expect(run.error.contains("fifo") && run.errorLines.count == 1, "\(run.error)")
    #expect(try folder.temporary.names() == ["damaged", "fifo", "p.stele.tar.gz", "source"])
  }

  @Test("A copy that is a named pipe is passed over", arguments: ["repair -o new", "salvage -C new"])
  func noNamedPipeAsCopy(line: String) async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      mkfifo fifo; head -c -10 p.stele.tar.gz > damaged
      timeout -k 1 120 "$STELE" \(line) --from fifo damaged
      """)
    #expect(run.status == 0, "\(run.error)\(run.output)")
    #expect((run.output + run.error).contains("no plain file"))
  }

  @Test(
    "The first signal ends whoever waits for a pipe",
    arguments: [
      "stele verify fifo", "stele extract -C out fifo", "stele salvage -C out fifo",
      "stele repair --receipt fifo -o new p.stele.tar.gz", "stele verify --receipt fifo p.stele.tar.gz",
      "sleep 9 > fifo & stele extract -C out fifo", "sleep 9 | stele extract -C out -",
      "(head -c 900 p.stele.tar.gz; sleep 9) | stele extract -C out -",
      "(head -c 900 p.stele.tar.gz; sleep 9) | stele salvage -C out -",
      "head -c 300000 /dev/urandom > source/noise; { stele pack -q -o - source; echo $? >&3; } 3>status | sleep 5; exit $(cat status)",
    ])
  func interruptedWait(line: String) async throws {
    let folder = try await CommandFolder.packed()
    for (signal, status) in [("INT", 130), ("TERM", 143)] {
      let run = try await folder.run(
        """
        [ -e fifo ] || mkfifo fifo
        stele() { timeout --preserve-status -k 30 -s \(signal) 1 "$STELE" "$@"; }
        \(line)
        """)
      #expect(run.status == status, "\(run.error)")
      #expect(try folder.temporary.names().allSatisfy { !$0.hasPrefix(".stele") && $0 != "new" })
    }
  }

  @Test("A signal that is ignored where the program is started does not end it")
  func ignoredSignals() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      mkfifo fifo; (trap '' INT TERM; exec "$STELE" extract -q -C out fifo) & id=$!
      exec 3> fifo; kill -INT $id; kill -TERM $id; cat p.stele.tar.gz >&3; exec 3>&-
      wait $id; echo $?; diff -r source out
      """)
    #expect(run.output == "0\n", "\(run.error)")
  }

  @Test("No signal is lost, however soon it comes")
  func signalAtStart() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      mkfifo fifo; sleep 60 <> fifo & writer=$!
      for moment in $(seq -w 0 2 198); do
        "$STELE" extract -C out fifo 2> error & id=$!
        sleep 0.0$moment; kill -TERM $id; wait $id; echo $?
      done | sort | uniq -c
      kill $writer
      """)
    #expect(run.output.split(separator: " ") == ["100", "143\n"], "\(run.error)")
    #expect(try folder.temporary.names().allSatisfy { !$0.hasPrefix(".stele") })
  }

  @Test(
    "Neither time zone nor locale nor the folder one stands in changes a package",
    arguments: [
      ["TZ": "Asia/Taipei"], ["TZ": "America/St_Johns"], ["LC_ALL": "tr_TR.UTF-8"], ["LC_ALL": "C"],
      ["HOME": "/nowhere"],
      ["USER": "somebody", "LOGNAME": "somebody", "HOSTNAME": "host"],
    ])
  func surroundings(environment: [String: String]) async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "stele pack -q -o other source && cmp p.stele.tar.gz other && cd source && stele pack -q -o ../third --name source . && cmp ../third ../other",
      environment: environment)
    #expect(run.status == 0, "\(run.error)\(run.output)")
  }

  @Test("The umask decides what others may do with a package and with what comes out")
  func umask() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      "umask 027; stele pack -q -o new source; stele extract -q -C out new; stat -c %a new out out/n1.md")
    #expect(run.output == "640\n750\n640\n")
  }

  @Test("Bagging-Date is given, or taken from SOURCE_DATE_EPOCH, or absent")
  func baggingDate() async throws {
    let folder = try await CommandFolder.packed()
    #expect(try await !folder.run("stele cat p.stele.tar.gz bag-info.txt").output.contains("Bagging-Date"))
    let given = try await folder.run(
      "stele pack -qo 1 --bagging-date 2024-02-29 source && stele cat 1 bag-info.txt")
    #expect(given.output.hasPrefix("Bagging-Date: 2024-02-29\n"))
    let epoch = try await folder.run(
      "stele pack -qo 2 source && stele cat 2 bag-info.txt", environment: ["SOURCE_DATE_EPOCH": "1601733906"])
    #expect(epoch.output.hasPrefix("Bagging-Date: 2020-10-03\n"))
  }

  @Test("What other programs make of a package is what was packed")
  func stockTools() async throws {
    let folder = try await CommandFolder.packed()
    let run = try await folder.run(
      """
      set -e
      mkdir t && tar xf p.stele.tar.gz -C t && diff -r source t/source/data
      cd t/source && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt
      sha256sum tagmanifest-sha256.txt | cut -c1-64
      """)
    let info = try await folder.run("stele info --json p.stele.tar.gz")
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    #expect(
      info.output.contains("\"packageDigest\":\"sha256:\(run.output.split(separator: "\n").last ?? "")\""))
  }

  @Test("A folder without permission is no place for a package, as far as anything holds root back")
  func permissions() async throws {
    let folder = try await CommandFolder.packed()
    for place in ["/proc/p.stele.tar.gz", "/sys/p.stele.tar.gz"] {
      let run = try await folder.run("stele pack -o \(place) source")
      #expect(run.status == 3)
      #expect(run.error.contains("stele: error: cannot"), "\(run.error)")
    }
    let run = try await folder.run("stele extract -C /proc/stele-out p.stele.tar.gz")
    #expect(run.status == 3)
  }
}
