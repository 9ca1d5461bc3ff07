import SteleBag
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@testable import Stele

@Suite("Verifying a folder that is a bag")
struct BagFolderTests {
  /// A bag with two payload files and every kind of tag file that Stele writes, made by our own writers.
  final class Bag {
    let temporary = try! TemporaryFolder()
    let algorithms: [ChecksumAlgorithm]

    init(_ algorithms: [ChecksumAlgorithm] = [.sha256], info: [(String, String)] = [("Payload-Oxum", "8.2")])
      throws
    {
      self.algorithms = algorithms
      try write("data/a.txt", "alpha")
      try write("data/b c/%.txt", "one")
      try write("bagit.txt", String(decoding: BagDeclaration.bytes, as: UTF8.self))
      try write("bag-info.txt", info.map { "\($0.0): \($0.1)\n" }.joined())
      try list(.payload, ["data/a.txt", "data/b c/%.txt"])
      try seal()
    }

    func seal() throws {
      let manifests = algorithms.map { Manifest.name(.payload, $0) }
      try list(.tags, ["bag-info.txt", "bagit.txt"] + manifests)
    }

    func list(_ scope: ManifestScope, _ paths: [String]) throws {
      for algorithm in algorithms {
        var lines: [UInt8] = []
        for path in paths {
          let bytes = try temporary.folder.file(at: .path(path)).readToEnd(limit: 1 << 20)
          let checksum = Checksummer.checksums(of: bytes, [algorithm])[0]
          ManifestLine(digest: checksum.hex.utf8, path: .path(path)).write(to: &lines)
        }
        try write(Manifest.name(scope, algorithm), String(decoding: lines, as: UTF8.self))
      }
    }

    func write(_ path: String, _ text: String) throws {
      try? remove(path)
      try temporary.makeFile(path, text)
    }

    func append(_ path: String, _ text: String) throws {
      try write(path, temporary.text(path) + text)
    }

    func remove(_ path: String) throws {
      let path = PackagePath.path(path)
      let folder = try path.parent.map { try temporary.folder.folder(at: $0) } ?? temporary.folder
      try folder.remove(path.lastFileName)
    }

    func verify(_ expected: Digest? = nil) async throws -> BagReport {
      try await BagFolderVerifier(expected: expected).verify(temporary.path)
    }

    func digest(_ path: String) throws -> Digest { Digest(hashing: Array(try temporary.text(path).utf8)) }
  }

  func codes(_ report: BagReport) -> [RuleCode] { report.findings.map(\.code) }

  @Test("A sound bag has no findings, and its digests are told")
  func sound() async throws {
    let bag = try Bag([.sha256, .sha512])
    let report = try await bag.verify()
    #expect(report.findings.isEmpty)
    #expect(report.isValid && report.isIntact && report.isComplete)
    #expect(report.version == "1.0")
    #expect(report.byteCount == 8)
    #expect(report.fileCount == 2)
    #expect(report.checkedFileCount == 6)
    #expect(try report.contentDigest == bag.digest("manifest-sha256.txt"))
    #expect(try report.packageDigest == bag.digest("tagmanifest-sha256.txt"))
    #expect(report.isExpected == nil)
    #expect(try await bag.verify(report.packageDigest).isExpected == true)
  }

  @Test(
    "Every changed byte of every file is found",
    arguments: [
      "data/a.txt", "data/b c/%.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt",
    ])
  func changed(path: String) async throws {
    let bag = try Bag()
    var text = Array(try bag.temporary.text(path).utf8)
    text[0] ^= 1
    try bag.write(path, String(decoding: text, as: UTF8.self))
    let report = try await bag.verify()
    #expect(!report.isIntact)
    #expect(report.findings.contains { $0.code == .checksumMismatch && $0.path == path })
  }

  @Test("All faults are found at once, each with its file")
  func several() async throws {
    let bag = try Bag()
    try bag.write("data/a.txt", "ALPHA and more")
    try bag.remove("data/b c/%.txt")
    try bag.write("data/new", "")
    let report = try await bag.verify()
    #expect(
      report.findings.map { "\($0.code) \($0.path ?? "")" }
        == [
          "E511 data/b c/%.txt", "E512 data/new", "E514 bag-info.txt", "E513 data/a.txt",
        ].map { $0 })
    #expect(!report.isIntact && !report.isComplete && !report.isValid)
    #expect(
      report.findings[2].message.hasPrefix(
        "Payload-Oxum says 8 bytes in 2 files, but the payload has 14 bytes in 2 files"))
  }

  @Test("A folder that is no bag is said to be none, and its files are not read")
  func unread() async throws {
    let temporary = try TemporaryFolder()
    try temporary.folder.createFile(FileName("picture.png")).write([1, 2, 3])
    let report = try await BagFolderVerifier().verify(temporary.path)
    #expect(codes(report) == [.bagDeclarationMissing, .payloadManifestMissing])
    #expect(!report.isIntact && !report.isComplete && report.checkedFileCount == 0)
    let unexpected = try await BagFolderVerifier(expected: Digest(hashing: [])).verify(temporary.path)
    #expect(unexpected.isExpected == false && codes(unexpected).contains(.bagDigestNotExpected))
  }

  @Test("Of a folder that is no bag and holds bags or packages, these are named")
  func meant() async throws {
    let temporary = try TemporaryFolder()
    func said() async throws -> Substring? {
      let report = try await BagFolderVerifier().verify(temporary.path)
      return report.findings[0].message.split(separator: "; ").dropFirst().first
    }
    try temporary.makeFile("notes/readme.txt")
    try temporary.makeFolder("folder.stele.tar.gz")
    #expect(try await said() == nil)
    try temporary.makeFile("source/bagit.txt")
    #expect(try await said() == "verify what is in it: '\(temporary["source"])'")
    for name in ["b", "c"] { try temporary.makeFile("\(name).stele.tar.zst") }
    try temporary.makeFile("a.stele.tar.gz")
    let first = ["a.stele.tar.gz", "b.stele.tar.zst", "c.stele.tar.zst"].map { "'\(temporary[$0])'" }
    #expect(
      try await said() == "verify what is in it: \(first.joined(separator: ", ")) and 1 more")
  }

  @Test("A wrong Payload-Oxum is named, and all files are checked all the same")
  func oxum() async throws {
    let bag = try Bag(info: [("Payload-Oxum", "9.2")])
    let report = try await bag.verify()
    #expect(codes(report) == [.payloadOxumMismatch])
    #expect(report.checkedFileCount == 5)
    #expect(!report.isIntact && report.isComplete)
  }

  @Test("What lacks a file is incomplete, and what has one too many is not as it was sealed")
  func words() async throws {
    let bag = try Bag()
    try bag.write("data/new", "")
    let more = try await bag.verify()
    #expect(codes(more).contains(.payloadFileUnlisted) && !more.isIntact && more.isComplete)
    try bag.remove("data/new")
    try bag.remove("data/a.txt")
    let less = try await bag.verify()
    #expect(Set(codes(less)) == [.fileMissing, .payloadOxumMismatch])
    #expect(less.isIntact && !less.isComplete)
  }

  @Test("Without its tag manifest a bag is valid, has no package digest, and fails what is expected of it")
  func noTagManifest() async throws {
    let bag = try Bag()
    let digest = try bag.digest("tagmanifest-sha256.txt")
    try bag.remove("tagmanifest-sha256.txt")
    let report = try await bag.verify(digest)
    #expect(report.isValid)
    #expect(report.packageDigest == nil)
    #expect(report.contentDigest != nil)
    #expect(report.isExpected == false)
    #expect(codes(report) == [.bagDigestNotExpected])
  }

  @Test("Another digest than expected fails, and so does the content digest")
  func unexpected() async throws {
    let bag = try Bag()
    #expect(try await codes(bag.verify(Digest(hashing: []))) == [.bagDigestNotExpected])
    let report = try await bag.verify(bag.digest("manifest-sha256.txt"))
    #expect(report.isExpected == false)
    #expect(report.findings[0].message.contains("content digest"))
  }

  @Test("A tag manifest that lists no payload manifest gives no package digest")
  func partial() async throws {
    let bag = try Bag()
    try bag.list(.tags, ["bagit.txt"])
    let report = try await bag.verify(bag.digest("tagmanifest-sha256.txt"))
    #expect(report.packageDigest == nil)
    #expect(report.isExpected == false)
    #expect(Set(codes(report)) == [.packageDigestPartial, .tagFileUnlisted, .bagDigestNotExpected])
  }

  @Test(
    "Files that operating systems leave behind are warnings",
    arguments: [
      "data/.DS_Store", "data/b c/Thumbs.db", "data/desktop.ini", "data/._a.txt", ".DS_Store",
    ])
  func systemFiles(path: String) async throws {
    let bag = try Bag()
    try bag.write(path, "junk")
    let report = try await bag.verify()
    #expect(report.isValid)
    #expect(codes(report) == [.systemFile])
    #expect(report.fileCount == 2)
  }

  @Test("A system file that is listed is checked like every other, with a warning")
  func listedSystemFile() async throws {
    let bag = try Bag(info: [])
    try bag.write("data/.DS_Store", "x")
    try bag.list(.payload, ["data/.DS_Store", "data/a.txt", "data/b c/%.txt"])
    try bag.seal()
    #expect(try await codes(bag.verify()) == [.systemFile])
    try bag.write("data/.DS_Store", "y")
    #expect(try await codes(bag.verify()) == [.systemFile, .checksumMismatch])
    try bag.remove("data/.DS_Store")
    #expect(try await codes(bag.verify()) == [.fileMissing])
  }

  @Test("A file that is still to be fetched makes the bag incomplete, and is named with its address")
  func holey() async throws {
    let bag = try Bag()
    try bag.write("fetch.txt", "https://example.org/a.txt 5 data/a.txt\n")
    #expect(try await codes(bag.verify()) == [.tagFileUnlisted])
    try bag.remove("data/a.txt")
    let report = try await bag.verify()
    #expect(codes(report) == [.fileNotFetched, .tagFileUnlisted])
    #expect(report.isIntact && !report.isComplete && !report.isValid)
    #expect(report.findings[0].message.contains("https://example.org/a.txt"))
    try bag.write("data/a.txt", "alph")
    #expect(try await Set(codes(bag.verify())).isSuperset(of: [.fetchLengthMismatch, .checksumMismatch]))
    try bag.write("fetch.txt", "https://example.org/a.txt 5 data/other.txt\n")
    #expect(try await Set(codes(bag.verify())).isSuperset(of: [.fetchPathUnlisted, .fileNotFetched]))
  }

  @Test("From 1.0 on each manifest must list each file, before one is enough")
  func partialManifest() async throws {
    let bag = try Bag([.sha256, .md5])
    let manifest = Manifest.name(.payload, .md5)
    let first = try bag.temporary.text(manifest).split(separator: "\n")[0]
    try bag.write(manifest, first + "\n")
    try bag.seal()
    let report = try await bag.verify()
    #expect(codes(report) == [.payloadFileUnlisted])
    #expect(report.findings[0].message.contains("manifest-md5.txt"))
    try bag.write("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n")
    try bag.seal()
    #expect(try await bag.verify().findings.isEmpty)
  }

  @Test("A manifest of an unknown algorithm is passed over aloud, unless there is no other")
  func unknownAlgorithm() async throws {
    let bag = try Bag()
    try bag.write("manifest-blake3.txt", "00  data/a.txt\n")
    #expect(try await Set(codes(bag.verify())) == [.manifestUnchecked, .tagFileUnlisted])
    try bag.remove("manifest-sha256.txt")
    let report = try await bag.verify()
    #expect(codes(report).contains(.checksumAlgorithmUnknown))
    #expect(!report.isIntact)
  }

  @Test("A name with '%' that an old bag lists as it is, is found")
  func literalPercent() async throws {
    let bag = try Bag(info: [])
    try bag.write("data/x%25y", "1")
    try bag.append("manifest-sha256.txt", "\(Digest(hashing: Array("1".utf8)).hex)  data/x%25y\n")
    try bag.seal()
    let report = try await bag.verify()
    #expect(codes(report) == [.manifestSpelling])
    #expect(report.isValid)
  }

  @Test("In a bag that Stele made, a tag file that is not listed is an error, but not a signature")
  func stele() async throws {
    let bag = try Bag(info: [("Stele-Version", "1")])
    try bag.write("signatures/key.sig", "s")
    #expect(try await bag.verify().findings.isEmpty)
    try bag.write("note.txt", "n")
    let report = try await bag.verify()
    #expect(codes(report) == [.steleTagFileUnlisted])
    #expect(!report.isIntact && report.isComplete)
  }

  @Test("What cannot be read as a file is an error, and nothing outside the bag is read")
  func unreadable() async throws {
    let bag = try Bag()
    try bag.temporary.makeFIFO("data/fifo")
    try bag.temporary.makeLink("data/out", to: "/etc/hostname")
    try bag.temporary.makeFile(Array("data/".utf8) + [0xFF])
    try bag.remove("data/a.txt")
    try bag.temporary.makeLink("data/a.txt", to: "/etc/hostname")
    let report = try await bag.verify()
    #expect(report.findings.count(where: { $0.code == .bagFileUnreadable }) == 4)
    #expect(report.findings.contains { $0.code == .fileMissing && $0.path == "data/a.txt" })
    #expect(report.findings.contains { $0.path == "data/\\xff" })
  }

  @Test("A folder that is no bag says so, and a folder that is not there is an error")
  func noBag() async throws {
    let temporary = try TemporaryFolder()
    let report = try await BagFolderVerifier().verify(temporary.path)
    #expect(codes(report) == [.bagDeclarationMissing, .payloadManifestMissing])
    await #expect(throws: FileError.self) { try await BagFolderVerifier().verify(temporary["none"]) }
  }

  @Test("The findings come in the same order however many files are read at a time")
  func order() async throws {
    let bag = try Bag(info: [])
    for number in 0..<200 { try bag.write("data/\(number)", "\(number)") }
    try bag.list(.payload, (0..<200).map { "data/\($0)" } + ["data/a.txt", "data/b c/%.txt"])
    try bag.seal()
    for number in 0..<200 { try bag.write("data/\(number)", "changed") }
    var verifier = BagFolderVerifier()
    verifier.concurrency = 1
    let alone = try await verifier.verify(bag.temporary.path)
    verifier.concurrency = 8
    let together = try await verifier.verify(bag.temporary.path)
    #expect(alone.findings.count == 200)
    #expect(alone.findings == together.findings)
  }
}
