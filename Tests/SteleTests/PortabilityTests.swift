import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@testable import Stele

@Suite("Packing names and times that others stumble over")
struct PortabilityTests {
  func pack(
    _ temporary: TemporaryFolder, name: String? = nil, isPortable: Bool = false, skipsUnreadable: Bool = false
  ) async throws -> PackReport {
    var options = PackOptions()
    options.name = name
    options.isPortable = isPortable
    options.skipsUnreadable = skipsUnreadable
    return try await Packer(options).pack(
      [temporary["source"].string], to: .file(temporary["out/p.stele.tar.gz"].string, overwriting: true))
  }

  func codes(_ report: PackReport) -> [String] { report.findings.map { "\($0.code) \($0.path ?? "")" } }

  @Test(
    "Each name is kept, with a warning; asked for portable names, packing refuses them all and writes nothing"
  )
  func names() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    for name in ["50%.txt", "con", "A/x", "a", "e\u{301}", "sound.txt"] {
      try temporary.makeFile("source/" + name)
    }
    let report = try await pack(temporary)
    let expected = ["W401 data/50%.txt", "W404 data/a", "W405 data/con", "W407 data/e\u{301}"]
    #expect(codes(report) == expected)
    #expect(report.files == 6)
    try Folder.open(temporary["out"]).remove("p.stele.tar.gz")
    let error = await #expect(throws: SteleError.self) { try await pack(temporary, isPortable: true) }
    #expect(error?.code == .refused)
    #expect(error?.findings == report.findings)
    #expect(try temporary.names("out") == [])
  }

  @Test("Names that are not portable are refused before any file is hashed", arguments: [true, false])
  func early(isWholeFolder: Bool) async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFile("source/far/con", "text")
    try temporary.makeFile("source/far/a.txt", "text")
    var options = PackOptions()
    options.isPortable = true
    let sources = isWholeFolder ? ["source"] : ["source/far/con", "source/far/a.txt"]
    let error = await #expect(throws: SteleError.self) {
      try await Packer(options).pack(
        sources.map { temporary[$0].string },
        to: .file(temporary["p.stele.tar.gz"].string, overwriting: false),
        progress: { Issue.record("work has begun: \($0)") })
    }
    #expect(error?.code == .refused)
    #expect(error?.findings.map(\.path) == [isWholeFolder ? "data/far/con" : "data/con"])
  }

  @Test("Sound names are portable, and what was skipped does not make them less so")
  func sound() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    try temporary.makeFile("source/石碑 1.md", "# Stone")
    try temporary.makeFIFO("source/pipe")
    let report = try await pack(temporary, isPortable: true, skipsUnreadable: true)
    #expect(codes(report) == ["W408 pipe"])
    #expect(report.findings[0].message.hasPrefix("it is a "))
  }

  @Test("The package's name is checked too")
  func packageName() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    try temporary.makeFile("source/a")
    #expect(try await codes(pack(temporary, name: "-rf ")) == ["W406 ", "W412 "])
    #expect(try await codes(pack(temporary, name: "50%")) == [])
  }

  @Test("A path that a tar header cannot hold is named, one that it just can is not")
  func long() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    let fits = String(repeating: "f", count: 100)
    let tooLong = String(repeating: "g", count: 101)
    // A folder's name ends with a slash there.
    let folder = String(repeating: "h", count: 100)
    let split = Array(repeating: "folder", count: 15).joined(separator: "/") + "/file"
    for path in [fits, tooLong, split] { try temporary.makeFile("source/" + path) }
    try temporary.makeFolder("source/" + folder)
    #expect(
      try await Set(codes(pack(temporary, name: "n"))) == ["W409 data/" + tooLong, "W409 data/" + folder])
  }

  @Test("A link to a path of more than 100 bytes is named: its target needs a pax record")
  func longLink() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    let split = Array(repeating: "folder", count: 15).joined(separator: "/")
    try temporary.makeFile("source/\(split)/1", "same")
    try temporary.makeFile("source/z", "same")
    #expect(try await codes(pack(temporary, name: "n")) == ["W409 data/z"])
  }

  @Test("A time before 1970 or after 2242 is named")
  func times() async throws {
    let temporary = try TemporaryFolder()
    try temporary.makeFolder("out")
    for (name, time) in [("old", -1), ("zero", 0), ("last", 8_589_934_591), ("late", 8_589_934_592)]
      as [(String, Int64)]
    {
      try temporary.makeFile("source/" + name, name)
      try temporary.setTime("source/" + name, seconds: time)
    }
    #expect(try await codes(pack(temporary)) == ["W410 data/late", "W410 data/old"])
  }
}
