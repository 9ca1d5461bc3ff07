import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Same input, same package")
struct PackDeterminismTests {
  /// Files of every kind, made in the order that is asked for, with the same times.
  func makeFiles(_ workshop: Workshop, in folder: String, reversed: Bool = false) throws {
    let time = FileTime(seconds: 1_601_733_906, nanoseconds: 123_456_789)
    var files: [(String, [UInt8])] = (0..<40).map {
      ("pages/n\($0).md", .prose(500 + $0 * 40, seed: UInt64($0)))
    }
    files += [
      ("large.bin", .noise(3_000_000)), ("text.txt", .prose(2_500_000)), ("empty", []), ("石碑.md", .prose(80)),
    ]
    files += [("copy.bin", .noise(3_000_000)), ("a/b/c/deep", .noise(70_000, seed: 9))]
    for (path, bytes) in reversed ? files.reversed() : files {
      try workshop.temporary.makeFile("\(folder)/\(path)", bytes: bytes, time: time)
    }
  }

  @Test(
    "Neither the number of threads nor the order in which files were made shows", arguments: Codec.allCases)
  func threads(codec: Codec) async throws {
    let workshop = try Workshop()
    try makeFiles(workshop, in: "one/source")
    try makeFiles(workshop, in: "two/source", reversed: true)
    var first: [UInt8]?
    for (folder, threads) in [("one", 1), ("one", 2), ("two", 2), ("two", 8)] {
      try await workshop.pack("\(folder)-\(threads)", source: "\(folder)/source") {
        $0.codec = codec
        $0.threads = threads
      }
      let bytes = try workshop.temporary.bytes("\(folder)-\(threads)")
      #expect(bytes == first ?? bytes)
      first = bytes
    }
    #expect(try await workshop.verify("one-1").findings.isEmpty)
  }

  @Test("To a descriptor goes the same package as to a file")
  func descriptor() async throws {
    let workshop = try Workshop()
    try makeFiles(workshop, in: "source")
    let report = try await workshop.pack()
    try workshop.temporary.makeFile("sink")
    let file = try FileDescriptor.open(workshop.temporary["sink"], .writeOnly)
    let piped = try await Packer().pack([workshop.path("source")], to: .descriptor(file.rawValue))
    try file.close()
    #expect(try workshop.temporary.bytes("sink") == workshop.temporary.bytes("p.stele.tar.gz"))
    #expect(piped.containerDigest == report.containerDigest)
    #expect(piped.path == nil)
  }

  @Test("Level and codec change the file, and neither the package digest nor the content digest")
  func digests() async throws {
    let workshop = try Workshop()
    try makeFiles(workshop, in: "source")
    let normal = try await workshop.pack("normal")
    let others = [
      try await workshop.pack("level") { $0.level = 1 }, try await workshop.pack("zstd") { $0.codec = .zstd },
      try await workshop.pack("best") { ($0.codec, $0.level) = (.zstd, 12) },
    ]
    for other in others {
      #expect(other.packageDigest == normal.packageDigest)
      #expect(other.contentDigest == normal.contentDigest)
      #expect(other.containerDigest != normal.containerDigest)
    }
  }

  @Test("The content digest is of paths and bytes alone")
  func contentDigest() async throws {
    let workshop = try Workshop()
    for (folder, time) in [("one", 5), ("two", 700)] {
      try workshop.temporary.makeFile(
        "\(folder)/a.txt", bytes: Array("a".utf8), isExecutable: time == 5,
        time: FileTime(seconds: Int64(time)))
    }
    let one = try await workshop.pack("1", source: "one")
    let two = try await workshop.pack("2", source: "two") {
      $0.info = [BagInfoElement(label: "Note", value: "x")]
    }
    #expect(one.contentDigest == two.contentDigest)
    #expect(one.packageDigest != two.packageDigest)
    #expect(one.contentDigest == Digest(hashing: "\(Digest(hashing: "a".utf8).hex)  data/a.txt\n".utf8))
  }

  @Test("The container digest is that of the footer's frame", arguments: Codec.allCases)
  func containerDigest(codec: Codec) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "a")
    let report = try await workshop.pack { $0.codec = codec }
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    #expect(report.containerDigest == Digest(hashing: bytes.suffix(codec == .gzip ? 450 : 432)))
    #expect(report.packageBytes == UInt64(bytes.count))
    #expect(try await workshop.verify().containerDigest == report.containerDigest)
    #expect(
      try await Verifier().verifyQuickly(workshop.path("p.stele.tar.gz")).containerDigest
        == report.containerDigest)
  }
}
