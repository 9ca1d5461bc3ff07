import Foundation
import SteleTestSupport
import SystemPackage
import Testing

/// What came of running a command.
struct CommandRun: Sendable {
  /// The exit status; 128 and the number of the signal that ended it, as a shell says it.
  let status: Int32
  let output: String
  let error: String

  var errorLines: [String] { error.split(separator: "\n").map(String.init) }
}

/// A temporary folder to run `stele` in.
final class CommandFolder: Sendable {
  let temporary: TemporaryFolder

  init() throws {
    Self.heedSignals
    temporary = try TemporaryFolder()
  }

  /// What runs these tests may ignore signals, and what they run would do so, too.
  private static let heedSignals: Void = {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }()

  /// A folder with a package `p.stele.tar.gz` of the folder `source`, which holds an article and its picture.
  static func packed() async throws -> CommandFolder {
    let folder = try CommandFolder()
    try folder.makeSource()
    let run = try await folder.run("stele pack -o p.stele.tar.gz source")
    try #require(run.status == 0, "\(run.error)")
    return folder
  }

  func makeSource() throws {
    try temporary.makeFile(
      "source/n1.md",
      "---\nauthor: Ho Chien\ndate: 2020-10-03\n---\n# The stone\n\n![a](a.png) ![b](https://x.example/b.png)\n"
    )
    try temporary.makeFile("source/a.png", bytes: .noise(300))
    try temporary.makeFile("source/folder/text.txt", "text")
    try temporary.makeFolder("source/empty")
  }

  /// The program that was built beside these tests.
  static let program = FilePath(CommandLine.arguments[0]).removingLastComponent().appending("stele").string

  static let top = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
    .removingLastComponent()

  /// Runs a line of shell in this folder; `stele` is the program that was built.
  func run(_ line: String, environment: [String: String] = [:]) async throws -> CommandRun {
    await Self.gate.enter()
    do {
      let run = try await runNow(line, environment)
      await Self.gate.leave()
      return run
    } catch {
      await Self.gate.leave()
      throw error
    }
  }

  private static let gate = Gate(8)

  private func runNow(_ line: String, _ environment: [String: String]) async throws -> CommandRun {
    let id = UUID().uuidString
    let logs = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "stele() { \"$STELE\" \"$@\"; }\n\(line)"]
    process.currentDirectoryURL = URL(fileURLWithPath: temporary.path.string)
    process.environment = ["STELE": Self.program, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "ID": id]
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let (output, error) = (try Self.file(logs, "output"), try Self.file(logs, "error"))
    // A process that has ended keeps its files open for long.
    defer {
      try? output.close()
      try? error.close()
    }
    process.standardOutput = output
    process.standardError = error
    let status = try await Self.status(of: process)
    return CommandRun(
      status: status, output: try String(decoding: logs.bytes("output"), as: UTF8.self),
      error: try String(decoding: logs.bytes("error"), as: UTF8.self))
  }

  private static func file(_ folder: TemporaryFolder, _ name: String) throws -> FileHandle {
    try folder.makeFile(name)
    return try #require(FileHandle(forWritingAtPath: folder[name].string))
  }

  /// Starts a process and waits for its end.
  static func status(of process: Process, _ started: @escaping @Sendable (Int32) -> Void = { _ in })
    async throws
    -> Int32
  {
    try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = {
        continuation.resume(
          returning: ($0.terminationReason == .uncaughtSignal ? 128 : 0) + $0.terminationStatus)
      }
      do {
        try process.run()
        started(process.processIdentifier)
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }

  /// Changes one byte of a package: by default where the first frame's deflate data begins, so that none of it can be
  /// decoded.
  func damage(_ name: String = "p.stele.tar.gz", at offset: Int = 56) throws {
    let byte = try temporary.bytes(name)[offset]
    try temporary.overwrite(name, [byte ^ 0xFF], at: offset)
  }
}
