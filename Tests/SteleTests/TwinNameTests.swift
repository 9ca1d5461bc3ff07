import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

/// Two names that are one text to Swift, and two to a file system, are two files everywhere.
@Suite("Names that differ in Unicode's normalisation form alone")
struct TwinNameTests {
  static let composed = "\u{E9}"
  static let decomposed = "e\u{301}"
  static let twins = [decomposed, composed]

  /// Two articles with such names, each of which shows a picture with such a name.
  func make() async throws -> Workshop {
    let workshop = try Workshop()
    for (number, twin) in Self.twins.enumerated() {
      try workshop.temporary.makeFile("source/\(twin).md", "# Article \(number)\n\n![](\(twin).png)\n")
      try workshop.temporary.makeFile("source/\(twin).png", bytes: .noise(70_000, seed: UInt64(number)))
    }
    try await workshop.pack { $0.parity = .none }
    return workshop
  }

  func exact(_ texts: [String?]) -> [[UInt8]?] { texts.map { $0.map { Array($0.utf8) } } }

  @Test("Each comes back with its own bytes, by path, by pattern and all together")
  func files() async throws {
    let workshop = try await make()
    #expect(try await workshop.verify().isGood)
    try await workshop.extract()
    #expect(try workshop.temporary.tree("out") == workshop.temporary.tree("source"))
    let package = try workshop.open()
    #expect(package.fileCount == 4)
    for (number, twin) in Self.twins.enumerated() {
      let picture = try package.bytes(of: package.file(at: .path("\(twin).png")))
      #expect(picture == .noise(70_000, seed: UInt64(number)))
      try await workshop.extract(to: "one \(number)") { $0.paths = ["\(twin).png"] }
      #expect(
        try workshop.temporary.tree("one \(number)").map { $0.value.name } == [Array("\(twin).png".utf8)])
    }
  }

  @Test("Each article shows the picture with its own spelling")
  func articles() async throws {
    let articles = try await make().open().articles()
    #expect(exact(articles.map(\.path.description)) == exact(Self.twins.map { "\($0).md" }))
    for (article, twin) in zip(articles, Self.twins) {
      #expect(exact(article.assets.map { $0.path?.description }) == exact(["\(twin).png"]))
      #expect(exact(article.assets.map(\.url)) == exact(["\(twin).png"]))
    }
  }

  @Test("Packing one by one makes a package of each")
  func each() async throws {
    let workshop = try await make()
    try workshop.temporary.makeFolder("packages")
    var names: [String?] = []
    try await Packer(PackOptions()).packEach(
      [workshop.path("source")], to: .folder(workshop.path("packages"), overwriting: false)
    ) { report in names.append(report.path) }
    #expect(names.count == 2)
    #expect(try Folder.open(workshop.temporary["packages"]).names().count == 2)
  }

  @Test(
    "Of damage to both, each is reported with its own article; of damage to one, the other is not touched")
  func damage() async throws {
    let workshop = try await make()
    let sound = try workshop.temporary.bytes("p.stele.tar.gz")
    func place(_ number: Int) throws -> Int {
      let start = [UInt8].noise(70_000, seed: UInt64(number)).prefix(16)
      return try #require(sound.indices.first { sound[$0...].starts(with: start) }) + 1000
    }
    for wanted in [[0], [1], [0, 1]] {
      var damaged = sound
      for number in wanted { damaged[try place(number)] ^= 1 }
      try workshop.place(damaged)
      let report = try await workshop.verify("damaged")
      let lost = report.findings.filter { $0.code == .payloadDigest }
      #expect(!lost.isEmpty)
      for finding in lost {
        let path = try #require(finding.path)
        let twin = try #require(Self.twins.first { path.utf8.elementsEqual("data/\($0).png".utf8) })
        #expect(exact([finding.article]) == exact(["data/\(twin).md"]))
      }
      #expect(exact(lost.map(\.path)) == exact(report.damage?.touched.files ?? []))
    }
  }
}
