import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("What is packed comes out again")
struct RoundTripTests {
  @Test(
    "Files of every size around the borders of blocks and frames", arguments: Codec.names.indices,
    [true, false])
  func sizes(number: Int, compressing: Bool) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    let sizes = [0, 1, 511, 512, 513, 1023, 65_535, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577]
    for size in sizes {
      let bytes: [UInt8] = compressing ? .prose(size, seed: UInt64(size)) : .noise(size, seed: UInt64(size))
      try workshop.temporary.makeFile("source/\(size)", bytes: bytes)
    }
    let report = try await workshop.pack(name) { $0.codec = codec }
    #expect(report.bytes == UInt64(sizes.reduce(0, +)))
    let verification = try await workshop.verify(name)
    #expect(verification.findings.isEmpty)
    #expect(verification.files == sizes.count && verification.bytes == report.bytes)
    let extracted = try await workshop.extract(name)
    #expect(extracted.files == sizes.count && extracted.bytes == report.bytes)
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("A file larger than a frame of zstd", arguments: [8_388_607, 8_388_609])
  func largeFrames(size: Int) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/noise", bytes: .noise(size))
    try workshop.temporary.makeFile("source/zeros", bytes: [UInt8](repeating: 0, count: size))
    try await workshop.pack { $0.codec = .zstd }
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }

  @Test("Times come back to the second, rounded down, before 1970 and after 2242 too")
  func times() async throws {
    let workshop = try Workshop()
    let times = [
      FileTime(seconds: 0), FileTime(seconds: 0, nanoseconds: 999_999_999), FileTime(seconds: -1),
      FileTime(seconds: -1, nanoseconds: 500_000_000), FileTime(seconds: -1_000_000_000),
      FileTime(seconds: 1_601_733_906, nanoseconds: 1), FileTime(seconds: 8_589_934_591),
      FileTime(seconds: 8_589_934_592), FileTime(seconds: 10_000_000_000),
    ]
    for (number, time) in times.enumerated() {
      try workshop.temporary.makeFile("source/\(number)", bytes: [7], time: time)
    }
    // Not every file system holds them all: what it made of them is what must come back.
    let kept = try times.indices.map { try workshop.temporary.facts("source/\($0)").modified.seconds }
    try await workshop.pack()
    #expect(try await workshop.verify().isGood)
    #expect(try workshop.open().files().map(\.modified) == kept)
    try await workshop.extract()
    #expect(try times.indices.map { try workshop.temporary.facts("out/\($0)").modified.seconds } == kept)
    #expect(
      try times.indices.allSatisfy { try workshop.temporary.facts("out/\($0)").modified.nanoseconds == 0 })
    #expect(kept.contains { $0 < 0 })
  }

  @Test("Empty folders come back with their times, and folders that hold something are no entries")
  func folders() async throws {
    let workshop = try Workshop()
    for path in ["empty", "a/b/empty", "石碑/empty"] { try workshop.temporary.makeFolder("source/" + path) }
    try workshop.temporary.makeFile("source/a/file", "a")
    try Folder.open(workshop.temporary["source/a/b/empty"]).setModified(FileTime(seconds: 1_000_000_007))
    try await workshop.pack()
    #expect(try await workshop.verify().findings.isEmpty)
    let folders = try workshop.open().files().filter(\.isFolder)
    #expect(folders.map(\.path.description) == ["a/b/empty", "empty", "石碑/empty"])
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
    #expect(try workshop.temporary.facts("out/a/b/empty").modified.seconds == 1_000_000_007)
  }

  @Test("Executable bits come back, as the owner's bit says")
  func executable() async throws {
    let workshop = try Workshop()
    let modes: [(UInt32, Bool)] = [
      (0o644, false), (0o755, true), (0o700, true), (0o600, false), (0o654, false), (0o4755, true),
    ]
    for (mode, _) in modes {
      try workshop.temporary.makeFile("source/\(mode)", "\(mode)")
      try workshop.temporary.setMode("source/\(mode)", mode)
    }
    try await workshop.pack()
    try await workshop.extract()
    for (mode, isExecutable) in modes {
      let facts = try workshop.temporary.facts("out/\(mode)")
      #expect(facts.isExecutable == isExecutable)
      // Nothing but read, write and execute comes back.
      #expect(facts.mode & 0o7000 == 0)
    }
  }

  @Test("Ten thousand small files")
  func many() async throws {
    let workshop = try Workshop()
    for number in 0..<10_000 {
      try workshop.temporary.makeFile("source/\(number / 500)/\(number).txt", "number \(number)")
    }
    let report = try await workshop.pack { $0.threads = 4 }
    #expect(report.files == 10_000)
    #expect(try await workshop.verify().findings.isEmpty)
    #expect(try await Verifier().verifyQuickly(workshop.path("p.stele.tar.gz")).isGood)
    let extracted = try await workshop.extract()
    #expect(extracted.files == 10_000)
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
    let package = try workshop.open()
    for number in stride(from: 0, to: 10_000, by: 333) {
      let file = try package.file(at: .path("\(number / 500)/\(number).txt"))
      #expect(try package.bytes(of: file) == Array("number \(number)".utf8))
    }
  }

  @Test("A package may hold packages", arguments: Codec.allCases)
  func nested(codec: Codec) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .noise(50_000))
    try workshop.temporary.makeFolder("outer")
    try await workshop.pack("outer/inner") { $0.codec = codec }
    try await workshop.pack(source: "outer") { $0.codec = codec }
    #expect(try await workshop.verify().findings.isEmpty)
    try await workshop.extract()
    #expect(try workshop.temporary.bytes("out/inner") == workshop.temporary.bytes("outer/inner"))
  }
}

@Suite("Where frames end")
struct FrameBorderTests {
  @Test("A frame may end anywhere in an entry: names come out right all the same", arguments: 0..<4)
  func borders(shift: Int) async throws {
    let workshop = try Workshop()
    // After data in frames of its own, frames do not begin at multiples of 512; each small file with a name that
    // is not ASCII takes four blocks, so that the first border falls into another block for each shift.
    try workshop.temporary.makeFile("source/0.bin", bytes: .noise(136 * 512 + 412))
    for number in 0..<shift {
      try workshop.temporary.makeFile(
        "source/1-\(number).bin", bytes: .noise(512 + 100, seed: UInt64(number)))
    }
    for number in 0..<600 {
      try workshop.temporary.makeFile("source/石\(number)", bytes: .noise(100, seed: UInt64(1000 + number)))
    }
    try await workshop.pack()
    let report = try await workshop.verify()
    try await workshop.extract()
    #expect(report.findings.isEmpty)
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
  }
}
