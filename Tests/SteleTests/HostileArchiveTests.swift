import Foundation
import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// Archives that attack or break readers, where a collection of them lies beside the project.
@Suite("Hostile archives of others")
struct HostileArchiveTests {
  struct Archive: Sendable, CustomTestStringConvertible {
    let path: FilePath
    let testDescription: String
  }

  static let archives: [Archive] = {
    let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
      .removingLastComponent().appending("shared/corpus/fixtures/hostile")
    let names = FileManager.default.enumerator(atPath: root.string)
    var archives: [Archive] = []
    while let name = names?.nextObject() as? String {
      guard name.contains(".tar") || name.contains("/tar/") else { continue }
      let path = root.pushing(FilePath(name))
      guard (try? UserPath.facts(path))??.kind == .file else { continue }
      archives.append(Archive(path: path, testDescription: name))
    }
    return archives.sorted { $0.testDescription < $1.testDescription }
  }()

  /// Small ones of our own, so that something is there in any case.
  static let own: [[UInt8]] = [
    [], [0], [UInt8](repeating: 0, count: 1024), [UInt8](repeating: 0, count: 512),
    ForeignPackage.rawEntry("../outside/new", type: "0", Array("evil".utf8)),
    ForeignPackage.rawEntry("link", type: "2", link: "../outside")
      + ForeignPackage.rawEntry("link/new", type: "0", Array("evil".utf8)),
    ForeignPackage.rawEntry("a", type: "L", Array("../outside/new".utf8))
      + ForeignPackage.rawEntry("b", type: "0"),
    [0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD], .noise(3000), .noise(100_000),
  ]

  /// Refused by every command as what it is, with nothing written.
  func checkRefused(_ bytes: [UInt8]) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("outside/victim", "victim")
    try temporary.makeFile("p", bytes: bytes)
    let before = try temporary.tree(".")
    let report = try await workshop.verify("p")
    #expect(report.findings.map(\.code) == [.notAPackage])
    #expect(!report.isGood)
    #expect(await errorCode { try await workshop.extract("p") } == .notAPackage)
    #expect(await errorCode { _ = try workshop.open("p") } == .notAPackage)
    #expect(try await Verifier().verifyQuickly(workshop.path("p")).findings.map(\.code) == [.notAPackage])
    #expect(try temporary.tree(".") == before)
  }

  @Test("An archive that is no package is refused as it is", arguments: archives)
  func refused(archive: Archive) async throws {
    let file = try File.open(archive.path)
    guard let bytes = try? file.readToEnd(limit: 8 << 20) else { return }
    try await checkRefused(bytes)
  }

  @Test("Our own small ones are refused as they are", arguments: own.indices)
  func ownRefused(number: Int) async throws { try await checkRefused(Self.own[number]) }

  /// In sound frames the tar itself is judged.
  func checkFramed(_ tar: [UInt8], _ profile: Profile) async throws {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("outside/victim", "victim")
    let digest = Digest(hashing: tar)
    try temporary.makeFile(
      "p", bytes: ForeignPackage.container(tar, profile, packageDigest: digest, contentDigest: digest))
    let before = try temporary.tree(".")
    let report = try await workshop.verify("p")
    #expect(!report.isIntact)
    try temporary.makeFolder("deep")
    _ = try? await workshop.extract("p", to: "deep/out")
    _ = try? await workshop.extract("p", to: "deep/bag") { $0.extractsBag = true }
    let after = try temporary.tree(".")
    #expect(after.filter { !$0.key.hasPrefix("deep") } == before)
    #expect(after.values.allSatisfy { $0.kind == .file || $0.kind == .folder })
    if let package = try? workshop.open("p") {
      _ = try? package.files()
      _ = try? package.articles()
      _ = try? package.name
      _ = try? package.file(at: .path("a"))
    }
  }

  @Test(
    "Their tars in sound frames are refused, and nothing is written outside", arguments: archives,
    Profile.allCases)
  func framed(archive: Archive, profile: Profile) async throws {
    let file = try File.open(archive.path)
    guard let bytes = try? file.readToEnd(limit: 8 << 20), !bytes.isEmpty else { return }
    try await checkFramed(bytes, profile)
  }

  @Test("Our own small ones in sound frames are refused", arguments: own.indices, Profile.allCases)
  func ownFramed(number: Int, profile: Profile) async throws {
    guard !Self.own[number].isEmpty else { return }
    try await checkFramed(Self.own[number], profile)
  }
}
