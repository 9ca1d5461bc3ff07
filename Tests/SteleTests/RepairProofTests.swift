import Stele
import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("What proves a repaired container (Spec §9.5)")
struct RepairProofTests {
  /// A package, and the same with another bit that decodes to nothing: one behind the end of a frame's deflate data.
  private struct Padded {
    let workshop: Workshop
    let sound: [UInt8]
    let footer: Footer
    var flipped: [UInt8]

    init(_ ratio: ParityRatio = .standard) async throws {
      workshop = try await Workshop.withPackage(.gzip, ratio)
      sound = try workshop.temporary.bytes("p.stele.tar.gz")
      footer = try #require(Footer(of: sound, .gzip))
      flipped = sound
      let decoder = FrameDecoder(profile: .gzip)
      for (range, descriptor) in try Salvaging.frames(sound) where descriptor.kind == FrameKind.data.rawValue
      {
        flipped[range.upperBound - 9] ^= 0x80
        if let data = try? decoder.data(flipped[range], descriptor), data.problem == nil { return }
        flipped[range.upperBound - 9] ^= 0x80
      }
      Issue.record("no frame has padding")
    }

    func withoutTail(_ bytes: [UInt8]) -> [UInt8] { Array(bytes[..<Int(footer.dataSize)]) }

    func without(_ sections: [(start: UInt64, end: UInt64)], _ bytes: [UInt8]) -> [UInt8] {
      var bytes = bytes
      for (start, end) in sections { for index in Int(start)..<Int(end) { bytes[index] = 0 } }
      return bytes
    }

    var tables: [(start: UInt64, end: UInt64)] {
      [(footer.dataSize, footer.parityOffset), (footer.secondBlockTableOffset, footer.indexOffset)]
    }
    var end: (start: UInt64, end: UInt64) { (footer.additionalOffset, footer.containerSize) }
  }

  @Test("With all behind the data lost the files are proven, the container is not")
  func tail() async throws {
    let padded = try await Padded()
    for bytes in [padded.sound, padded.flipped] {
      let report = try await padded.workshop.repair(padded.withoutTail(bytes))
      #expect(report.outcome == .repaired && report.proof == .files)
      #expect(try await padded.workshop.verify("fixed").isIntact)
    }
    #expect(try padded.workshop.temporary.bytes("fixed") != padded.sound)
  }

  @Test("A receipt proves the container, or shows that it is another")
  func receipt() async throws {
    let padded = try await Padded()
    var repairer = Repairer()
    repairer.receipt = try await Receipt(of: padded.workshop.open())
    for (bytes, isRight) in [(padded.sound, true), (padded.flipped, false)] {
      try padded.workshop.place(padded.withoutTail(bytes))
      let report = try await repairer.repair(
        padded.workshop.path("damaged"), to: padded.workshop.path("fixed"))
      #expect(report.outcome == (isRight ? .repaired : .lost))
      #expect(report.proof == (isRight ? .receipt : nil))
      #expect(report.lost.allSatisfy { $0.code == .receiptMismatch } && report.lost.isEmpty == isRight)
      if isRight { try padded.workshop.temporary.remove("fixed") }
    }
    #expect(try !padded.workshop.exists("fixed"))
  }

  @Test("Parity that is left proves the container, or shows that it is another")
  func parity() async throws {
    let padded = try await Padded()
    let lost = padded.tables + [padded.end]
    let whole = try await padded.workshop.repair(padded.without(lost, padded.sound))
    #expect(whole.outcome == .repaired && whole.proof == .sealed)
    #expect(try padded.workshop.temporary.bytes("fixed") == padded.sound)
    try padded.workshop.temporary.remove("fixed")
    let other = try await padded.workshop.repair(padded.without(lost, padded.flipped))
    #expect(other.outcome == .lost)
    #expect(try !padded.workshop.exists("fixed"))
  }

  @Test(
    "Damage is never said to be sealed so where no digest of the blocks is left", arguments: [true, false])
  func notSealedSo(hasParity: Bool) async throws {
    let padded = try await Padded(hasParity ? .standard : .none)
    let tables = hasParity ? padded.tables : [(padded.footer.dataSize, padded.footer.indexOffset)]
    let damaged = padded.without(tables, padded.flipped)
    let report = try await padded.workshop.repair(damaged)
    #expect(report.outcome == .lost && report.lost.allSatisfy { !$0.message.contains("sealed so") })
    guard case .needsCopies = try await padded.workshop.verify("damaged").damage?.prospect else {
      Issue.record("no copy is asked for")
      return
    }
    let whole = try await padded.workshop.repair(damaged, from: ["p.stele.tar.gz"])
    #expect(whole.outcome == .repaired && whole.proof == .sealed)
    #expect(try padded.workshop.temporary.bytes("fixed") == padded.sound)
  }

  @Test(
    "Of several packages in a file the one at its front is repaired, or the one that is named",
    arguments: Codec.allCases)
  func several(codec: Codec) async throws {
    let (first, large, small) = try await Self.twoPackages(codec)
    for (front, behind) in [(large, small), (small, large)] {
      let (frontDigest, digest) = try (Self.digest(front, codec), Self.digest(behind, codec))
      let report = try await first.repair(front + behind)
      #expect(report.outcome == .repaired)
      #expect(try first.temporary.bytes("fixed") == front)
      #expect(report.notes.map(\.kind) == [.otherPackage])
      #expect(report.notes.first?.message.contains(digest.description) == true)
      #expect(try await first.verify("damaged").packageDigest == frontDigest)
      var repairer = Repairer()
      repairer.expected = digest
      let other = try await repairer.repair(first.path("damaged"), to: first.path("fixed"), overwriting: true)
      #expect(other.outcome == .repaired)
      #expect(try first.temporary.bytes("fixed") == behind)
      repairer.expected = Digest(hashing: [1])
      let none = try await repairer.repair(first.path("damaged"), to: first.path("fixed"), overwriting: true)
      #expect(none.outcome == .lost && none.lost.map(\.code) == [.digestUnexpected])
    }
  }

  @Test(
    "All speak of the same package of a file whose head is lost: of the one that has most of it",
    arguments: Codec.allCases)
  func headLost(codec: Codec) async throws {
    let (workshop, large, small) = try await Self.twoPackages(codec)
    let digest = try Self.digest(large, codec)
    let report = try await workshop.repair([UInt8](small.dropFirst(100)) + large)
    #expect(report.outcome == .repaired)
    #expect(try workshop.temporary.bytes("fixed") == large)
    let verification = try await workshop.verify("damaged")
    #expect(verification.packageDigest == digest && verification.damage?.prospect == .possible)
    #expect(verification.findings.contains { $0.code == .frameForeign })
    var options = SalvageOptions(folder: workshop.path("out"))
    #expect(try await Salvager(options).salvage(workshop.path("damaged")).isComplete)
    #expect(
      try Salvaging.files(workshop.temporary.tree("out/proven/data"))
        == Salvaging.files(workshop.temporary.tree("source")))
    // Also where there is nothing to put right but what stands before it.
    options.folder = workshop.path("again")
    try workshop.place([UInt8](small.dropFirst(100)) + large.prefix(large.count - 10))
    #expect(try await Salvager(options).salvage(workshop.path("damaged")).isComplete)
  }

  private static func twoPackages(
    _ codec: Codec
  ) async throws -> (workshop: Workshop, large: [UInt8], small: [UInt8]) {
    let workshop = try await Workshop.withPackage(codec)
    try workshop.temporary.makeFile("small/a.md", "# another")
    try await workshop.pack("second", source: "small") { $0.codec = codec }
    return (
      workshop, try workshop.temporary.bytes(codec.packageName), try workshop.temporary.bytes("second")
    )
  }

  private static func digest(_ package: [UInt8], _ codec: Codec) throws -> Digest {
    try #require(Footer(of: package, codec)).packageDigest
  }
}
