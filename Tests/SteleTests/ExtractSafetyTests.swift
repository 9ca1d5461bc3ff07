import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Extracting where somebody has set traps, and what is damaged")
struct ExtractSafetyTests {
  static let traps: [(String, @Sendable (TemporaryFolder) throws -> Void)] = [
    ("a folder that is a link out of the target", { try $0.makeLink("out/sub", to: "../outside") }),
    ("a folder that is an absolute link", { try $0.makeLink("out/sub", to: $0["outside"].string) }),
    (
      "a deeper folder that is a link",
      {
        try $0.makeFolder("out/sub")
        try $0.makeLink("out/sub/deep", to: "../../outside")
      }
    ),
    (
      "a file that is a link out of the target",
      {
        try $0.makeFolder("out/sub/deep")
        try $0.makeLink("out/sub/deep/file.txt", to: "../../../outside/victim.txt")
      }
    ),
    (
      "a file that is a link to nothing",
      {
        try $0.makeFolder("out/sub/deep")
        try $0.makeLink("out/sub/deep/file.txt", to: "../../../outside/new.txt")
      }
    ),
    (
      "a file that is a fifo",
      {
        try $0.makeFolder("out/sub/deep")
        try $0.makeFIFO("out/sub/deep/file.txt")
      }
    ),
    ("a file in the place of a folder", { try $0.makeFile("out/sub", "mine") }),
    ("a folder in the place of a file", { try $0.makeFolder("out/sub/deep/file.txt") }),
  ]

  @Test("Nothing outside the target is read, written or replaced", arguments: traps.indices, [false, true])
  func sprung(number: Int, overwriting: Bool) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/sub/deep/file.txt", "from the package")
    try await workshop.pack()
    try temporary.makeFile("outside/victim.txt", "victim")
    try temporary.makeFolder("out")
    try Self.traps[number].1(temporary)
    let code = await errorCode { try await workshop.extract { $0.overwrites = overwriting } }
    #expect(try temporary.names("outside") == ["victim.txt"])
    #expect(try temporary.text("outside/victim.txt") == "victim")
    // A link itself may be replaced, where that was asked for; a pipe never is.
    let replaces = overwriting && 3...4 ~= number
    #expect((code == nil) == replaces, "\(Self.traps[number].0)")
    if replaces { #expect(try temporary.tree("out") == temporary.tree("source")) }
  }

  @Test(
    "What stands in the way is called what it is, with what to do", arguments: traps.indices, [false, true])
  func told(number: Int, overwriting: Bool) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/sub/deep/file.txt", "from the package")
    try await workshop.pack()
    try workshop.temporary.makeFolder("out")
    let (name, set) = Self.traps[number]
    try set(workshop.temporary)
    guard !overwriting || !(3...4 ~= number) else { return }
    let error = await #expect(throws: SteleError.self) {
      try await workshop.extract { $0.overwrites = overwriting }
    }
    let message = try #require(error?.message)
    let kinds = ["symbolic link": 0...4, "fifo": 5...5, "is a file": 6...6, "is a folder": 7...7]
    #expect(kinds.allSatisfy { message.contains($0.key) == ($0.value ~= number) }, "\(name): \(message)")
    #expect(!message.contains("there already") && message.contains("; "), "\(name): \(message)")
    #expect(message.contains("--force") == (3...4 ~= number), "\(name): \(message)")
  }

  @Test("A link as the target itself is the user's own wish")
  func targetIsLink() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "a")
    try await workshop.pack()
    try workshop.temporary.makeFolder("real")
    try workshop.temporary.makeLink("out", to: "real")
    try await workshop.extract()
    #expect(try workshop.temporary.text("real/a") == "a")
  }

  @Test("A damaged file never stands under its name, and all others do", arguments: Codec.names.indices)
  func damaged(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    for (index, size) in [1_200_000, 400_000, 70_000, 65_536].enumerated() {
      try workshop.temporary.makeFile("source/\(index).bin", bytes: .noise(size, seed: UInt64(index)))
    }
    try workshop.temporary.makeFile("source/text.txt", bytes: .prose(40_000))
    try await workshop.pack(name) { $0.codec = codec }
    let sound = try workshop.temporary.tree("source")
    let bytes = try workshop.temporary.bytes(name)
    for (round, offset) in stride(from: 20_000, to: bytes.count, by: bytes.count / 8).enumerated() {
      try workshop.temporary.overwrite(name, [UInt8](repeating: 0x55, count: 40), at: offset)
      let report = try await workshop.extract(name, to: "out\(round)")
      #expect(!report.verification.isIntact)
      let found = try workshop.temporary.tree("out\(round)")
      #expect(found.allSatisfy { sound[$0.key] == $0.value }, "damaged at \(offset)")
      #expect(found.count >= sound.count - 1)
      try workshop.temporary.overwrite(name, Array(bytes[offset..<min(offset + 40, bytes.count)]), at: offset)
    }
  }

  @Test("Of a package that is cut off, what is whole comes out", arguments: [50_000, 500_000, 1_500_000])
  func cutOff(count: Int) async throws {
    let workshop = try Workshop()
    for index in 0..<8 {
      try workshop.temporary.makeFile("source/\(index).bin", bytes: .noise(200_000, seed: UInt64(index)))
    }
    try await workshop.pack()
    try workshop.temporary.makeFile(
      "cut", bytes: Array(workshop.temporary.bytes("p.stele.tar.gz").prefix(count)))
    let report = try await workshop.extract("cut")
    #expect(!report.verification.isIntact)
    let sound = try workshop.temporary.tree("source")
    let found = try workshop.temporary.tree("out")
    #expect(found.allSatisfy { sound[$0.key] == $0.value })
    // All but what lies at the end, and one that is cut through.
    #expect(found.count >= (count - 30_000) / 201_000)
    #expect(found.count < 8)
  }

  @Test("A limit that is exceeded stops the extraction, and says so")
  func limits() async throws {
    let workshop = try Workshop()
    for index in 0..<20 {
      try workshop.temporary.makeFile("source/\(index)", bytes: [UInt8](repeating: 0, count: 50_000))
    }
    try await workshop.pack { $0.deduplicates = false }
    let error = await #expect(throws: SteleError.self) {
      try await workshop.extract {
        $0.limits.expansion = 10
        $0.limits.expansionFloor = 200_000
      }
    }
    #expect(error?.findings.map(\.code) == [.limitExceeded])
    // The extractor writes all files with one content as soon as it comes, before their entries are counted.
    let written = try workshop.temporary.tree("out").values.count { $0.kind == .file } * 50_000
    #expect(written <= 200_000)
    var verifier = Verifier()
    verifier.limits.entries = 10
    let verification = try await verifier.verify(workshop.path("p.stele.tar.gz"))
    #expect(verification.findings.contains { $0.code == .limitExceeded })
    #expect(!verification.isIntact)
  }

  @Test("What is no package is refused, and no folder is made", arguments: [0, 1, 100, 5000])
  func noPackage(count: Int) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("p", bytes: .noise(count))
    #expect(await errorCode { try await workshop.extract("p") } == .notAPackage)
    #expect(try workshop.temporary.names() == ["p", "source"])
  }

  @Test("An interrupted extraction leaves no wrong file")
  func cancelled() async throws {
    let workshop = try Workshop()
    for index in 0..<6 {
      try workshop.temporary.makeFile("source/\(index).bin", bytes: .noise(1_500_000, seed: UInt64(index)))
    }
    try await workshop.pack()
    var options = ExtractOptions()
    options.folder = workshop.path("out")
    options.threads = 1
    let extractor = Extractor(options)
    let path = workshop.path("p.stele.tar.gz")
    let task = Task {
      _ = try await extractor.extract(path) { progress in
        if progress.bytes > 4_000_000 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let sound = try workshop.temporary.tree("source")
    #expect(try workshop.temporary.tree("out").allSatisfy { sound[$0.key] == $0.value })
  }
}
