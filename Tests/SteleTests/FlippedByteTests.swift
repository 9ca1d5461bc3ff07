import Stele
import SteleCore
import SteleTestSupport
import Testing

@Suite("No byte of a package is outside of a check")
struct FlippedByteTests {
  /// A small package with everything in it: article, asset, link, folder, executable, long and encoded names.
  func make(_ codec: Codec, _ name: String) async throws -> (Workshop, [UInt8]) {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/n.md", "# T\n\n![p](p.png)\n")
    try temporary.makeFile("source/p.png", bytes: .noise(90))
    try temporary.makeFile("source/copy", bytes: .noise(90), isExecutable: false)
    try temporary.makeFile("source/石%", bytes: [1], isExecutable: true)
    try temporary.makeFolder("source/empty")
    try await workshop.pack(name) { $0.codec = codec }
    return (workshop, try temporary.bytes(name))
  }

  @Test("Quick verification finds every flipped byte", arguments: Codec.names.indices)
  func quick(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await make(codec, name)
    #expect(try await Verifier().verifyQuickly(workshop.path(name)).isGood)
    var unseen: [Int] = []
    for offset in sound.indices {
      try workshop.temporary.overwrite(name, [sound[offset] ^ UInt8(1 << (offset % 8))], at: offset)
      do {
        if try await Verifier().verifyQuickly(workshop.path(name)).isIntact { unseen.append(offset) }
      } catch let error as SteleError {
        #expect(error.code == .notAPackage)
      }
      try workshop.temporary.overwrite(name, [sound[offset]], at: offset)
    }
    #expect(unseen.isEmpty)
    #expect(try await Verifier().verifyQuickly(workshop.path(name)).isGood)
  }

  @Test("Full verification finds every flipped byte", arguments: Codec.names.indices)
  func full(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await make(codec, name)
    #expect(try await workshop.verify(name).findings.isEmpty)
    var unseen: [Int] = []
    for offset in sound.indices {
      try workshop.temporary.overwrite(name, [sound[offset] ^ UInt8(1 << (offset % 8))], at: offset)
      if try await workshop.verify(name).isIntact { unseen.append(offset) }
      try workshop.temporary.overwrite(name, [sound[offset]], at: offset)
    }
    #expect(unseen.isEmpty)
  }

  @Test("Both find a package that is too short or too long", arguments: Codec.names.indices)
  func lengths(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await make(codec, name)
    func check(_ bytes: [UInt8]) async throws {
      try workshop.temporary.makeFile("changed", bytes: bytes)
      #expect(!(try await workshop.verify("changed").isIntact), "\(bytes.count) of \(sound.count)")
      do {
        #expect(!(try await Verifier().verifyQuickly(workshop.path("changed")).isIntact))
      } catch let error as SteleError {
        #expect(error.code == .notAPackage)
      }
      try workshop.temporary.remove("changed")
    }
    for count in stride(from: 0, to: sound.count, by: 53) { try await check(Array(sound.prefix(count))) }
    for extra in [[0], [UInt8](repeating: 0, count: 512), sound, .noise(100)] {
      try await check(sound + extra)
    }
    for count in [1, 100, 500] {
      try await check(.noise(count) + sound)
      try await check(Array(sound.dropFirst(count)))
      try await check(Array(sound.prefix(1000) + sound.dropFirst(1000 + count)))
      try await check(Array(sound.prefix(1000) + [UInt8].noise(count) + sound.dropFirst(1000)))
    }
  }

  @Test("A named digest is compared, and the content digest does not pass for it")
  func expected() async throws {
    let (workshop, _) = try await make(.gzip, "p.stele.tar.gz")
    let package = try workshop.open()
    for (digest, isExpected) in [
      (package.packageDigest, true), (package.contentDigest, false), (Digest(hashing: []), false),
    ] {
      var verifier = Verifier()
      verifier.expected = digest
      for report in [
        try await verifier.verify(workshop.path("p.stele.tar.gz")),
        try await verifier.verifyQuickly(workshop.path("p.stele.tar.gz")),
      ] {
        #expect(report.isExpected == isExpected && report.isGood == isExpected)
        #expect(report.isIntact && report.isComplete)
        #expect(report.findings.map(\.code) == (isExpected ? [] : [.digestUnexpected]))
      }
    }
  }
}
