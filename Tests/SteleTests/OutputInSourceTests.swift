import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("A package that is made inside of its own source")
struct OutputInSourceTests {
  let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .prose(5000))
  }

  func pack(to destination: PackDestination, _ sources: [String] = ["source"]) async throws -> PackReport {
    try await Packer().pack(sources.map(workshop.path), to: destination)
  }

  func packFile(_ name: String, overwriting: Bool = true) async throws -> PackReport {
    try await pack(to: .file(workshop.path(name), overwriting: overwriting))
  }

  func paths(_ package: String) throws -> [String] {
    try workshop.open(package).files().map(\.path.description)
  }

  func name(of report: PackReport) throws -> String {
    let path = try #require(report.path)
    return try #require(FilePath(path).lastComponent).string
  }

  @Test("The file that the package replaces is left out, and the warning names it")
  func replaced() async throws {
    let first = try await packFile("source/x.stele.tar.gz")
    #expect(first.findings.isEmpty)
    let bytes = try workshop.temporary.bytes("source/x.stele.tar.gz")
    let second = try await packFile("source/x.stele.tar.gz")
    #expect(second.findings.map { "\($0.code) \($0.path ?? "")" } == ["W408 x.stele.tar.gz"])
    #expect(second.files == 1)
    #expect(try workshop.temporary.bytes("source/x.stele.tar.gz") == bytes)
  }

  @Test("So it is below a folder of the source, which is not kept for its sake")
  func below() async throws {
    try workshop.temporary.makeFolder("source/kept")
    let first = try await packFile("source/kept/x")
    #expect(try paths("source/kept/x") == ["a"])
    let second = try await packFile("source/kept/x")
    #expect(second.packageDigest == first.packageDigest)
    #expect(second.findings.map(\.path) == ["kept/x"])
  }

  @Test("It is known through links to it and to its folder, and where it is a link itself")
  func links() async throws {
    try workshop.temporary.makeFile("source/inner/x", "an earlier one")
    try workshop.temporary.makeLink("source/latest", to: "inner/x")
    try workshop.temporary.makeLink("way", to: "source/inner")
    let report = try await packFile("way/x")
    #expect(report.findings.compactMap(\.path).sorted() == ["inner/x", "latest"])
    #expect(report.files == 1)

    try workshop.temporary.makeLink("source/y", to: "a")
    let replacing = try await packFile("source/y")
    #expect(replacing.findings.map(\.path).contains("y"))
    #expect(try paths("source/y") == ["a", "inner/x", "latest"])
  }

  @Test("Another package, and another name of the same file, are files like any other")
  func others() async throws {
    _ = try await packFile("source/x.stele.tar.gz")
    try workshop.temporary.makeHardLink("source/also", to: "source/x.stele.tar.gz")
    let report = try await packFile("source/y.stele.tar.gz")
    #expect(report.findings.isEmpty)
    #expect(report.files == 3)
    let again = try await packFile("source/x.stele.tar.gz")
    #expect(again.findings.map(\.path) == ["x.stele.tar.gz"])
    #expect(again.files == 3)
  }

  @Test("In a folder of packages the earlier ones of the name are left out, so that packing comes to rest")
  func folder() async throws {
    let destination = PackDestination.folder(workshop.path("source/kept"), overwriting: false)
    let first = try await pack(to: destination)
    #expect(!first.wasThere)
    let second = try await pack(to: destination)
    #expect(second.wasThere)
    let name = try name(of: first)
    #expect(second.findings.map { "\($0.code) \($0.path ?? "")" } == ["W408 kept/\(name)"])

    try workshop.temporary.makeFile("source/b", "new")
    let third = try await pack(to: destination)
    #expect(!third.wasThere && third.files == 2)
    #expect(try await pack(to: destination).wasThere)
  }

  @Test("What only has the name of such a package is kept")
  func looksLike() async throws {
    let kept = ["source-000000000000.stele.tar.gz", "source-notes.stele.tar.gz"]
    for name in kept { try workshop.temporary.makeFile("source/kept/" + name, "mine") }
    let destination = PackDestination.folder(workshop.path("source/kept"), overwriting: false)
    let first = try await pack(to: destination)
    #expect(first.findings.isEmpty && first.files == 3)
    let name = try name(of: first)
    // A whole package under another package's name is not an earlier one either.
    try workshop.temporary.makeFile(
      "source/kept/source-111111111111.stele.tar.gz",
      bytes: try workshop.temporary.bytes("source/kept/" + name))
    let second = try await pack(to: destination)
    #expect(second.findings.map(\.path) == ["kept/" + name])
    #expect(second.files == 4)
  }

  @Test("A file that the output was redirected to is left out under all of its names")
  func redirected() async throws {
    try workshop.temporary.makeFile("source/out", "")
    try workshop.temporary.makeHardLink("source/also", to: "source/out")
    let descriptor = try FileDescriptor.open(workshop.temporary["source/out"], .writeOnly)
    let report = try await pack(to: .descriptor(descriptor.rawValue))
    try descriptor.close()
    #expect(report.findings.compactMap(\.path).sorted() == ["also", "out"])
    #expect(try paths("source/out") == ["a"])
  }

  @Test("A source that is named is never replaced by the package of it")
  func named() async throws {
    let before = try workshop.temporary.bytes("source/a")
    for sources in [["source/a"], ["source/a", "source"]] {
      let code = await errorCode {
        _ = try await pack(to: .file(workshop.path("source/a"), overwriting: true), sources)
      }
      #expect(code == .refused)
    }
    #expect(try workshop.temporary.bytes("source/a") == before)
  }

  @Test("Where nothing else is there, there is nothing to pack")
  func alone() async throws {
    try workshop.temporary.remove("source/a")
    try workshop.temporary.makeFile("source/x", "an earlier one")
    #expect(await errorCode { _ = try await packFile("source/x") } == .refused)
    #expect(try workshop.temporary.text("source/x") == "an earlier one")
  }
}
