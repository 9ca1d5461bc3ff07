import Stele
import SteleCore
import SteleTestSupport
import SystemPackage
import Testing

@testable import SteleContainer

@Suite("Damage behind the data (Spec §6)")
struct SectionDamageTests {
  /// A section, where it stands, and the code of one that is not as it was sealed.
  static let sections: [(name: String, start: @Sendable (Footer) -> UInt64, code: RuleCode)] = [
    ("block table", { $0.dataSize }, .blockTable),
    ("parity", { $0.parityOffset }, .paritySection),
    ("second block table", { $0.secondBlockTableOffset }, .blockTable),
    ("index", { $0.indexOffset }, .indexMismatch),
    ("footer", { $0.containerSize - UInt64($0.profile.footerFrameLength) }, .footerMismatch),
  ]

  @Test("A changed byte is reported for what it is, and of its own section alone", arguments: Codec.allCases)
  func changed(codec: Codec) async throws {
    let (workshop, sound, footer) = try await Self.make(codec)
    let content = codec.profile.pieceOffset
    for (name, start, code) in Self.sections {
      let isFooter = name == "footer"
      let faults: [(offset: Int, full: Set<RuleCode>, quick: Set<RuleCode>)] = [
        (0, [.frameHeader], [.frameHeader]),
        // Without its descriptor no reader of a pipe finds the piece; quick verification knows where it stands.
        (
          content - 20, [.descriptorDamaged, isFooter ? .truncated : code],
          [isFooter ? .truncated : .descriptorDamaged]
        ),
        // In the footer, this is the length of the parity, which is well.
        (content + 52, [.frameChecksum, code], isFooter ? [.frameChecksum] : [.frameChecksum, code]),
      ]
      for (offset, full, quick) in faults {
        var damaged = sound
        damaged[Int(start(footer)) + offset] ^= 0x10
        let found = try await Self.codes(damaged, workshop)
        #expect(found == full, "\(name) at \(offset)")
        let report = try await Verifier().verifyQuickly(workshop.path("damaged"))
        #expect(Set(report.findings.map(\.code)) == quick, "\(name) at \(offset), quick: \(report.findings)")
      }
    }
  }

  @Test("What is gone, or came in, is no fault of the footer's", arguments: Codec.allCases)
  func absent(codec: Codec) async throws {
    let (workshop, sound, footer) = try await Self.make(codec)
    for (section, next) in zip(Self.sections, Self.sections.dropFirst()) {
      let (start, end) = (Int(section.start(footer)), Int(next.start(footer)))
      #expect(
        try await Self.codes(sound[..<start] + sound[end...], workshop) == [section.code], "\(section.name)")
      let more = [UInt8](repeating: 7, count: 10)
      #expect(
        try await Self.codes(sound[..<end] + more + sound[end...], workshop) == [.descriptorDamaged],
        "after the \(section.name)")
    }
    let found = try await Self.codes(sound[..<15_000] + sound[15_300...], workshop)
    // The frame holds the data of one file alone, and the one before it tells of the file.
    #expect(found == [.descriptorDamaged, .blockDigest, .payloadDigest])
  }

  @Test("A table of which a piece is lost is said to be damaged, and that once")
  func lostPiece() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    let footer = try #require(Footer(of: sound, .gzip))
    try #require(footer.blockTableLength > UInt64(Section.pieceLength))
    for start in [footer.dataSize, footer.secondBlockTableOffset] {
      var damaged = sound
      damaged[Int(start) + 40] ^= 1
      #expect(try await Self.codes(damaged, workshop) == [.descriptorDamaged, .blockTable])
    }
  }

  /// A small package, its bytes and its footer.
  private static func make(_ codec: Codec) async throws -> (Workshop, [UInt8], Footer) {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a.md", bytes: .prose(1000))
    try workshop.temporary.makeFile("source/b.jpg", bytes: .noise(30_000))
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let bytes = try workshop.temporary.bytes(codec.packageName)
    return (workshop, bytes, try #require(Footer(of: bytes, codec)))
  }

  /// What a full verification finds.
  private static func codes(_ bytes: some Sequence<UInt8>, _ workshop: Workshop) async throws -> Set<RuleCode>
  {
    try workshop.place(Array(bytes))
    let descriptor = try FileDescriptor.open(FilePath(workshop.path("damaged")), .readOnly)
    defer { try? descriptor.close() }
    return Set(try await Verifier().verify(descriptor: descriptor.rawValue).findings.map(\.code))
  }
}
