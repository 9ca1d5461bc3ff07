import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("Where a package goes")
struct PackDestinationTests {
  let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .prose(5000))
    try workshop.temporary.makeFolder("kept")
  }

  func pack(overwriting: Bool = false, codec: Codec = .gzip) async throws -> PackReport {
    var options = PackOptions()
    options.codec = codec
    return try await Packer(options).pack(
      [workshop.path("source")], to: .folder(workshop.path("kept"), overwriting: overwriting))
  }

  @Test(
    "In a folder a package is named by its digest, and the same one is not written again",
    arguments: Codec.allCases)
  func twice(codec: Codec) async throws {
    let first = try await pack(codec: codec)
    #expect(!first.wasThere)
    let name = "source-\(first.packageDigest.hex.prefix(12))\(codec.fileNameExtension)"
    #expect(try workshop.temporary.names("kept") == [name])
    let before = try workshop.temporary.facts("kept/" + name)
    let second = try await pack(codec: codec)
    #expect(second.wasThere)
    #expect(second.path == first.path)
    #expect(second.containerDigest == first.containerDigest)
    #expect(second.packageBytes == first.packageBytes)
    #expect(try workshop.temporary.facts("kept/" + name) == before)
  }

  @Test("A damaged package of that name is not taken for it, and is not overwritten unasked")
  func damaged() async throws {
    let first = try await pack()
    let name = "kept/" + (try workshop.temporary.names("kept")[0])
    let sound = try workshop.temporary.bytes(name)
    for offset in stride(from: 0, to: sound.count, by: 97) {
      try workshop.temporary.overwrite(name, [sound[offset] ^ 0xFF], at: offset)
      #expect(await errorCode { _ = try await pack() } == .alreadyExists, "byte \(offset)")
      #expect(try workshop.temporary.bytes(name)[offset] == sound[offset] ^ 0xFF)
      try workshop.temporary.overwrite(name, [sound[offset]], at: offset)
    }
    try workshop.temporary.overwrite(name, [sound[100] ^ 1], at: 100)
    let again = try await pack(overwriting: true)
    #expect(!again.wasThere)
    #expect(again.containerDigest == first.containerDigest)
    #expect(try workshop.temporary.bytes(name) == sound)
  }

  @Test("What is there stays, unless it is to be replaced", arguments: ["file", "link", "folder", "pipe"])
  func there(kind: String) async throws {
    switch kind {
    case "file": try workshop.temporary.makeFile("p.stele.tar.gz", "mine")
    case "link":
      try workshop.temporary.makeFile("mine", "mine")
      try workshop.temporary.makeLink("p.stele.tar.gz", to: "mine")
    case "pipe": try workshop.temporary.makeFIFO("p.stele.tar.gz")
    default: try workshop.temporary.makeFolder("p.stele.tar.gz")
    }
    let before = try workshop.temporary.facts("p.stele.tar.gz")
    #expect(await errorCode { try await workshop.pack() } == .alreadyExists)
    #expect(try workshop.temporary.facts("p.stele.tar.gz") == before)
    if kind == "folder" || kind == "pipe" {
      #expect(await errorCode { try await workshop.pack(overwriting: true) } == .inputOutput)
      #expect(try workshop.temporary.facts("p.stele.tar.gz") == before)
    } else {
      try await workshop.pack(overwriting: true)
      #expect(try await workshop.verify().findings.isEmpty)
      if kind == "link" { #expect(try workshop.temporary.text("mine") == "mine") }
    }
  }

  @Test("A dangling link in the place of the package stays too")
  func dangling() async throws {
    try workshop.temporary.makeLink("p.stele.tar.gz", to: "nowhere")
    #expect(await errorCode { try await workshop.pack() } == .alreadyExists)
    #expect(try workshop.temporary.names() == ["kept", "p.stele.tar.gz", "source"])
  }

  @Test("What appears while the package is made stays")
  func appears() async throws {
    let temporary = workshop.temporary
    let code = await errorCode {
      try await workshop.pack(progress: { progress in
        if progress.phase == .writing { try? temporary.makeFile("p.stele.tar.gz", "mine") }
      })
    }
    #expect(code == .alreadyExists)
    #expect(try temporary.text("p.stele.tar.gz") == "mine")
    #expect(try temporary.names() == ["kept", "p.stele.tar.gz", "source"])
  }

  @Test("What stands against the package's place is told before any file is hashed")
  func early() async throws {
    try workshop.temporary.makeFile("there", "mine")
    for (name, code) in [
      ("there", SteleError.Code.alreadyExists), ("nowhere/p", .inputOutput), ("there/p", .inputOutput),
    ] {
      let actual = await errorCode {
        try await workshop.pack(name, progress: { Issue.record("work has begun: \($0)") })
      }
      #expect(actual == code, "\(name)")
    }
  }

  @Test("A folder that is not there is not made")
  func noFolder() async throws {
    #expect(await errorCode { try await workshop.pack("nowhere/p.stele.tar.gz") } == .inputOutput)
    #expect(try workshop.temporary.names() == ["kept", "source"])
  }

  @Test("An empty name is wrong usage, and does not stand for the current folder")
  func emptyName() async throws {
    try workshop.temporary.makeFile("source/n1.md", "# T")
    let source = workshop.path("source")
    let sources: [([String], PackDestination, (inout PackOptions) -> Void)] = [
      ([""], .file(workshop.path("p"), overwriting: false), { _ in }),
      ([source, ""], .folder(workshop.path("p"), overwriting: false), { _ in }),
      ([source], .file("", overwriting: false), { _ in }),
      ([source], .folder("", overwriting: false), { _ in }),
      ([source], .named(folder: "", overwriting: false), { _ in }),
      ([source], .file(workshop.path("p"), overwriting: false), { $0.siteRoots = [""] }),
      (
        [source], .file(workshop.path("p"), overwriting: false),
        { $0.addressMaps = [AddressMap(prefix: "https://i.example/", folder: "")] }
      ),
    ]
    for (sources, destination, change) in sources {
      var options = PackOptions()
      change(&options)
      let packer = Packer(options)
      #expect(await errorCode { _ = try await packer.pack(sources, to: destination) } == .usage)
      #expect(await errorCode { try await packer.packEach(sources, to: destination) { _ in } } == .usage)
    }
    #expect(try workshop.temporary.names() == ["kept", "source"])
  }

  @Test("A package of each article is named after it, and after its folders where names are alike")
  func each() async throws {
    for path in ["x/n1.md", "y/n1.md", "only.md", "picture.png"] {
      try workshop.temporary.makeFile("source/" + path, "# T")
    }
    var names: [String] = []
    try await Packer().packEach(
      [workshop.path("source")], to: .named(folder: workshop.path("kept"), overwriting: false)
    ) {
      names.append($0.name)
    }
    #expect(names.sorted() == ["only", "x-n1", "y-n1"])
    #expect(
      try workshop.temporary.names("kept") == ["only.stele.tar.gz", "x-n1.stele.tar.gz", "y-n1.stele.tar.gz"])
  }
}
