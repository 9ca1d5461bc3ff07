import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Salvage of parts, of what stands elsewhere, and with traps")
struct SalvageRestTests {
  @Test("Files that are there in part come out with --partial alone, and beside the payload")
  func partial() async throws {
    let (workshop, sound) = try await Salvaging.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let places = try Salvaging.places(bytes)
    let one = try #require(places.first { $0.path == "1.bin" })
    let frame = try #require(
      try Salvaging.frames(bytes).first {
        $0.descriptor.place >= one.range.lowerBound && $0.descriptor.rawLength > 60_000
      })
    var broken = bytes
    broken[frame.range.lowerBound + 40_000] ^= 1
    let without = try await Salvaging.salvage(broken, workshop, sound)
    #expect(!without.tree.keys.contains { $0.hasPrefix("partial") })
    let outcome = try await Salvaging.salvage(broken, workshop, sound, partial: true)
    let loss = try #require(outcome.report.lost.first { $0.path.description == "data/1.bin" })
    #expect(loss.reason == .bytesWrong && loss.savedAs?.description == "partial/data/1.bin")
    #expect(loss.size == 66_001 && loss.bytesFound == 66_001 && loss.gaps.isEmpty)
    #expect(outcome.tree["partial/data/1.bin"] != nil)
    let link = try #require(outcome.report.lost.first { $0.path.description == "data/copy of 1" })
    #expect(link.reason == .targetLost && link.savedAs == nil)
    #expect(outcome.report.lost.count == 2)
  }

  @Test("The names of gaps are those of the bytes that were not there")
  func gaps() async throws {
    let workshop = try Workshop()
    let content = [UInt8].noise(3_000_000)
    try workshop.temporary.makeFile("source/large", bytes: content)
    try await workshop.pack { $0.parity = .none }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let frames = try Salvaging.frames(bytes).filter { $0.descriptor.rawLength > 500_000 }
    let middle = frames[1]
    let outcome = try await Salvaging.salvage(
      bytes[..<middle.range.lowerBound] + bytes[middle.range.upperBound...], workshop, sound, partial: true)
    let loss = try #require(outcome.report.lost.first)
    #expect(loss.reason == .bytesLost && loss.gaps.count == 1)
    let gap = try #require(loss.gaps.first)
    #expect(gap.count == Int(middle.descriptor.rawLength))
    #expect(loss.bytesFound == UInt64(content.count - gap.count))
    let saved = try #require(outcome.tree["partial/data/large"]?.digest)
    var expected = content
    for index in Int(gap.lowerBound)..<Int(gap.upperBound) { expected[index] = 0 }
    #expect(saved == Digest(hashing: expected))
  }

  @Test("Bytes of a lost file that stand under another entry are its own")
  func sameContentElsewhere() async throws {
    let workshop = try Workshop()
    for name in ["a", "b", "c"] {
      try workshop.temporary.makeFile("source/\(name)", bytes: .noise(70_000, seed: name == "c" ? 2 : 1))
    }
    try await workshop.pack {
      $0.parity = .none
      $0.deduplicates = false
    }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let places = try Salvaging.places(bytes)
    for path in ["a", "b"] {
      let place = try #require(places.first { $0.path == path }).range
      let frame = try #require(
        try Salvaging.frames(bytes).first {
          $0.descriptor.place >= place.lowerBound && $0.descriptor.rawLength >= 65_536
        })
      var broken = bytes
      for index in frame.range.dropFirst(100) { broken[index] = 0 }
      let outcome = try await Salvaging.salvage(broken, workshop, sound)
      #expect(outcome.report.isComplete, "\(path): \(outcome.report.lost)")
    }
  }

  @Test("Zeros where an entry begins are not the end of all")
  func zeros() async throws {
    let (workshop, sound) = try await Salvaging.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    for frame in try Salvaging.frames(bytes).dropFirst()
    where frame.descriptor.kind == FrameKind.data.rawValue {
      // A sound frame of zeros in its place, as a wrong copy of a disk's sector makes it.
      let encoder = FrameEncoder(
        profile: .gzip, level: 1,
        FrameCommons(
          blockSize: BlockSize(log2: frame.descriptor.blockSizeLog2)!, parityRatio: .none,
          packageTag: frame.descriptor.packageTag))
      let zeros = encoder.dataFrame(
        [UInt8](repeating: 0, count: Int(frame.descriptor.rawLength))[...], place: frame.descriptor.place)
      let outcome = try await Salvaging.salvage(
        bytes[..<frame.range.lowerBound] + zeros + bytes[frame.range.upperBound...], workshop, sound)
      let touched = Salvaging.touched(frame.descriptor, try Salvaging.places(bytes))
      #expect(Set(sound.keys).subtracting(touched).isSubset(of: outcome.proven.keys))
    }
  }

  @Test("Damage across the border of two frames costs what it touches alone", arguments: Codec.allCases)
  func border(codec: Codec) async throws {
    let workshop = try Workshop()
    for number in 0..<100 {
      try workshop.temporary.makeFile(
        "source/\(number).txt", bytes: .noise(9000, seed: UInt64(number)).map { $0 & 15 })
    }
    for number in 0..<3 {
      try workshop.temporary.makeFile(
        "source/\(number).jpg", bytes: .noise(90_000, seed: UInt64(200 + number)))
    }
    try await workshop.pack(codec.packageName) {
      $0.codec = codec
      $0.parity = .none
    }
    let sound = Salvaging.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes(codec.packageName)
    let data = try Salvaging.frames(bytes).filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let picture = try #require(data.firstIndex { $0.descriptor.rawLength == 90_000 })
    // Text before it, and then the picture's head.
    let border = data[picture].range.lowerBound
    var broken = bytes
    for index in border - 20_000..<border + 500 { broken[index] = 0 }
    let outcome = try await Salvaging.salvage(broken, workshop, sound)
    let lost = Set(outcome.report.lost.map(\.path.description))
    #expect(lost.isSuperset(of: ["data/0.jpg"]) && lost.isDisjoint(with: ["data/1.jpg", "data/2.jpg"]))
    // A block of the codec may be lost as a whole: 128 KiB of tar.
    #expect(lost.count < 25, "\(lost.sorted())")
  }

  @Test("Frames in another order lose nothing", arguments: Codec.names.indices)
  func order(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let data = try Salvaging.frames(bytes).filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let end = data.last!.range.upperBound
    let swapped = ([data[0]] + data.dropFirst().reversed()).flatMap { bytes[$0.range] } + bytes[end...]
    let places = try Salvaging.places(bytes)
    let outcome = try await Salvaging.salvage(swapped, workshop, sound)
    // Files in one frame come out; an entry that crosses from one frame to the next is torn apart.
    let inOne = places.filter { place in
      data.contains { frame in
        let piece = frame.descriptor.place..<frame.descriptor.place + UInt64(frame.descriptor.rawLength)
        return piece.contains(place.range.lowerBound) && place.range.upperBound <= piece.upperBound
          && place.path == place.content
      }
    }
    #expect(!inOne.isEmpty && Set(inOne.map(\.path)).isSubset(of: outcome.proven.keys))
  }

  @Test("Random damage never brings a wrong byte under a payload name", arguments: Codec.names.indices)
  func randomDamage(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Salvaging.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    var noise = Noise(seed: 4 + UInt64(number))
    func any(_ count: Int) -> Int { Int(noise.next() % UInt64(count)) }
    for round in 0..<40 {
      var broken = bytes
      for _ in 0...any(4) {
        let start = any(broken.count)
        let end = min(broken.count, start + [1, 512, 4096, 60_000][any(4)])
        switch any(5) {
        case 0: broken[start] ^= UInt8(1 << any(8))
        case 1: for index in start..<end { broken[index] = 0 }
        case 2: broken.replaceSubrange(start..<end, with: [UInt8].noise(end - start, seed: noise.next()))
        case 3: broken.removeSubrange(start..<end)
        default: broken.insert(contentsOf: [UInt8].noise(end - start, seed: noise.next()), at: start)
        }
      }
      do {
        try await Salvaging.salvage(broken, workshop, sound, partial: round % 2 == 0)
      } catch let error as SteleError {
        #expect(error.code == .notAPackage)
      }
    }
  }

  @Test("A folder that holds something is left alone unless that is wanted")
  func occupied() async throws {
    let (workshop, _) = try await Salvaging.make()
    try workshop.temporary.makeFile("out/proven/data/n.md", "mine")
    var options = SalvageOptions(folder: workshop.path("out"))
    let path = workshop.path("p.stele.tar.gz")
    let careful = options
    #expect(await errorCode { _ = try await Salvager(careful).salvage(path) } == .alreadyExists)
    #expect(try workshop.temporary.text("out/proven/data/n.md") == "mine")
    try workshop.temporary.makeFile("beside/notes.txt", "mine")
    try workshop.temporary.makeFile("beside/salvage-report.json", "old")
    try workshop.temporary.makeFolder("beside/proven")
    options.folder = workshop.path("beside")
    options.overwrites = true
    let report = try await Salvager(options).salvage(path)
    #expect(report.isComplete)
    #expect(try workshop.temporary.text("beside/notes.txt") == "mine")
    #expect(try workshop.temporary.bytes("beside/salvage-report.json") == report.json)
  }

  @Test(
    "A file of an earlier salvage never stands among the files of this one",
    arguments: ["proven/data/lost now.md", "partial/data/n.md", "unproven/data/n.md", "proven"])
  func earlier(old: String) async throws {
    let (workshop, _) = try await Salvaging.make()
    try workshop.temporary.makeFile("out/\(old)", "old")
    let before = try workshop.temporary.tree("out")
    var options = SalvageOptions(folder: workshop.path("out"))
    options.overwrites = true
    options.includesPartial = true
    let wanted = options
    let path = workshop.path("p.stele.tar.gz")
    #expect(await errorCode { _ = try await Salvager(wanted).salvage(path) } == .alreadyExists)
    #expect(try workshop.temporary.tree("out") == before)
  }

  @Test("What is no package makes no folder")
  func noPackage() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("p", bytes: .noise(5000))
    let options = SalvageOptions(folder: workshop.path("out"))
    let path = workshop.path("p")
    #expect(await errorCode { _ = try await Salvager(options).salvage(path) } == .notAPackage)
    #expect(try !workshop.exists("out"))
  }
}
