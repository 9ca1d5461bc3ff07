import SteleTestSupport
import SystemPackage
import Testing

@Suite("What 'stele repair' says")
struct RepairTextTests {
  @Test(
    "Each way to prove the container, or none, has its words",
    arguments: [
      (
        "damaged", "", "sealed", "as it was sealed: what is left of the package proves it",
        "data frames: restored from parity"
      ),
      ("tailless", "", "files", "not proven", "block table: made anew"),
      ("tailless", "--receipt receipt", "receipt", "the receipt proves it", "footer: made anew"),
      (
        "stub", "--from p.stele.tar.gz", "copy", "that of 'p.stele.tar.gz'",
        "data frames: taken from 'p.stele.tar.gz'"
      ),
    ])
  func proof(file: String, options: String, proof: String, container: String, step: String) async throws {
    let folder = try await Self.desk()
    let run = try await folder.run("stele repair -o fixed \(options) \(file)")
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("  container ") && $0.contains(container) }, "\(run.output)")
    #expect(lines.contains { $0.contains(step) }, "\(run.output)")
    #expect(run.output.contains("the container is not") == (proof == "files"))
    let json = try await folder.run("stele repair --json -f -o fixed \(options) \(file)")
    #expect(try JSON(json.output)["proof"] == .string(proof))
  }

  @Test("A copy that is of no use is warned of, on standard error alone")
  func notes() async throws {
    let folder = try await Self.desk()
    let run = try await folder.run("stele repair -o fixed --from stub --from nowhere damaged")
    #expect(run.status == 0)
    #expect(run.error.split(separator: "\n").count == 2)
    #expect(run.error.contains("stele: warning: 'stub' is passed over"))
    #expect(run.error.contains("stele: warning: 'nowhere' is passed over"))
    #expect(!run.output.contains("passed over"))
  }

  @Test("What follows from a loss is not listed beside it")
  func losses() async throws {
    let folder = try await Self.desk()
    let run = try await folder.run("stele repair -o fixed cut")
    #expect(run.status == 1)
    #expect(
      run.output.contains("E309") && !run.output.contains("E303") && !run.output.contains("E304"),
      "\(run.output)")
    #expect(!run.output.contains("E314"))
    let named = run.output.split(separator: "\n").filter { $0.contains("E309") }.map {
      $0.split(separator: "'")[1]
    }
    #expect(Set(named).count == named.count)
    #expect(
      run.error.contains("--from COPY") && run.error.contains("stele salvage -C DIR cut"), "\(run.error)")
  }

  @Test("Where a package was sealed with its fault, no other copy is said to help")
  func sealed() async throws {
    let folder = try CommandFolder()
    let vector = CommandFolder.top.appending("Spec/Vectors/bad/E105_zstd-long-block.stele.tar.zst")
    let run = try await folder.run("stele repair -o fixed '\(vector)'")
    #expect(run.status == 1 && run.output.contains("it was sealed so"), "\(run.output)")
    #expect(!run.error.contains("--from") && run.error.contains("stele salvage -C DIR"), "\(run.error)")
  }

  @Test("Where the recovery data is lost, no stripe is said to have lost more than it can restore")
  func recoveryDataLost() async throws {
    let folder = try CommandFolder()
    try folder.temporary.makeFile("source/noise", bytes: .noise(300_000))
    let run = try await folder.run(
      """
      stele pack -q -o p source && head -c 150000 p > cut && stele repair -o fixed cut; echo $?
      stele verify cut | grep '^  repair'
      """)
    #expect(run.output.contains("the recovery data is lost as well"), "\(run.output)")
    #expect(
      !run.output.contains("more than parity can restore") && run.output.contains("\n1\n"), "\(run.output)")
  }

  /// A folder with a package and what damage left of it.
  private static func desk() async throws -> CommandFolder {
    let folder = try await CommandFolder.packed()
    let sound = try folder.temporary.bytes("p.stele.tar.gz")
    try folder.temporary.makeFile("damaged", bytes: sound)
    try folder.damage("damaged")
    try folder.temporary.makeFile("stub", bytes: Array(sound.prefix(30)))
    let member: [UInt8] = [0x1F, 0x8B, 8, 4]
    let second = try #require(sound.indices.dropFirst(4).first { sound[$0...].starts(with: member) })
    try folder.temporary.makeFile("cut", bytes: Array(sound.prefix(second + 60)))
    // All before the block table, whose first frame has the kind 2.
    let table = try #require(sound.indices.first { sound[$0...].starts(with: Array("STL1\u{2}".utf8)) })
    try folder.temporary.makeFile("tailless", bytes: Array(sound.prefix(table - 16)))
    #expect(try await folder.run("stele receipt -q -o receipt p.stele.tar.gz").status == 0)
    return folder
  }
}
