import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@testable import Stele

@Suite("A package as a folder")
struct PackedBagTests {
  @Test("What Stele packs and extracts again is a bag without findings, with the digests that packing told")
  func roundTrip() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFile("source/a/50% off.txt", "half")
    try temporary.makeFile("source/e\u{301}.md", "# Title")
    try temporary.makeFile("source/trailing ", "")
    let package = temporary["p.stele.tar.gz"].string
    let packed = try await Packer().pack([temporary["source"].string], to: .file(package, overwriting: false))

    var options = ExtractOptions()
    options.extractsBag = true
    options.folder = temporary["out"].string
    _ = try await Extractor(options).extract(package)

    var folder = temporary["out"]
    if try !temporary.names("out").contains("bagit.txt") { folder.append(packed.name) }
    let report = try await BagFolderVerifier(expected: packed.packageDigest).verify(folder)
    #expect(report.findings.isEmpty)
    #expect(report.isExpected == true)
    #expect(report.contentDigest == packed.contentDigest)
    #expect(report.fileCount == 3)
  }

  @Test(
    "A label that only Stele may write is refused in plain words, and nothing is written",
    arguments: ["Payload-Oxum", "bag-size", "STELE-VERSION"])
  func reservedLabel(_ label: String) async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFile("source/a.txt", "a")
    try temporary.makeFolder("out")
    var options = PackOptions()
    options.info = [BagInfoElement(label: label, value: "1")]
    let packer = Packer(options)
    let source = temporary["source"].string
    let package = temporary["out/p.stele.tar.gz"].string
    let error = await #expect(throws: SteleError.self) {
      try await packer.pack([source], to: .file(package, overwriting: false))
    }
    #expect(error?.code == .usage)
    #expect(error.map { "\($0)" } == "'\(label)' is set by the writer and must not be given")
    #expect(try temporary.names("out").isEmpty)
  }
}
