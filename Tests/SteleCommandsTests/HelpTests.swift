import Foundation
import SteleTestSupport
import SystemPackage
import Testing

/// With `STELE_WRITE_SNAPSHOTS=1` the snapshots are written instead of compared.
@Suite("Help")
struct HelpTests {
  @Test(
    "Help fits on one screen and is as it was",
    arguments: [
      "", "pack", "more", "capture", "verify", "extract", "repair", "salvage", "list", "show", "cat", "info",
      "receipt",
    ])
  func snapshots(command: String) async throws {
    let run = try await CommandFolder().run(
      ["more", "capture"].contains(command) ? "stele pack --help-\(command)" : "stele \(command) --help",
      environment: ["COLUMNS": "80"])
    #expect(run.status == 0)
    #expect(run.error.isEmpty)
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 38)
    #expect(lines.count >= 20)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(run.output.contains("EXIT STATUS"))
    #expect(run.output.contains("EXAMPLE"))
    #expect(run.output.hasSuffix("\n") && !run.output.hasSuffix("\n\n"))

    let path = CommandFolder.top.appending("Tests/SteleCommandsTests/Snapshots")
      .appending("\(command.isEmpty ? "stele" : command).txt").string
    if ProcessInfo.processInfo.environment["STELE_WRITE_SNAPSHOTS"] != nil {
      try run.output.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(try run.output == String(contentsOfFile: path, encoding: .utf8))
  }

  @Test("The version names the program's and the format's")
  func version() async throws {
    let run = try await CommandFolder().run("stele --version")
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.wholeMatch(of: /\d+\.\d+\.\d+ \(format \d+\.\d+\)\n/) != nil)
  }
}
