import Stele
import SteleContainer
import SteleTestSupport
import Testing

@Suite("The order of the payload, and where it is cut (Spec §4.5, §5.6)")
struct TarOrderTests {
  /// Bytes that are no text, and shrink by a third.
  func picture(_ count: Int, seed: UInt64) -> [UInt8] {
    [UInt8].noise(count, seed: seed).map { $0 & 0x1F | 0x80 }
  }

  @Test("Text comes first, then what else compresses, then what does not", arguments: Codec.allCases)
  func order(codec: Codec) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    // Their names alone would mix them.
    for number in 0..<3 {
      try temporary.makeFile("source/\(number)/a.bmp", bytes: picture(1_200_000, seed: UInt64(number)))
      try temporary.makeFile("source/\(number)/b.jpg", bytes: .noise(40_000, seed: UInt64(number)))
      try temporary.makeFile("source/\(number)/c.md", bytes: .prose(900_000, seed: UInt64(number)))
      try temporary.makeFile("source/\(number)/d.svg", "<svg id='p\(number)'/>\n")
    }
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let bytes = try temporary.bytes(codec.packageName)
    let places = try Salvaging.places(bytes)
    #expect(
      places.map(\.path)
        == (0..<3).flatMap { ["\($0)/c.md", "\($0)/d.svg"] } + (0..<3).map { "\($0)/a.bmp" }
        + (0..<3).map { "\($0)/b.jpg" })

    let frames = try Salvaging.frames(bytes).map(\.descriptor).filter { $0.kind == FrameKind.data.rawValue }
    let end = try #require(places.first { $0.path == "0/a.bmp" }).range.lowerBound
    let text = frames.filter { $0.place < end }
    #expect(text.map(\.rawLength).max()! > (codec == .zstd ? 2_000_000 : 1_000_000))
    #expect(frames.filter { $0.place >= end }.allSatisfy { $0.rawLength <= 1 << 20 })
    if codec == .zstd { #expect(frames.contains { $0.place == end }) }
    #expect(try await workshop.verify(codec.packageName).isIntact)
  }
}
