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

  @Test("Pages in other encodings than UTF-8 are text by their names", arguments: Codec.allCases)
  func otherEncodings(codec: Codec) async throws {
    let workshop = try Workshop()
    for number in 0..<2 {
      try workshop.temporary.makeFile("source/\(number)/a.bmp", bytes: picture(2000, seed: UInt64(number)))
      try workshop.temporary.makeFile("source/\(number)/b.html", bytes: picture(3000, seed: UInt64(number)))
    }
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let places = try Salvaging.places(workshop.temporary.bytes(codec.packageName))
    #expect(places.map(\.path) == ["0/b.html", "1/b.html", "0/a.bmp", "1/a.bmp"])
  }

  @Test(
    "A payload without text, or without anything that compresses, is cut alike", arguments: Codec.allCases,
    [true, false])
  func noText(codec: Codec, compresses: Bool) async throws {
    let workshop = try Workshop()
    for number in 0..<3 {
      let bytes =
        compresses ? picture(900_000, seed: UInt64(number)) : .noise(1_300_000, seed: UInt64(number))
      try workshop.temporary.makeFile("source/\(number).bin", bytes: bytes)
    }
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let bytes = try workshop.temporary.bytes(codec.packageName)
    let frames = try Salvaging.frames(bytes).map(\.descriptor).filter { $0.kind == FrameKind.data.rawValue }
    let begin = try #require(try Salvaging.places(bytes).first).range.lowerBound
    #expect(frames.contains { $0.place == begin })
    #expect(frames.map(\.rawLength).max() == 1 << 20)
    #expect(try await workshop.verify(codec.packageName).isIntact)
    try await workshop.extract(codec.packageName, to: "out")
    #expect(
      try Salvaging.files(workshop.temporary.tree("out")).mapValues(\.digest)
        == Salvaging.files(workshop.temporary.tree("source")).mapValues(\.digest))
  }
}
