import Foundation
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// A process that is killed at any moment leaves nothing, or something whole. The moments are drawn from noise
/// with a fixed seed, over the time that an undisturbed run takes.
@Suite("Killed at any moment", .serialized)
struct CrashTests {
  static let rounds = 20

  /// A folder with a source of some 160 MB that does not compress.
  func makeFolder() throws -> CommandFolder {
    let folder = try CommandFolder()
    var bytes = [UInt8].noise(20_000_000)
    for number: UInt8 in 0..<8 {
      bytes[0] = number
      try folder.temporary.makeFile("source/\(number).bin", bytes: bytes)
    }
    try folder.temporary.makeFile("small/a.txt", "a")
    return folder
  }

  /// Runs the program, and sends it a signal after a while; its exit status, and what it said on standard error.
  func run(
    _ folder: CommandFolder, _ arguments: [String], signal: Int32, after delay: Duration
  ) async throws -> (status: Int32, error: String) {
    let logs = try TemporaryFolder()
    try logs.makeFile("error")
    let error = try #require(FileHandle(forWritingAtPath: logs["error"].string))
    defer { try? error.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandFolder.program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.temporary.path.string)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = error
    let status = try await CommandFolder.status(of: process) { id in
      Task {
        try? await Task.sleep(for: delay)
        kill(id, signal)
      }
    }
    return (status, try String(decoding: logs.bytes("error"), as: UTF8.self))
  }

  /// How long a run takes that nothing disturbs.
  func time(_ folder: CommandFolder, _ line: String) async throws -> Duration {
    let start = ContinuousClock.now
    let run = try await folder.run(line)
    try #require(run.status == 0, "\(run.error)")
    return ContinuousClock.now - start
  }

  func delays(_ whole: Duration, seed: UInt64) -> [Duration] {
    var noise = Noise(seed: seed)
    return (0..<Self.rounds).map { _ in whole * Double.random(in: 0..<1.1, using: &noise) }
  }

  /// Names but of files in the making, which say what they are.
  func names(_ folder: CommandFolder, _ relative: String = ".") throws -> [String] {
    try folder.temporary.names(relative).filter { !$0.hasPrefix(".stele-unfinished-") }
  }

  @Test("A killed pack leaves no package, or a whole one")
  func pack() async throws {
    let folder = try makeFolder()
    let whole = try await time(folder, "stele pack -q -o first source")
    for delay in delays(whole, seed: 1) {
      _ = try await run(folder, ["pack", "-q", "-o", "p", "source"], signal: SIGKILL, after: delay)
      let found = try names(folder)
      #expect(found == ["first", "small", "source"] || found == ["first", "p", "small", "source"])
      guard found.contains("p") else { continue }
      #expect(try await folder.run("cmp first p").status == 0)
      try folder.temporary.remove("p")
    }
  }

  @Test("A killed pack that replaces a package leaves the old one, or the new one")
  func replace() async throws {
    let folder = try makeFolder()
    let whole = try await time(
      folder, "stele pack -q -o first source && stele pack -q -o old small && cp old p")
    for delay in delays(whole, seed: 2) {
      _ = try await run(folder, ["pack", "-q", "-f", "-o", "p", "source"], signal: SIGKILL, after: delay)
      #expect(try names(folder) == ["first", "old", "p", "small", "source"])
      #expect(try await folder.run("cmp -s old p || cmp first p").status == 0)
      _ = try await folder.run("cp old p; rm -f .stele-unfinished-*")
    }
  }

  @Test("A killed extraction leaves no wrong file under any name")
  func extract() async throws {
    let folder = try makeFolder()
    let packed = try await folder.run("stele pack -q -o p source")
    try #require(packed.status == 0)
    let whole = try await time(folder, "stele extract -q -C first p")
    for delay in delays(whole, seed: 3) {
      _ = try await run(folder, ["extract", "-q", "-C", "out", "p"], signal: SIGKILL, after: delay)
      guard try names(folder).contains("out") else { continue }
      let check = try await folder.run(
        "for f in out/*; do [ ! -e $f ] || cmp $f source/${f#out/} || exit 1; done")
      #expect(check.status == 0, "\(check.error)\(check.output)")
      _ = try await folder.run("rm -rf out")
    }
  }

  @Test(
    "A signal ends a run with 128 and its number, and nothing is left half-done, which is said",
    arguments: [
      (SIGINT, "pack -q -o p source"), (SIGTERM, "pack -q -o p source"), (SIGINT, "extract -q -C out first"),
      (SIGTERM, "extract -q -C out first"), (SIGTERM, "verify -q first"),
    ])
  func signals(signal: Int32, command: String) async throws {
    let folder = try makeFolder()
    let whole = try await time(folder, "stele pack -q -o first source")
    let arguments = command.split(separator: " ").map(String.init)
    var statuses: Set<Int32> = []
    var said: Set<String> = []
    // On a busy machine the run that was timed may have taken many times as long as those that follow: then the signal must
    // come earlier.
    for share in [0.3, 0.1, 0.5, 0.2, 0.4, 0.7, 0.05, 0.02, 0.01, 0.005] {
      if share < 0.1, statuses.contains(128 + signal) { break }
      let (status, error) = try await run(folder, arguments, signal: signal, after: whole * share)
      statuses.insert(status)
      if !error.isEmpty { said.insert(error) }
      // It may have been done before the signal came, or not have begun to listen.
      #expect([0, 128 + signal].contains(status))
      let left = try folder.temporary.names()
      if status != 0 { #expect(!left.contains("p")) }
      #expect(!left.contains { $0.hasPrefix(".stele") })
      let check = try await folder.run(
        "[ ! -e p ] || cmp first p || exit 1; for f in out/*; do [ ! -e $f ] || cmp $f source/${f#out/} || exit 1; done; rm -rf p out"
      )
      #expect(check.status == 0, "\(check.error)")
    }
    #expect(statuses.contains(128 + signal))
    // Who only reads has nothing to say.
    let message = "stele: error: interrupted; nothing was left half-done\n"
    #expect(said == (arguments[0] == "verify" ? [] : [message]))
  }

  @Test("A signal stops 'cat' too, in the middle of a file")
  func cat() async throws {
    let folder = try makeFolder()
    let run = try await folder.run(
      """
      stele pack -q -o p source && mkfifo fifo
      "$STELE" cat p 1.bin > fifo & id=$!
      exec 3< fifo; head -c 100000 <&3 > /dev/null
      kill -TERM $id; sleep 1; cat <&3 > rest
      wait $id; echo $?
      [ $(stat -c %s rest) -lt 19000000 ] && echo less
      """)
    #expect(run.output == "143\nless\n", "\(run.error)")
  }
}
