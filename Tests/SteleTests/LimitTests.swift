import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@testable import Stele

/// Packs a folder with the given files.
private func package(_ files: [String: [UInt8]], in folder: TemporaryFolder) async throws -> String {
  try folder.folder.createFolder(FileName("source"))
  let source = try folder.folder.folder(FileName("source"))
  for (name, bytes) in files { try source.createFile(FileName(name)!).write(bytes) }
  let path = folder.path.appending("p.stele.tar.gz").string
  _ = try await Packer().pack([folder.path.appending("source").string], to: .file(path, overwriting: false))
  return path
}

private func smallFloor(expansion: UInt64) -> Limits {
  var limits = Limits()
  // Room for the tag files and their headers, which compress better than 100 times.
  limits.expansionFloor = 10_000
  limits.expansion = expansion
  return limits
}

@Suite("Limits")
struct LimitTests {
  @Test("A large file that does not compress is within the limit of expansion, whatever its header states")
  func largeFile() async throws {
    let folder = try TemporaryFolder()
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<3_000_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var verifier = Verifier()
    verifier.limits = smallFloor(expansion: 2)
    let report = try await verifier.verify(try await package(["a": bytes], in: folder))
    #expect(report.isGood, "\(report.findings)")
  }

  @Test("More bytes than the limit of expansion allows are not taken in, and are a finding")
  func bomb() async throws {
    let folder = try TemporaryFolder()
    let path = try await package(["a": [UInt8](repeating: 0, count: 30_000_000)], in: folder)
    var verifier = Verifier()
    verifier.limits = smallFloor(expansion: 100)
    let report = try await verifier.verify(path)
    #expect(report.findings.map(\.code) == [.limitExceeded])
    #expect(!report.isCheckedToEnd && !report.isKnownDamaged && !report.isIntact && !report.isComplete)
    verifier.limits.expansion = 2000
    #expect(try await verifier.verify(path).isGood)
  }

  @Test("Bytes of a tar that hold no entry count as well", arguments: [Profile.gzip, .zstd])
  func noEntries(profile: Profile) async throws {
    let folder = try TemporaryFolder()
    let junk = [UInt8](repeating: 1, count: 30_000_000)
    let digest = Digest(hashing: [])
    try folder.makeFile(
      "p", bytes: ForeignPackage.container(junk, profile, packageDigest: digest, contentDigest: digest))
    var verifier = Verifier()
    verifier.limits = smallFloor(expansion: 100)
    let report = try await verifier.verify(folder["p"].string)
    #expect(report.findings.count { $0.code == .limitExceeded } == 1)
    #expect(!report.isCheckedToEnd && !report.isIntact)
    verifier.limits.expansion = 100_000
    let whole = try await verifier.verify(folder["p"].string)
    #expect(whole.isCheckedToEnd && !whole.findings.contains { $0.code == .limitExceeded })
  }

  @Test("A limit that is met inside of a file damages nothing, and is said once")
  func insideOfFile() async throws {
    let zeros = [UInt8](repeating: 0, count: 5_000_000)
    let junk = [UInt8](repeating: 1, count: 900 << 10)
    for profile in [Profile.gzip, .zstd] {
      let workshop = try Workshop()
      // Frames of 1 MiB: the first one ends inside of the file, and holds more junk than may come out of it.
      let package = ForeignPackage.package(
        listing: [("data/z", zeros)], payload: junk + ForeignPackage.entry("data/z", zeros), profile)
      try workshop.temporary.makeFile("p", bytes: package)
      var verifier = Verifier()
      verifier.limits.expansionFloor = 600_000
      verifier.limits.expansion = 1
      let report = try await verifier.verify(workshop.path("p"))
      #expect(report.findings.map(\.code) == [.headerChecksum, .limitExceeded])
      #expect(!report.isCheckedToEnd && !report.isIntact)
      var options = SalvageOptions(folder: workshop.path("out"))
      options.limits = verifier.limits
      let salvaged = try await Salvager(options).salvage(workshop.path("p"))
      #expect(salvaged.lost.map(\.path.description) == ["data/z"] && salvaged.lost[0].reason == .limit)
    }
  }

  @Test("What headers and junk take is counted apart from what files have")
  func countedApart() async throws {
    let workshop = try Workshop()
    let junk = [UInt8](repeating: 1, count: 1 << 20)
    let files = (UInt8(0)..<4).map { ("data/\($0)", [UInt8](repeating: $0, count: 700_000)) }
    let payload = files.flatMap { junk + ForeignPackage.entry($0.0, $0.1) }
    try workshop.temporary.makeFile("p", bytes: ForeignPackage.package(listing: files, payload: payload))
    var verifier = Verifier()
    verifier.limits.expansionFloor = 5_000_000
    verifier.limits.expansion = 1
    let report = try await verifier.verify(workshop.path("p"))
    #expect(report.isCheckedToEnd && !report.findings.contains { $0.code == .limitExceeded })
    verifier.limits.expansionFloor = 3_000_000
    #expect(try await !verifier.verify(workshop.path("p")).isCheckedToEnd)
  }

  @Test("Links count as the copies that they become")
  func links() async throws {
    let folder = try TemporaryFolder()
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("f\($0)", bytes) })
    let path = try await package(files, in: folder)
    var verifier = Verifier()
    verifier.limits = smallFloor(expansion: 10)
    #expect(try await verifier.verify(path).findings.contains { $0.code == .limitExceeded })
    var options = ExtractOptions()
    options.folder = folder.path.appending("out").string
    options.limits = verifier.limits
    let error = await #expect(throws: SteleError.self) { try await Extractor(options).extract(path) }
    #expect(error?.code == .damaged)
  }

  @Test("Bytes of tag files count as well")
  func tagFilesCount() async throws {
    let folder = try TemporaryFolder()
    // Many long names of empty files: all that there is stands in the manifest and in files.jsonl.
    let files = (0..<2000).map { ("f\($0)" + String(repeating: "x", count: 100), [UInt8]()) }
    let path = try await package(Dictionary(uniqueKeysWithValues: files), in: folder)
    var verifier = Verifier()
    verifier.limits = smallFloor(expansion: 2)
    let report = try await verifier.verify(path)
    #expect(report.findings.map(\.code) == [.limitExceeded])
    #expect(!report.isIntact)
    verifier.limits.expansion = 100
    #expect(try await verifier.verify(path).isGood)
  }

  @Test("Random access keeps to the limits, and goes on when they are raised")
  func randomAccess() async throws {
    let folder = try TemporaryFolder()
    let path = try await package(
      ["a.md": Array("# A\n".utf8), "z": [UInt8](repeating: 0, count: 3_000_000)], in: folder)
    func codes(_ limits: Limits, _ body: (Package) throws -> Void) throws -> [RuleCode] {
      let error = #expect(throws: SteleError(.damaged, "")) {
        try body(try Package(contentsOf: path, limits: limits))
      }
      return error?.findings.map(\.code) ?? []
    }
    var limits = Limits()
    limits.tagFileBytes = 10
    #expect(try codes(limits) { _ = try $0.articles() } == [.limitExceeded])
    limits = Limits()
    limits.entries = 1
    #expect(try codes(limits) { _ = try $0.files() } == [.limitExceeded])
    let read: (Package) throws -> Void = { _ = try $0.bytes(of: try $0.file(at: PackagePath("z"))) }
    #expect(try codes(smallFloor(expansion: 10), read) == [.limitExceeded])
    let opened = try Package(contentsOf: path, limits: smallFloor(expansion: 1000))
    #expect(try opened.bytes(of: opened.file(at: PackagePath("z"))).count == 3_000_000)
    #expect(try opened.articles().count == 1)
  }

  @Test("An article that shows more than its record can hold is packed with a warning")
  func longRecord() async throws {
    let folder = try TemporaryFolder()
    let address = String(repeating: "x", count: 1 << 20)
    let page = "<img src=a.png>" + (0..<17).map { "<img src=\"\($0)\(address)\">" }.joined()
    try folder.makeFile("source/a.html", page)
    try folder.makeFile("source/a.png", "picture")
    var options = PackOptions()
    options.isPortable = true
    let path = folder["p.stele.tar.gz"].string
    let report = try await Packer(options).pack(
      [folder["source"].string], to: .file(path, overwriting: false))
    #expect(report.findings.map(\.code) == [.recordShortened])
    #expect(report.findings.first?.path == "data/a.html")
    let article = try #require(try Package(contentsOf: path).articles().first)
    #expect(article.json.contains("\"assetsLeftOut\":2,"))
    #expect(article.assets.count == 16)
    #expect(article.assets.first?.status == .included)
    #expect(try await Verifier().verify(path).isGood)
  }

  @Test("More entries than are allowed are not taken in")
  func entries() async throws {
    let folder = try TemporaryFolder()
    let files = Dictionary(uniqueKeysWithValues: (0..<20).map { ("f\($0)", [UInt8($0)]) })
    var verifier = Verifier()
    verifier.limits.entries = 20
    let report = try await verifier.verify(try await package(files, in: folder))
    #expect(report.findings.map(\.code) == [.limitExceeded])
    #expect(!report.isIntact)
  }

  @Test("Findings of one code are kept up to a number, and the rest is counted")
  func findings() {
    let findings = Findings()
    for _ in 0..<10_005 { findings.add(.manifestLine, "a line") }
    findings.add(.bagitDeclaration, "another")
    #expect(findings.summary.count == 10_002)
    #expect(findings.summary.last?.message == "5 more findings of this kind are not listed")
    let long = Findings()
    for _ in 0..<1000 { long.add(.manifestLine, path: String(repeating: "x", count: 10_000), "a line") }
    #expect(long.all.count == 839 && long.summary.last?.message.hasPrefix("161 more") == true)
  }

  @Test("A path that stands twice, or has others below it, is found once")
  func conflicts() throws {
    let paths = try ["a/b", "a.b", "a", "a/c/d", "x", "x", "y/z"].map { try PackagePath($0) }
    #expect(PathConflicts.find(paths).map(\.description) == ["a", "x"])
  }

  @Test("A tag file that is larger than allowed is not taken into memory")
  func tagFile() async throws {
    let folder = try TemporaryFolder()
    var verifier = Verifier()
    verifier.limits.tagFileBytes = 10
    let report = try await verifier.verify(try await package(["a": [1]], in: folder))
    #expect(report.findings.contains { $0.code == .limitExceeded })
    #expect(!report.isIntact)
  }

  @Test("Nothing is packed with more about the bag than a reader takes")
  func bagInfo() async throws {
    let folder = try TemporaryFolder()
    try folder.makeFile("source/a", "a")
    func pack(_ count: Int) async throws -> VerificationReport {
      let value = String(repeating: "x", count: count - "Note: \n".utf8.count)
      let path = folder["p"].string
      var options = PackOptions()
      options.info = [BagInfoElement(label: "Note", value: value)]
      _ = try await Packer(options).pack([folder["source"].string], to: .file(path, overwriting: true))
      return try await Verifier().verify(path)
    }
    let most = (1 << 20) - 1024
    #expect(try await pack(most).isIntact)
    let error = await #expect(throws: SteleError.self) { _ = try await pack(most + 1) }
    #expect(error?.code == .usage)
  }
}
