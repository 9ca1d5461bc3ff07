import Stele
import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Repair with other copies (Spec §9.5)")
struct RepairCopyTests {
  /// The same bag in other containers.
  static let others: [(name: String, change: @Sendable (inout PackOptions) -> Void)] = [
    ("level", { $0.level = 9 }), ("codec", { $0.codec = $0.codec == .gzip ? .zstd : .gzip }),
    ("parity", { $0.parity = ParityRatio(hundredths: 3000)! }), ("no parity", { $0.parity = .none }),
    ("name", { $0.name = "another" }),
  ]

  /// A workshop with a package, and one of the same bag in another container, `other`.
  static func withOther(_ codec: Codec, _ change: (inout PackOptions) -> Void) async throws -> Workshop {
    let workshop = try await Workshop.withPackage(codec)
    try await workshop.pack("other") {
      $0.codec = codec
      change(&$0)
    }
    return workshop
  }

  @Test(
    "A copy in another container never spoils a repair that works without it",
    arguments: others.indices.map { (Codec.gzip, $0) } + [(.zstd, 0)])
  func otherContainer(codec: Codec, other: Int) async throws {
    let workshop = try await Self.withOther(codec, Self.others[other].change)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let footer = try #require(Footer(of: sound, codec))
    // The footer gone, and with it what tells two containers of a bag apart at once.
    var flipped = Array(sound.dropLast(codec.profile.footerFrameLength))
    flipped[20_000] ^= 1
    for damaged in [flipped, Array(sound[..<Int(footer.dataSize)])] {
      let report = try await workshop.repair(damaged, from: ["other"])
      #expect(report.outcome == .repaired, "\(Self.others[other].name)")
      #expect(try workshop.temporary.bytes("fixed") == sound, "\(Self.others[other].name)")
      #expect(report.notes.map(\.kind) == [.otherContainer])
    }
  }

  @Test("Blocks come from a copy in another container too, if digests prove them")
  func blocksOfAnother() async throws {
    let workshop = try await Self.withOther(.gzip) { $0.parity = .none }
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    var damaged = sound
    for index in 5000..<90_000 { damaged[index] = 0 }
    #expect(try await workshop.repair(damaged).outcome == .lost)
    let report = try await workshop.repair(damaged, from: ["other"])
    #expect(report.outcome == .repaired && report.proof == .sealed)
    #expect(try workshop.temporary.bytes("fixed") == sound)
  }

  @Test("Where nothing that is left tells the container, the report says that it is the copy's")
  func containerOfTheCopy() async throws {
    let workshop = try await Self.withOther(.gzip) { $0.level = 9 }
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    // The picture's frame alone, which is stored alike at every level.
    let frames = try Salvaging.frames(sound).filter { $0.1.kind == FrameKind.data.rawValue }.map(\.0)
    let picture = try #require(frames.max { $0.count < $1.count })
    var damaged = [UInt8](repeating: 0, count: sound.count)
    damaged.replaceSubrange(picture, with: sound[picture])
    let report = try await workshop.repair(damaged, from: ["other"])
    #expect(report.outcome == .repaired)
    #expect(report.proof == .copy(workshop.path("other")))
    #expect(try workshop.temporary.bytes("fixed") == workshop.temporary.bytes("other"))
  }

  @Test("A copy that has nothing of the package is passed over, and said to be")
  func uselessCopies() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    var damaged = sound
    damaged[20_000] ^= 1
    let another = try Workshop()
    try another.temporary.makeFile("source/a.md", "# another")
    try await another.pack("p")
    for (name, bytes) in [
      ("empty", []), ("stub", Array(sound[..<40])), ("cut", Array(sound[..<700])), ("noise", .noise(5000)),
      ("another", try another.temporary.bytes("p")),
    ] { try workshop.temporary.makeFile(name, bytes: bytes) }
    for name in ["empty", "stub", "cut", "noise", "another", "missing", "source", "damaged"] {
      let report = try await workshop.repair(damaged, from: [name])
      #expect(report.outcome == .repaired, "\(name)")
      #expect(report.notes.map(\.kind) == [.unusable], "\(name)")
      #expect(report.notes.first?.path == workshop.path(name))
      #expect(try workshop.temporary.bytes("fixed") == sound)
    }
  }

  @Test(
    "A file that ends within its first frame is made whole from a copy", arguments: Codec.allCases,
    [4, 40, 60, 700])
  func stub(codec: Codec, length: Int) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    // A longer one that is of no more use does not stand in the way of the whole one.
    try workshop.temporary.makeFile("longer", bytes: Array(sound[..<(length < 56 ? 50 : length + 9)]))
    let report = try await workshop.repair(Array(sound[..<length]), from: ["longer", codec.packageName])
    #expect(report.outcome == .repaired)
    #expect(report.proof == .copy(workshop.path(codec.packageName)))
    #expect(try workshop.temporary.bytes("fixed") == sound)
  }

  @Test("A file that is not the beginning of the copy is not taken for one of it")
  func otherStub() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let error = await #expect(throws: SteleError(.notAPackage, "")) {
      try await workshop.repair(.noise(500), from: ["p.stele.tar.gz"])
    }
    #expect(error?.message.contains("--expect") == true)
    #expect(try !workshop.exists("fixed"))
    var repairer = Repairer()
    repairer.expected = try workshop.open().packageDigest
    let report = try await repairer.repair(
      workshop.path("damaged"), from: [workshop.path("p.stele.tar.gz")], to: workshop.path("fixed"))
    #expect(report.outcome == .repaired)
    #expect(try workshop.temporary.bytes("fixed") == workshop.temporary.bytes("p.stele.tar.gz"))
  }
}
