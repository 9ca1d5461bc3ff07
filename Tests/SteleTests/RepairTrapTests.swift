import Stele
import SteleContainer
import SteleCore
import SteleTestSupport
import Testing

@Suite("Repair of what misleads")
struct RepairTrapTests {
  @Test("What only moved is not called damaged, and by how far is said", arguments: Codec.allCases)
  func moved(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let footer = try #require(Footer(of: sound, codec))
    let block = UInt64(footer.blockSize.bytes)
    try workshop.place([7] + sound)
    let ahead = try #require(try await workshop.verify("damaged").damage)
    #expect(ahead.ranges.allSatisfy { $0.movedBy == 1 } && ahead.touched.files.isEmpty)
    #expect(
      ahead.ranges.map(\.part) == [.data, .blockTable, .parity, .secondBlockTable, .index, .footer])
    #expect(ahead.ranges.reduce(0) { $0 + $1.count } == footer.containerSize)
    let steps = try await workshop.repair([7] + sound).steps
    #expect(steps.map(\.means) == ahead.ranges.map { _ in .moved })
    // Cut out before all that is behind the end of the shortened file.
    let place = Int(block) * 30
    let (before, behind) = (sound[..<place], sound[(place + 5000)...])
    try workshop.place(Array(before + behind))
    let cut = try #require(try await workshop.verify("damaged").damage)
    #expect(cut.ranges.filter { $0.part != .data }.map(\.movedBy) == [-5000, -5000, -5000, -5000, -5000])
    // In its place too, the first copy counts, but for the block that is damaged there.
    var twice = sound + sound
    twice[70] ^= 1
    try workshop.place(twice)
    let doubled = try #require(try await workshop.verify("damaged").damage)
    #expect(doubled.ranges.map(\.part) == [.data, .behindEnd])
    #expect(doubled.ranges[0].count == block && doubled.ranges[0].movedBy == Int64(sound.count))
    // Cut out of block 30, and a byte of the index changed.
    var damaged = sound
    damaged[Int(footer.indexOffset) + 100] ^= 1
    let start = Int(block) * 30 + 10
    damaged.removeSubrange(start..<start + 40)
    try workshop.place(damaged)
    let map = try #require(try await workshop.verify("damaged").damage)
    #expect(map.ranges[0].offset == block * 30 && map.ranges[0].count == block)
    #expect(map.ranges[0].movedBy == nil)
    #expect(map.ranges.first { $0.part == .index }?.movedBy == nil)
    let others = map.ranges.dropFirst().filter { $0.part != .index }
    #expect(!others.isEmpty && others.allSatisfy { $0.movedBy == -40 })
  }

  @Test("The first bytes alone do not decide how the rest is read", arguments: Codec.allCases)
  func otherHead(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let other: Codec = codec == .gzip ? .zstd : .gzip
    try await workshop.pack(other.packageName) { $0.codec = other }
    let foreign = try workshop.temporary.bytes(other.packageName)
    for count in [4, 56, 512] {
      for damaged in [foreign.prefix(count) + sound.dropFirst(count), foreign.prefix(count) + sound] {
        try await workshop.expectRepaired(Array(damaged), as: sound, "\(count)")
      }
    }
  }

  @Test(
    "A footer may state anything, also where the data frames that would contradict it are damaged",
    arguments: Codec.allCases)
  func absurdFooter(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    let footer = try #require(Footer(of: sound, codec))
    let fields: [WritableKeyPath<Footer, UInt64>] = [
      \.containerSize, \.tarSize, \.dataSize, \.blockTableLength, \.parityOffset, \.parityLength,
      \.secondBlockTableOffset, \.indexOffset, \.indexLength, \.additionalOffset, \.additionalSize,
      \.frameCount,
      \.payloadFileCount, \.payloadSize,
    ]
    let encoder = FrameEncoder(profile: footer.profile, footer.common)
    for field in fields {
      for value in [UInt64.max, 1 << 63, 1 << 56, 1 << 40] {
        var absurd = footer
        absurd[keyPath: field] = value
        var damaged = sound.dropLast(footer.profile.footerFrameLength)
        damaged += encoder.pieceFrame(.footer, absurd.bytes[...], place: 0)
        for place in [100, Int(footer.indexOffset) + 60] { damaged[place] ^= 1 }
        try workshop.place(Array(damaged))
        #expect(try await !workshop.verify("damaged").isIntact)
        #expect(try await !Verifier().verifyQuickly(workshop.path("damaged")).isIntact)
        #expect(try await workshop.repair(Array(damaged)).outcome == .lost)
      }
    }
  }

  @Test("A piece that is said to stand beyond all that is there holds nothing up", arguments: Codec.allCases)
  func absurdPiece(codec: Codec) async throws {
    let workshop = try await Workshop.withPackage(codec)
    let sound = try workshop.temporary.bytes(codec.packageName)
    var footer = try #require(Footer(of: sound, codec))
    let encoder = FrameEncoder(profile: footer.profile, footer.common)
    var damaged = sound.dropLast(footer.profile.footerFrameLength)
    damaged += encoder.pieceFrame(.index, [7], place: 1 << 50)
    footer.indexLength = 1 << 52
    footer.placeSections()
    damaged += encoder.pieceFrame(.footer, footer.bytes[...], place: 0)
    damaged[100] ^= 1
    try workshop.place(Array(damaged))
    #expect(try await !workshop.verify("damaged").isIntact)
    #expect(try await workshop.repair(Array(damaged)).outcome == .lost)
  }
}
