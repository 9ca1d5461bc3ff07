import Stele
import SteleTestSupport
import Testing

@Suite("What packing article by article leaves out")
struct PackEachTests {
  let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.temporary.makeFile("source/n1.md", "# One\n\n![](shown.png)\n")
    try workshop.temporary.makeFile("source/deep/n2.md", "# Two\n\n![](../shared.png) ![](/shared.png)\n")
    for name in ["shown.png", "shared.png", "n1.md.png", "left.png", "deep/notes.pdf"] {
      try workshop.temporary.makeFile("source/" + name, name)
    }
  }

  func pack(
    _ sources: [String] = ["source"], to destination: PackDestination? = nil,
    _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> PackEachReport {
    var options = PackOptions()
    options.parity = .none
    change(&options)
    return try await Packer(options).packEach(
      sources.map(workshop.path), to: destination ?? .folder(workshop.path("kept"), overwriting: false)
    ) { _ in }
  }

  func lines(_ report: PackEachReport) -> [String] { report.findings.map { "\($0.code) \($0.path ?? "")" } }

  @Test("Each file that no package took is named once, in the order of the paths")
  func leftOut() async throws {
    let report = try await pack()
    #expect(report.packages == 2)
    #expect(report.leftOut == 2)
    #expect(lines(report) == ["W408 deep/notes.pdf", "W408 left.png"])
    #expect(report.findings.allSatisfy { $0.message.contains("'\(workshop.path("source"))'") })
  }

  @Test("Of folders one in the other, and named twice, each file is named once")
  func overlapping() async throws {
    let report = try await pack(["source", "source/deep", "source"])
    #expect(lines(report) == ["W408 deep/notes.pdf", "W408 left.png"])
  }

  @Test("What an article of another source shows, also under a mapped address, is not left out")
  func mapped() async throws {
    try workshop.temporary.makeFile("mirror/there.png", "there")
    try workshop.temporary.makeFile("mirror/n3.md", "# Three\n")
    try workshop.temporary.makeFile("source/n4.md", "# Four\n\n![](https://i.example/there.png)\n")
    let folder = workshop.path("mirror")
    let report = try await pack(["source", "mirror"]) {
      $0.addressMaps = [AddressMap(prefix: "https://i.example/", folder: folder)]
    }
    #expect(lines(report) == ["W408 deep/notes.pdf", "W408 left.png"])
  }

  @Test("A second name of a file that a package took is a file of its own")
  func secondName() async throws {
    try workshop.temporary.makeLink("source/again.png", to: "shown.png")
    #expect(try await lines(pack()) == ["W408 again.png", "W408 deep/notes.pdf", "W408 left.png"])
  }

  @Test(
    "The packages themselves are not named, in the folder that they go to, when they are made and when they are there"
  )
  func outputs() async throws {
    try workshop.temporary.makeFolder("source/kept")
    try workshop.temporary.makeLink("way", to: "source/kept")
    for folder in ["source/kept", "way"] {
      let report = try await pack(to: .folder(workshop.path(folder), overwriting: false))
      #expect(lines(report) == ["W408 deep/notes.pdf", "W408 left.png"])
    }
    // What an earlier run made of an article that has changed is such a file.
    try workshop.temporary.overwrite("source/n1.md", Array("# 1st".utf8), at: 0)
    let report = try await pack(to: .folder(workshop.path("source/kept"), overwriting: false))
    #expect(report.leftOut == 3)
  }

  @Test("What cannot be packed is refused with its name, or left out with a warning, as for a whole folder")
  func problems() async throws {
    try workshop.temporary.makeLink("source/dangling", to: "nowhere")
    #expect(await errorCode { _ = try await pack() } == .refused)
    #expect(try !workshop.exists("kept"))
    let report = try await pack { $0.skipsUnreadable = true }
    #expect(lines(report) == ["W408 dangling", "W408 deep/notes.pdf", "W408 left.png"])
  }

  @Test("Very many are counted, and as many named as other findings of one kind are")
  func many() async throws {
    // One folder under many names.
    for number in 0..<160 { try workshop.temporary.makeFile("source/many/\(number)") }
    for number in 0..<63 { try workshop.temporary.makeLink("source/\(number)", to: "many") }
    let report = try await pack()
    #expect(report.leftOut == 64 * 160 + 2)
    #expect(report.findings.count == 10_001)
    #expect(report.findings.last?.message.hasPrefix("242 more") == true)
  }
}
