import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Salvage of packages that are traps")
struct SalvageTrapTests {
  static let evil = HostilePackageTests.evil

  /// Frames around a tar without tag files.
  static func headless(_ tar: [UInt8], _ profile: Profile = .gzip) -> [UInt8] {
    let digest = Digest(hashing: tar)
    return ForeignPackage.container(tar, profile, packageDigest: digest, contentDigest: digest)
  }

  @Test(
    "Nothing is written outside of the folder, proven or not", arguments: HostilePackageTests.attacks,
    [true, false])
  func attack(attack: HostilePackageTests.Attack, hasManifest: Bool) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("outside/victim", "victim")
    let package =
      hasManifest
      ? ForeignPackage.package(listing: attack.listed.map { ($0, Self.evil) }, payload: attack.payload)
      : Self.headless(attack.payload + [UInt8](repeating: 0, count: 1024))
    try temporary.makeFile("p", bytes: package)
    try temporary.makeFolder("deep/deep")
    var options = SalvageOptions(folder: workshop.path("deep/deep/out"))
    options.includesPartial = true
    let report = try await Salvager(options).salvage(workshop.path("p"))
    #expect(report.manifest == (hasManifest ? .proven : .lost))
    #expect(try temporary.text("outside/victim") == "victim")
    #expect(try temporary.names("outside") == ["victim"])
    #expect(try Set(temporary.names()) == ["deep", "outside", "p", "source"])
    #expect(try temporary.names("deep/deep") == ["out"])
    let nodes = try temporary.tree("deep/deep/out")
    #expect(nodes.values.allSatisfy { $0.kind == .file || $0.kind == .folder })
    for (path, node) in nodes where path.hasPrefix("data/") && node.kind == .file {
      #expect(node.digest == Digest(hashing: Self.evil), "\(path)")
    }
    if !hasManifest { #expect(!nodes.keys.contains { $0.hasPrefix("data") }) }
    #expect((try? UserPath.facts("/tmp/stele-test-evil")) == .some(nil))
  }

  @Test(
    "Links of the file system in the folder are not followed", arguments: ["proven", "partial", "unproven"])
  func links(name: String) async throws {
    let (workshop, _) = try await Salvaging.make()
    let temporary = workshop.temporary
    try temporary.makeFolder("outside")
    try temporary.makeFolder("out")
    try temporary.makeLink("out/\(name)", to: "../outside")
    var bytes = try temporary.bytes("p.stele.tar.gz")
    let frames = try Salvaging.frames(bytes)
    if name == "unproven" {
      bytes.removeSubrange(frames[0].range)
    } else {
      bytes[try #require(frames.first { $0.descriptor.rawLength > 60_000 }).range.upperBound - 100] ^= 1
    }
    try temporary.makeFile("broken", bytes: bytes)
    var options = SalvageOptions(folder: workshop.path("out"))
    options.includesPartial = true
    options.overwrites = true
    let report = try? await Salvager(options).salvage(workshop.path("broken"))
    #expect(report?.isComplete != true)
    #expect(try temporary.names("outside").isEmpty)
  }

  @Test("A package inside of a package does not pass for it when the outer head is gone")
  func nested() async throws {
    let (inner, _) = try await Salvaging.make()
    let bytes = try inner.temporary.bytes("p.stele.tar.gz")
    var tar: [UInt8] = []
    for (range, descriptor) in try Salvaging.frames(bytes) where descriptor.kind == FrameKind.data.rawValue {
      tar += try FrameDecoder(profile: .gzip).data(bytes[range], descriptor).bytes
    }
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/inner.tar", bytes: tar)
    try workshop.temporary.makeFile("source/0.bin", bytes: .noise(70_000))
    try await workshop.pack { $0.parity = .none }
    let outer = try workshop.temporary.bytes("p.stele.tar.gz")
    let frames = try Salvaging.frames(outer)
    // The outer entry of the inner package is lost as well, so that its bytes look like entries.
    for cut in [frames[0].range.upperBound, frames[1].range.upperBound] {
      let sound = Salvaging.files(try workshop.temporary.tree("source"))
      let outcome = try await Salvaging.salvage(outer[cut...], workshop, sound)
      #expect(outcome.report.manifest != .proven && outcome.proven.isEmpty)
    }
  }

  @Test("A manifest without its own proof is proven by the footer, and by nothing else")
  func footer() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .noise(100))
    try workshop.temporary.makeFile("source/b", bytes: .prose(2000), isExecutable: true)
    try await workshop.pack { $0.parity = .none }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    var bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    // The tag manifest is the last of the first frame.
    let frame = try Salvaging.frames(bytes)[0]
    bytes[frame.range.upperBound - 20] ^= 0x10
    let fromFile = try await Salvaging.salvage(bytes, workshop, sound)
    #expect(fromFile.report.manifest == .proven && fromFile.report.isComplete && fromFile.proven == sound)
    // From a pipe the footer comes too late.
    try workshop.temporary.makeFile("piped", bytes: bytes)
    let pipe = try FileDescriptor.open(workshop.temporary["piped"], .readOnly)
    defer { try? pipe.close() }
    let report = try await Salvager(SalvageOptions(folder: workshop.path("piped-out"))).salvage(
      descriptor: pipe.rawValue)
    #expect(report.manifest == .unproven && !report.isComplete && report.unproven.count == 2)
    #expect(try workshop.temporary.text("piped-out/unproven/manifest-sha256.txt").contains("data/a"))
    #expect(try !workshop.temporary.names("piped-out").contains("data"))
  }

  @Test("Without a manifest a link comes with its target, and is lost with it")
  func unprovenLinks() async throws {
    let workshop = try Workshop()
    let tar =
      ForeignPackage.entry("data/file", Self.evil)
      + ForeignPackage.rawEntry("top/data/link", type: "1", link: "top/data/file")
      + ForeignPackage.rawEntry("top/data/lost", type: "1", link: "top/data/gone")
    try workshop.temporary.makeFile("p", bytes: Self.headless(tar + [UInt8](repeating: 0, count: 1024)))
    let report = try await Salvager(SalvageOptions(folder: workshop.path("out"))).salvage(workshop.path("p"))
    #expect(report.unproven.map(\.savedAs.description) == ["unproven/data/file", "unproven/data/link"])
    #expect(try workshop.temporary.text("out/unproven/data/link") == "evil")
    #expect(report.lost.map(\.path.description) == ["data/lost"] && report.lost[0].reason == .targetLost)
  }

  @Test("A limit holds for what is salvaged too, and the report says so")
  func limits() async throws {
    let workshop = try Workshop()
    for index in 0..<20 {
      try workshop.temporary.makeFile("source/\(index)", bytes: [UInt8](repeating: 0, count: 50_000))
    }
    try await workshop.pack { $0.deduplicates = false }
    var options = SalvageOptions(folder: workshop.path("out"))
    options.limits.expansion = 10
    options.limits.expansionFloor = 200_000
    let report = try await Salvager(options).salvage(workshop.path("p.stele.tar.gz"))
    #expect(!report.isComplete && report.lost.contains { $0.reason == .limit })
    let written = try workshop.temporary.tree("out/proven/data").values.count { $0.kind == .file } * 50_000
    #expect(written <= 200_000)
  }

  @Test("An interrupted salvage leaves no wrong file")
  func cancelled() async throws {
    let workshop = try Workshop()
    for index in 0..<6 {
      try workshop.temporary.makeFile("source/\(index).bin", bytes: .noise(400_000, seed: UInt64(index)))
    }
    try await workshop.pack()
    var options = SalvageOptions(folder: workshop.path("out"))
    options.threads = 1
    let salvager = Salvager(options)
    let path = workshop.path("p.stele.tar.gz")
    let task = Task {
      _ = try await salvager.salvage(path) { progress in
        let isFar = progress.phase == .salvaging && progress.bytes > 1_000_000
        if isFar { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let sound = try workshop.temporary.tree("source")
    let files = try workshop.temporary.tree("out/proven/data")
    #expect(!files.isEmpty && files.count < 6 && files.allSatisfy { sound[$0.key] == $0.value })
    #expect(try !workshop.temporary.names("out").contains("salvage-report.json"))
  }
}
