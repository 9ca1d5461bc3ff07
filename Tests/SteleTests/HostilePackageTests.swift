import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// Packages whose frames, tag files and manifests are sound, and whose payload attacks who extracts it.
@Suite("Hostile packages")
struct HostilePackageTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Paths in the bag that the manifest lists.
    var listed: [String] = ["data/ok"]
    let payload: [UInt8]
    let code: RuleCode
  }

  static let evil = Array("evil".utf8)
  static let ok = ForeignPackage.entry("data/ok", evil)

  static let attacks: [Attack] = {
    func raw(_ path: String, _ type: Character, _ link: String, _ data: [UInt8]) -> [UInt8] {
      ForeignPackage.rawEntry(path, type: type, link: link, data)
    }
    return [
      Attack(
        testDescription: "a parent folder", listed: ["data/../../../outside/new"],
        payload: ok + raw("top/data/../../../outside/new", "0", "", evil), code: .pathUnsafe),
      Attack(
        testDescription: "an absolute path", listed: ["/tmp/stele-test-evil"],
        payload: ok + raw("/tmp/stele-test-evil", "0", "", evil), code: .pathUnsafe),
      Attack(testDescription: "a dot", payload: ok + raw("top/./data/x", "0", "", evil), code: .pathUnsafe),
      Attack(
        testDescription: "two slashes", payload: ok + raw("top//data/x", "0", "", evil), code: .pathUnsafe),
      Attack(
        testDescription: "another top folder", payload: ok + raw("other/data/x", "0", "", evil),
        code: .topFolder),
      Attack(
        testDescription: "a file beside data/", payload: ok + raw("top/evil", "0", "", evil),
        code: .entryOrder),
      Attack(
        testDescription: "a symbolic link, and a file through it", listed: ["data/link/new", "data/ok"],
        payload: ok + raw("top/data/link", "2", "../../outside", [])
          + ForeignPackage.entry("data/link/new", evil), code: .entryType),
      Attack(
        testDescription: "a symbolic link in the place of a file", listed: ["data/link", "data/ok"],
        payload: ok + raw("top/data/link", "2", "../../outside/victim", [])
          + ForeignPackage.entry("data/link", evil), code: .entryType),
      Attack(
        testDescription: "a hard link to an absolute path",
        payload: ok + raw("top/data/link", "1", "/etc/passwd", []), code: .linkTarget),
      Attack(
        testDescription: "a hard link out of the package",
        payload: ok + raw("top/data/link", "1", "../outside/victim", []), code: .linkTarget),
      Attack(
        testDescription: "a hard link to a tag file",
        payload: ok + raw("top/data/link", "1", "top/bagit.txt", []), code: .linkTarget),
      Attack(
        testDescription: "a hard link to what comes later",
        payload: raw("top/data/link", "1", "top/data/ok", []) + ok, code: .linkTarget),
      Attack(
        testDescription: "a hard link to itself",
        payload: ok + raw("top/data/link", "1", "top/data/link", []), code: .linkTarget),
      Attack(testDescription: "a device", payload: ok + raw("top/data/null", "3", "", []), code: .entryType),
      Attack(testDescription: "a fifo", payload: ok + raw("top/data/fifo", "6", "", []), code: .entryType),
      Attack(
        testDescription: "a path twice", payload: ok + ForeignPackage.entry("data/ok", Array("other".utf8)),
        code: .pathTwice),
      Attack(
        testDescription: "a file that is a folder too", listed: ["data/ok", "data/ok/x"],
        payload: ok + ForeignPackage.entry("data/ok/x", evil), code: .pathConflict),
      Attack(
        testDescription: "a file that the manifest does not list",
        payload: ok + ForeignPackage.entry("data/more", evil), code: .payloadUnlisted),
      Attack(
        testDescription: "other bytes than the manifest says",
        payload: ForeignPackage.entry("data/ok", Array("EVIL".utf8)), code: .payloadDigest),
      Attack(
        testDescription: "a listed file that is not there", listed: ["data/ok", "data/z"], payload: ok,
        code: .payloadMissing),
    ]
  }()

  @Test(
    "The attack is named, and nothing is written outside of the target", arguments: attacks, Profile.allCases)
  func attack(attack: Attack, profile: Profile) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("outside/victim", "victim")
    let package = ForeignPackage.package(
      listing: attack.listed.map { ($0, Self.evil) }, payload: attack.payload, profile)
    try temporary.makeFile("p", bytes: package)
    let report = try await workshop.verify("p")
    #expect(report.findings.contains { $0.code == attack.code }, "\(report.findings)")
    #expect(!report.isGood)

    try temporary.makeFolder("deep/deep")
    _ = try? await workshop.extract("p", to: "deep/deep/out")
    _ = try? await workshop.extract("p", to: "deep/deep/bag") { $0.extractsBag = true }
    #expect(try temporary.tree("outside") == temporary.tree("outside").filter { $0.key == "victim" })
    #expect(try temporary.text("outside/victim") == "victim")
    #expect(try Set(temporary.names()) == ["deep", "outside", "p", "source"])
    #expect(try temporary.names("deep") == ["deep"])
    let nodes = try temporary.tree("deep/deep")
    #expect(nodes.values.allSatisfy { $0.kind == .file || $0.kind == .folder })
    // What has a name in the payload has the content that the manifest gives it.
    for (path, node) in nodes where node.kind == .file && (path.hasPrefix("out/") || path.contains("/data/"))
    {
      #expect(node.digest == Digest(hashing: Self.evil), "\(path)")
    }
    #expect((try? UserPath.facts("/tmp/stele-test-evil")) == .some(nil))
  }

  @Test("The sound package that the attacks are made from has no errors but those of its counts")
  func sound() async throws {
    let workshop = try Workshop()
    let package = ForeignPackage.package(listing: [("data/ok", Self.evil)], payload: Self.ok)
    try workshop.temporary.makeFile("p", bytes: package)
    let codes = Set(try await workshop.verify("p").findings.map(\.code))
    #expect(codes.isSubset(of: [.indexMismatch, .footerMismatch]))
    try await workshop.extract("p")
    #expect(try workshop.temporary.text("out/ok") == "evil")
  }

  @Test("A manifest that lists one content under very many paths does not fill the disk")
  func manyPaths() async throws {
    let workshop = try Workshop()
    let data = [UInt8](repeating: 7, count: 100_000)
    let files = (0..<200).map { ("data/\($0)", data) }
    try workshop.temporary.makeFile(
      "p", bytes: ForeignPackage.package(listing: files, payload: ForeignPackage.entry("data/0", data)))
    var limits = Limits()
    limits.expansion = 10
    limits.expansionFloor = 1_000_000
    await #expect(throws: SteleError.self) { try await workshop.extract("p") { $0.limits = limits } }
    let written = try workshop.temporary.tree("out").values.count { $0.kind == .file } * 100_000
    #expect(written <= 1_000_000)
  }
}
