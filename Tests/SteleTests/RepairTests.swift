import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@testable import SteleContainer

@Suite("Repair (Spec §9.5)")
struct RepairTests {
  /// Faults that the guarantee of 2 % covers, each with a seed.
  static let faults: [(name: String, apply: @Sendable (inout [UInt8], inout Noise, Int) -> Void)] = [
    ("one bit", { bytes, noise, _ in bytes[Int.random(in: bytes.indices, using: &noise)] ^= 4 }),
    (
      "a burst",
      { bytes, noise, burst in
        let start = Int.random(in: 0..<bytes.count - burst, using: &noise)
        for index in start..<start + burst { bytes[index] ^= 0xA5 }
      }
    ),
    (
      "a sector of zeros",
      { bytes, noise, _ in
        let start = Int.random(in: 0..<bytes.count / 512 - 1, using: &noise) * 512
        bytes.replaceSubrange(start..<start + 512, with: [UInt8](repeating: 0, count: 512))
      }
    ),
    (
      "bytes put in",
      { bytes, noise, _ in
        let place = Int.random(in: bytes.indices, using: &noise)
        bytes.insert(contentsOf: [UInt8].noise(Int.random(in: 1...400, using: &noise)), at: place)
      }
    ),
    (
      "bytes cut out",
      { bytes, noise, _ in
        let place = Int.random(in: 0..<bytes.count - 400, using: &noise)
        bytes.removeSubrange(place..<place + Int.random(in: 1...400, using: &noise))
      }
    ),
    ("the head cut off", { bytes, noise, _ in bytes.removeFirst(Int.random(in: 1...700, using: &noise)) }),
    ("the footer cut off", { bytes, noise, _ in bytes.removeLast(Int.random(in: 1...450, using: &noise)) }),
    ("bytes behind the end", { bytes, _, _ in bytes += [UInt8].noise(1000) }),
  ]

  @Test(
    "What the guarantee covers is put right, byte for byte", arguments: Codec.allCases, faults.indices)
  func covered(codec: Codec, fault: Int) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let burst = try #require(workshop.open(codec.packageName).recovery).burst
    for seed in UInt64(1)...8 {
      var noise = Noise(seed: seed)
      var damaged = sound
      Self.faults[fault].apply(&damaged, &noise, Int(burst))
      if try workshop.exists("fixed") { try workshop.temporary.remove("fixed") }
      let report = try await workshop.repair(damaged)
      #expect(report.outcome == .repaired, "\(Self.faults[fault].name), seed \(seed)")
      #expect(try workshop.temporary.bytes("fixed") == sound, "\(Self.faults[fault].name), seed \(seed)")
      #expect(try workshop.temporary.bytes("damaged") == damaged)
      #expect(!report.steps.isEmpty)
    }
  }

  @Test(
    "Bytes cut out and put in at several places are put right, in one frame and in several",
    arguments: Codec.allCases, [[130, 201], [10, 201], [20, 131, 232], [130, 171, 212]])
  func severalPlaces(codec: Codec, blocks: [Int]) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let block = try #require(Footer(of: sound, codec)).blockSize.bytes
    for counts in [[-1], [1], [-40], [300], [1, -1], [-200, 150]] {
      var damaged = sound
      for (number, place) in blocks.enumerated().reversed() {
        let (start, count) = (place * block + 7, counts[number % counts.count])
        if count < 0 {
          damaged.removeSubrange(start..<start - count)
        } else {
          damaged.insert(contentsOf: [UInt8].noise(count), at: start)
        }
      }
      try await workshop.expectRepaired(damaged, as: sound, "\(counts)")
    }
  }

  @Test(
    "What stands before the first descriptor that is left is found between two places where bytes came in",
    arguments: Codec.allCases, [(143, 11), (-9, 400), (5, -60)])
  func beforeTheFirstDescriptor(codec: Codec, counts: (Int, Int)) async throws {
    let workshop = try Workshop()
    for number in 0..<6 {
      try workshop.temporary.makeFile("source/\(number).md", bytes: .prose(1500, seed: UInt64(number)))
      try workshop.temporary.makeFile("source/\(number).png", bytes: .noise(1500, seed: UInt64(number)))
    }
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let sound = try workshop.temporary.bytes(codec.packageName)
    let footer = try #require(Footer(of: sound, codec))
    // Two blocks are as many as parity restores; the one between them is sound.
    #expect(footer.parityRows == 2 && footer.parityStripes == 1)
    var damaged = sound
    for (place, count) in [(2 * footer.blockSize.bytes + 7, counts.1), (19, counts.0)] {
      if count < 0 {
        damaged.removeSubrange(place..<place - count)
      } else {
        damaged.insert(contentsOf: [UInt8].noise(count), at: place)
      }
    }
    try await workshop.expectRepaired(damaged, as: sound)
  }

  @Test("The descriptor of a frame whose head is lost tells how far it stands", arguments: Codec.allCases)
  func headLost(codec: Codec) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a.bin", bytes: .noise(5_000_000))
    try await workshop.pack(codec.packageName) {
      $0.codec = codec
      $0.parity = ParityRatio(hundredths: 1000)!
    }
    let sound = try workshop.temporary.bytes(codec.packageName)
    let full = try Salvaging.frames(sound).filter { $0.descriptor.rawLength == 1 << 20 }
    try #require(full.count == 4)
    var damaged = sound
    damaged.insert(contentsOf: [UInt8].noise(5_000), at: full[2].range.upperBound - 60_000)
    for index in full[1].range.lowerBound - 100..<full[1].range.lowerBound + (codec == .zstd ? 100 : 10) {
      damaged[index] = 0
    }
    damaged.insert(contentsOf: [UInt8].noise(100_000), at: full[0].range.lowerBound + 500_000)
    try await workshop.expectRepaired(damaged, as: sound)
  }

  @Test("More bytes may come in than the frame has into which they come", arguments: Codec.allCases)
  func moreThanTheFrame(codec: Codec) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a.bin", bytes: .noise(900_000))
    try await workshop.pack(codec.packageName) { $0.codec = codec }
    let sound = try workshop.temporary.bytes(codec.packageName)
    let first = try #require(try Salvaging.frames(sound).first)
    #expect(first.range.count < 5_000)
    var damaged = sound
    damaged.insert(contentsOf: [UInt8].noise(6_000), at: 600_000)
    damaged.insert(contentsOf: [UInt8].noise(5_000), at: 200)
    try await workshop.expectRepaired(damaged, as: sound)
    // So much is enough to be called the beginning of a package.
    try workshop.place(Array(damaged.prefix(first.range.count + 5_000)))
    #expect(try await !workshop.verify("damaged").isIntact)
  }

  @Test(
    "A byte cut out of a piece behind the data does not hide where the data stands",
    arguments: Codec.allCases,
    [100, 9_000])
  func tornPiece(codec: Codec, place: Int) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let footer = try #require(Footer(of: sound, codec))
    let size = Int(footer.dataSize)
    for hasFooter in [true, false] {
      var damaged = sound
      if !hasFooter { damaged.removeLast(100) }
      for place in [size + place, size - 2000, size - 40_000] { damaged.remove(at: place) }
      try await workshop.expectRepaired(damaged, as: sound)
    }
  }

  @Test(
    "Bytes that came in between two frames are left out, also without recovery data",
    arguments: Codec.allCases)
  func betweenFrames(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec, .none)
    let sound = try workshop.temporary.bytes(codec.packageName)
    for (range, descriptor) in try Salvaging.frames(sound).dropFirst()
    where descriptor.kind <= FrameKind.blockTable.rawValue {
      let damaged = sound[..<range.lowerBound] + Array("between".utf8) + sound[range.lowerBound...]
      try await workshop.expectRepaired(Array(damaged), as: sound, "\(range)")
    }
  }

  @Test("Everything behind the data can be lost", arguments: Codec.allCases, [ParityRatio.standard, .none])
  func tailLost(codec: Codec, ratio: ParityRatio) async throws {
    let workshop = try await Workshop.withPackage(codec, ratio)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let size = Int(try #require(Footer(of: sound, codec)).dataSize)
    for end in [size, size + 1, size + 3000, sound.count - 1] {
      try await workshop.expectRepaired(Array(sound[..<min(end, sound.count - 1)]), as: sound, "\(end)")
    }
  }

  @Test(
    "Where neither footer nor frames tell where the data ends, the restored last block does",
    arguments: Codec.allCases)
  func endLost(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let frames = try Salvaging.frames(sound)
    let end = try #require(frames.last { $0.descriptor.kind == FrameKind.data.rawValue }).range.upperBound
    let footer = try #require(frames.last).range
    var damaged = sound
    // The footer's beginning stands within the last data frame, as if that was cut off there; the block table's is gone.
    damaged.replaceSubrange(end - 150..<end + 60, with: [UInt8](repeating: 0, count: 210))
    damaged.replaceSubrange(end - 150..<end - 50, with: sound[footer.prefix(100)])
    damaged.replaceSubrange(footer.prefix(100), with: [UInt8](repeating: 0, count: 100))
    try await workshop.expectRepaired(damaged, as: sound)
  }

  @Test("The guaranteed burst may begin anywhere near the end of the data, with a table and parity behind it")
  func border() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    let footer = try #require(Footer(of: sound, .gzip))
    let burst = Int(try #require(workshop.open().recovery).burst)
    let (data, parity) = (Int(footer.dataSize), Int(footer.parityOffset))
    for start in [data - burst, data - burst / 2, data - 1, parity - burst + 600, parity - 60] where start > 0
    {
      var damaged = sound
      for index in start..<start + burst { damaged[index] ^= 0x5A }
      #expect(try await workshop.repair(damaged).outcome == .repaired, "\(start - data)")
      #expect(try workshop.temporary.bytes("fixed") == sound)
    }
  }

  @Test("Each stripe may lose as many blocks as it has parity, and not one more")
  func limit() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    let footer = try #require(Footer(of: sound, .gzip))
    let (block, stripes) = (footer.blockSize.bytes, Int(footer.parityStripes))
    let blocks = Int(footer.dataSize) / block
    var noise = Noise(seed: 3)
    for extra in [0, 1] {
      var damaged = sound
      let columns = Array(0..<blocks / stripes).shuffled(using: &noise)
        .prefix(Int(footer.parityRows) + extra)
      for column in columns { damaged[(column * stripes + 1) * block + 7] ^= 1 }
      if try workshop.exists("fixed") { try workshop.temporary.remove("fixed") }
      let report = try await workshop.repair(damaged)
      #expect(report.outcome == (extra == 0 ? .repaired : .lost))
      #expect((try workshop.exists("fixed")) == (extra == 0))
      if extra == 1 {
        #expect(report.lost.contains { $0.code == .blockDigest })
        #expect(report.lost.contains { $0.path?.hasPrefix("data/") ?? false })
      }
    }
  }

  @Test("Two copies with different damage, both beyond their parity, make one whole one")
  func copies() async throws {
    let workshop = try await Workshop.withPackage(.zstd, .none)
    let sound = try workshop.temporary.bytes("p.stele.tar.zst")
    var first = sound
    var second = sound
    for index in 1000..<65_536 { first[index] = 0 }
    for index in 65_536..<120_000 { second[index] = 0 }
    second.removeFirst(300)
    try workshop.temporary.makeFile("second", bytes: second)
    #expect(try await workshop.repair(first).outcome == .lost)
    let report = try await workshop.repair(first, from: ["second"])
    #expect(report.outcome == .repaired)
    #expect(report.steps.contains { $0.means == .copy })
    #expect(try workshop.temporary.bytes("fixed") == sound)
  }

  @Test("A file that holds no frame of a package is refused")
  func foreign() async throws {
    let workshop = try Workshop()
    await #expect(throws: SteleError(.notAPackage, "")) {
      try workshop.temporary.makeFile("noise", bytes: .noise(5000))
      return try await Repairer().repair(workshop.path("noise"), to: workshop.path("fixed"))
    }
    #expect(try !(workshop.exists("fixed")))
  }

  @Test(
    "A package that was sealed with a fault in its footer is not made into another one",
    arguments: [0, 2, 5, 6, 48])
  func sealedFault(field: Int) async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    var damaged = try workshop.temporary.bytes("p.stele.tar.gz")
    let footer = try #require(Footer(of: damaged, .gzip))
    var content = footer.bytes
    content[field] ^= 2
    let frame = FrameEncoder(profile: .gzip, footer.common).sectionFrames(.footer, content)
    damaged.replaceSubrange(damaged.count - frame.count..<damaged.count, with: frame)
    damaged[40_000] ^= 1
    // A later revision may be repaired: what it added is in the footer, which is there.
    let isLater = field == 2
    if isLater {
      #expect(try await workshop.repair(damaged).outcome == .repaired)
      damaged[40_000] ^= 1
      #expect(try workshop.temporary.bytes("fixed") == damaged)
    } else {
      #expect(try await workshop.repair(damaged).outcome == .lost)
      #expect(try !workshop.exists("fixed"))
    }
  }

  /// Packages whose blocks are as they were sealed, with a fault in what they hold.
  static let sealedFaults = Vector.all.filter {
    ["E303", "E304", "E314"].contains($0.expectation.codes.first) && $0.path.hasSuffix(".gz")
  }

  /// Expects that nothing was repaired, for a fault that the vector has.
  private static func expectLost(_ report: RepairReport, _ vector: Vector) throws {
    #expect(report.outcome == .lost)
    let code = try #require(report.lost.first?.code.rawValue)
    #expect((vector.expectation.codes + vector.expectation.also).contains(code), "\(report.lost)")
  }

  @Test(
    "What was sealed with a fault is said to be so where the footer is lost, too",
    arguments: sealedFaults)
  func sealedFaultWithoutFooter(vector: Vector) async throws {
    let workshop = try Workshop()
    let bytes = try File.open(FilePath(vector.path)).readToEnd(limit: 1 << 24)
    let footer = try #require(Salvaging.frames(bytes).last).range
    try Self.expectLost(try await workshop.repair(Array(bytes[..<footer.lowerBound])), vector)
  }

  @Test(
    "What was sealed with a fault is verified before it gets its name, also where digests prove each of its blocks",
    arguments: sealedFaults)
  func sealedFaultWithFooter(vector: Vector) async throws {
    let workshop = try Workshop()
    var bytes = try File.open(FilePath(vector.path)).readToEnd(limit: 1 << 24)
    // In the index: nothing is looked for but that, and nothing read but what is written.
    let footer = try #require(Salvaging.frames(bytes).last).range
    bytes[footer.lowerBound - 12] ^= 1
    try Self.expectLost(try await workshop.repair(bytes), vector)
    #expect(try !workshop.exists("fixed"))
  }

  @Test("An intact package is left alone, and a file that is there too")
  func nothingToDo() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    #expect(try await workshop.repair(sound).outcome == .wasIntact)
    #expect(try !(workshop.exists("fixed")))
    try workshop.temporary.makeFile("fixed", "mine")
    await #expect(throws: SteleError(.alreadyExists, "")) {
      try await Repairer().repair(workshop.path("p.stele.tar.gz"), to: workshop.path("fixed"))
    }
    #expect(try workshop.temporary.bytes("fixed") == Array("mine".utf8))
    await #expect(throws: SteleError(.refused, "")) {
      try await Repairer().repair(
        workshop.path("damaged"), from: [workshop.path("p.stele.tar.gz")],
        to: workshop.path("p.stele.tar.gz"), overwriting: true)
    }
    #expect(try workshop.temporary.bytes("p.stele.tar.gz") == sound)
  }

  @Test("A verification says where the damage is, what it touches, and whether it can be put right")
  func damage() async throws {
    let workshop = try await Workshop.withPackage(.gzip)
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    let footer = try #require(Footer(of: sound, .gzip))
    let block = UInt64(footer.blockSize.bytes)
    var damaged = sound
    damaged[Int(block) * 30 + 5] ^= 1
    damaged[Int(block) * 31 + 5] ^= 1
    damaged[Int(footer.indexOffset) + 100] ^= 1
    try workshop.place(damaged)
    let report = try await workshop.verify("damaged")
    let map = try #require(report.damage)
    #expect(map.ranges.map(\.part) == [.data, .index])
    #expect(map.ranges[0].offset == block * 30)
    #expect(map.ranges[0].count == block * 2)
    #expect(map.prospect == .possible)
    #expect(map.stripes.damaged == min(2, map.stripes.all))
    #expect(!map.touched.files.isEmpty)
    #expect(try await workshop.verify("p.stele.tar.gz").damage == nil)
    for index in 0..<100_000 { damaged[index + 5000] = 7 }
    try workshop.place(damaged)
    let beyond = try #require(try await workshop.verify("damaged").damage)
    guard case .needsCopies = beyond.prospect else {
      Issue.record("\(beyond.prospect)")
      return
    }
    #expect(beyond.stripes.lost > 0)
  }

  @Test("What stands in its place is not looked for elsewhere", arguments: Codec.allCases)
  func twice(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    // All frames stand twice, and nothing is wrong with the first of each.
    try workshop.place(sound + sound)
    let damage = try #require(try await workshop.verify("damaged").damage)
    #expect(damage.ranges.map(\.part) == [.behindEnd] && damage.stripes.damaged == 0)
    let report = try await workshop.repair(sound + sound)
    #expect(report.steps.map(\.means) == [.removed])
    #expect(try workshop.temporary.bytes("fixed") == sound)
  }
}
