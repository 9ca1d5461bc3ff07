import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("Reading single files of a package")
struct PackageAccessTests {
  /// Files of all sizes, some equal, some with long or odd names.
  func makeFiles(_ workshop: Workshop) throws -> [String] {
    var paths: [String] = []
    for number in 0..<60 {
      let path =
        "f\(number % 7)/" + ["n", "石碑", "100% ", String(repeating: "l", count: 200)][number % 4] + "\(number)"
      let size = [0, 1, 511, 700, 70_000, 3000][number % 6]
      let bytes: [UInt8] =
        number % 3 == 0 ? .noise(size, seed: UInt64(number % 9)) : .prose(size, seed: UInt64(number % 9))
      try workshop.temporary.makeFile("source/" + path, bytes: bytes)
      paths.append(path)
    }
    try workshop.temporary.makeFile("source/large", bytes: .noise(2_500_000))
    return paths + ["large"]
  }

  @Test("Every file is found by its path and by its digest", arguments: Codec.allCases)
  func every(codec: Codec) async throws {
    let workshop = try Workshop()
    let paths = try makeFiles(workshop)
    try await workshop.pack { $0.codec = codec }
    let package = try workshop.open()
    #expect(package.fileCount == paths.count)
    for path in paths.shuffled() {
      let bytes = try workshop.temporary.bytes("source/" + path)
      let file = try package.file(at: .path(path))
      #expect(
        file.path == .path(path) && file.digest == Digest(hashing: bytes) && file.size == UInt64(bytes.count))
      #expect(try package.bytes(of: file) == bytes)
      #expect(try package.file(at: .path("data/" + path)) == file)
      #expect(try package.bytes(of: package.file(withDigest: file.digest)) == bytes)
    }
    #expect(try package.files().map(\.path.description).sorted() == paths.sorted())
  }

  @Test(
    "What is not there is not found",
    arguments: ["", "f0", "f0/", "zzz", "data", "large/x", "LARGE", "f0/n0\u{301}"])
  func notFound(path: String) async throws {
    let workshop = try Workshop()
    _ = try makeFiles(workshop)
    try await workshop.pack()
    let package = try workshop.open()
    guard let path = try? PackagePath(path) else { return }
    #expect(throws: SteleError(.notFound, "")) { try package.file(at: path) }
    #expect(throws: SteleError(.notFound, "")) { try package.file(withDigest: Digest(hashing: path.bytes)) }
  }

  @Test("A path of the source that begins with data/ is told from one in the bag")
  func dataFolder() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/data/a", "inner")
    try workshop.temporary.makeFile("source/a", "outer")
    try await workshop.pack()
    let package = try workshop.open()
    #expect(try package.bytes(of: package.file(at: .path("data/data/a"))) == Array("inner".utf8))
    #expect(try package.bytes(of: package.file(at: .path("a"))) == Array("outer".utf8))
    // What stands under the original path comes first.
    #expect(try package.bytes(of: package.file(at: .path("data/a"))) == Array("inner".utf8))
  }

  @Test("So it is for patterns of paths: one that fits original paths stands for these alone")
  func dataPatterns() async throws {
    let workshop = try Workshop()
    for path in ["data/a.md", "a.md", "b.md"] { try workshop.temporary.makeFile("source/" + path, "# T") }
    try await workshop.pack()
    for (number, (pattern, expected)) in [
      ("data/a.md", ["data/a.md"]), ("data/*", ["data/a.md"]), ("data", ["data/a.md"]),
      ("data/b.md", ["b.md"]),
      ("a.md", ["a.md", "data/a.md"]), ("data/data/*", ["data/a.md"]), ("[d]ata/b*", ["b.md"]),
    ].enumerated() {
      try await workshop.extract(to: "paths\(number)") { $0.paths = [pattern] }
      try await workshop.extract(to: "articles\(number)") { $0.articles = [pattern] }
      for folder in ["paths\(number)", "articles\(number)"] {
        let files = try workshop.temporary.tree(folder).filter { $0.value.kind == .file }.keys.sorted()
        #expect(files == expected, "\(pattern) \(folder)")
      }
      #expect(
        try workshop.open().articles(matching: pattern).map(\.path.description) == expected, "\(pattern)")
    }
  }

  @Test("Many tasks may read at once", arguments: Codec.allCases)
  func concurrent(codec: Codec) async throws {
    let workshop = try Workshop()
    let paths = try makeFiles(workshop)
    try await workshop.pack { $0.codec = codec }
    let package = try workshop.open()
    let digests = try Dictionary(
      uniqueKeysWithValues: paths.map { ($0, Digest(hashing: try workshop.temporary.bytes("source/" + $0))) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          for index in paths.indices {
            let path = paths[(index * 7 + task * 5) % paths.count]
            let bytes = try package.bytes(of: package.file(at: .path(path)))
            #expect(Digest(hashing: bytes) == digests[path])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("A damaged place harms what lies in it, and lies to nobody", arguments: Codec.names.indices)
  func damaged(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    let paths = try makeFiles(workshop)
    try await workshop.pack(name) { $0.codec = codec }
    let digests = try Dictionary(
      uniqueKeysWithValues: paths.map { ($0, Digest(hashing: try workshop.temporary.bytes("source/" + $0))) })
    let sound = try workshop.temporary.bytes(name)
    var refused = 0
    // Data frames, block table, index, footer: everywhere.
    let places =
      Array(stride(from: 11, to: sound.count, by: sound.count / 40))
      + Array(stride(from: sound.count - 3000, to: sound.count, by: 91))
    for offset in places {
      try workshop.temporary.overwrite(name, [sound[offset] ^ 0x81], at: offset)
      defer { try? workshop.temporary.overwrite(name, [sound[offset]], at: offset) }
      do {
        let package = try workshop.open(name)
        for path in paths {
          do {
            let bytes = try package.bytes(of: package.file(at: .path(path)))
            #expect(Digest(hashing: bytes) == digests[path], "byte \(offset)")
          } catch let error as SteleError {
            #expect([.damaged, .notFound].contains(error.code))
            refused += 1
          }
        }
      } catch let error as SteleError {
        #expect([.damaged, .notAPackage].contains(error.code))
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test("An index that lies is found out: it leads to no other file's bytes")
  func lyingIndex() async throws {
    let workshop = try Workshop()
    for name in ["a", "b", "c"] { try workshop.temporary.makeFile("source/" + name, "content of \(name)") }
    try await workshop.pack()
    try workshop.lieInIndex { layout, index in
      // The records of 'a' and 'b' change places, entry by entry.
      for offset in Int(layout.payload)..<Int(layout.payload) + 8 { index.swapAt(offset, offset + 16) }
    }
    let package = try workshop.open("lying")
    #expect(throws: SteleError(.damaged, "")) { try package.file(at: .path("a")) }
    #expect(throws: SteleError(.damaged, "")) { try package.file(at: .path("b")) }
    #expect(try package.bytes(of: package.file(at: .path("c"))) == Array("content of c".utf8))
    #expect(try await workshop.verify("lying").findings.contains { $0.code == .indexMismatch })
    #expect(!(try await Verifier().verifyQuickly(workshop.path("lying")).isIntact))
  }

  @Test("An index that leads back and forth between tag files is found out before it costs more than one way")
  func tagFilesOutOfOrder() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "content")
    try await workshop.pack()
    try workshop.lieInIndex { layout, index in
      for offset in Int(layout.tagFiles)..<Int(layout.tagFiles) + 8 { index.swapAt(offset, offset + 16) }
    }
    let error = try #require(throws: SteleError.self) { try workshop.open("lying").info() }
    #expect(error.code == .damaged && error.findings.map(\.code) == [.indexMismatch])
  }
}

extension Workshop {
  /// Makes `lying`, the package with another index that its footer does not know of.
  fileprivate func lieInIndex(_ change: (IndexLayout, inout [UInt8]) -> Void) throws {
    let sound = try temporary.bytes("p.stele.tar.gz")
    let footer = try Footer(sound.suffix(450).dropFirst(56).prefix(384))
    let layout = try IndexLayout(footer)
    let start = Int(Section.containerOffset(sectionStart: footer.indexOffset, offset: 0, .gzip))
    var index = Array(sound[start..<start + Int(footer.indexLength)])
    change(layout, &index)
    let encoder = FrameEncoder(profile: .gzip, footer.common)
    var lying = sound
    lying.replaceSubrange(
      Int(footer.indexOffset)..<sound.count - 450, with: encoder.sectionFrames(.index, index))
    try temporary.makeFile("lying", bytes: lying)
  }
}
