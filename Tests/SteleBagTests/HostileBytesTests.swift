import SteleBag
import SteleCore
import Testing

@Suite("Hostile bytes")
struct HostileBytesTests {
  /// Repeatable random numbers (SplitMix64).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  static let seeds: [String] = [
    "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "\(ManifestTests.hex)  data/a%25b\r\n\(ManifestTests.hex) *./data/c\n",
    "Payload-Oxum: 8.2\r\nContact : x\n  folded\n",
    "http://example.org/a - data/a\nhttp://example.org/b 12 data/b%0A\n",
  ]

  @Test("No bytes make a reader trap, and what it gives is safe", arguments: seeds)
  func mutations(seed: String) {
    var generator = Generator(state: UInt64(seed.utf8.count))
    let pieces: [[UInt8]] = [
      [0], [0xFF], [0x0D], [0x0A], [0x20], [0x25], Array("../".utf8), [0xEF, 0xBB, 0xBF],
    ]
    for _ in 0..<1000 {
      var bytes = Array(seed.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, place + Int.random(in: 0...4, using: &generator))
        bytes.replaceSubrange(place..<end, with: pieces.randomElement(using: &generator)!)
      }
      for encoding in [TagEncoding.utf8, .latin1, .utf16, .utf16LittleEndian] {
        guard let text = TagText(bytes, encoding)?.bytes else { continue }
        let manifest = Manifest.read(text, .payload, .sha256, name: "m", version: .v100).manifest
        #expect(manifest.entries.allSatisfy { $0.path.isPayload && ($0.literalPath?.isPayload ?? true) })
        #expect(FetchList.read(text).list.entries.allSatisfy { $0.path.isPayload })
        _ = BagInfoFields.read(text).info.payloadOxum()
        _ = BagDeclaration.read(text)
      }
    }
  }
}
