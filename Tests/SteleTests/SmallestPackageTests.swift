import Stele
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("The smallest packages")
struct SmallestPackageTests {
  @Test(
    "A package of one short article survives the loss of any one of its blocks", arguments: Codec.allCases)
  func lostBlock(codec: Codec) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile(
      "source/n1.md", "# The stone\n\nBy Ho Chien, 3 October 2020\n\n![](https://x.example/stone.jpg)\n")
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let sound = try workshop.temporary.bytes(codec.packageName)
    let block = try #require(Footer(of: sound, codec)).blockSize.bytes
    for start in stride(from: 0, to: sound.count, by: block) {
      var damaged = sound
      for index in start..<min(start + block, sound.count) { damaged[index] ^= 0xFF }
      #expect(try await workshop.repair(damaged).outcome == .repaired, "the block at \(start)")
      #expect(try workshop.temporary.bytes("fixed") == sound, "the block at \(start)")
    }
  }
}
