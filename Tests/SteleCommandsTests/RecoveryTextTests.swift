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
}
