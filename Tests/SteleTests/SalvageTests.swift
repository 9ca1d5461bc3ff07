import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Salvage")
struct SalvageTests {
  /// A package of many frames with links, folders and executables, and its tree.
  static func make(_ codec: Codec = .gzip, _ name: String = "p.stele.tar.gz") async throws
    -> (Workshop, [String: TemporaryFolder.Node])
  {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/n.md", "# T\n\n![p](0.bin)\n")
    for index in 0..<3 {
      try temporary.makeFile("source/\(index).bin", bytes: .noise(66_000 + index, seed: UInt64(index)))
    }
    try temporary.makeFile("source/copy of 1", bytes: .noise(66_001, seed: 1))
    try temporary.makeFile("source/text/a.txt", bytes: .prose(3000), time: FileTime(seconds: 1_000_000))
    try temporary.makeFile("source/text/tool", bytes: .prose(900, seed: 2), isExecutable: true)
    try temporary.makeFile("source/nothing", "")
    try temporary.makeFolder("source/empty")
    try await workshop.pack(name) {
      $0.codec = codec
      $0.parity = .none
    }
    return (workshop, files(try temporary.tree("source")))
  }

  static func files(_ tree: [String: TemporaryFolder.Node]) -> [String: TemporaryFolder.Node] {
    tree.filter { $0.value.kind == .file }
  }

  static func frames(_ bytes: [UInt8]) throws -> [(range: Range<Int>, descriptor: FrameDescriptor)] {
    struct Source: StoredByteSource {
      var rest: ArraySlice<UInt8>
      mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let part = rest.prefix(buffer.count)
        unsafe buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
      }
    }
    var scanner = try FrameScanner(Source(rest: bytes[...]))
    var frames: [(Range<Int>, FrameDescriptor)] = []
    while let run = try scanner.next() {
      guard case .frame(let descriptor) = run.content else { continue }
      frames.append((Int(run.offset)..<Int(run.offset) + run.bytes.count, descriptor))
    }
    return frames
  }

  struct Outcome {
    let report: SalvageReport
    /// The files below `data/`, and those below the other folders, by path in the folder.
    let proven: [String: TemporaryFolder.Node]
    let tree: [String: TemporaryFolder.Node]
  }

  /// Salvages bytes, and compares what came out with the sources: nothing wrong may stand under a payload name.
  @discardableResult
  func salvage(
    _ bytes: some Sequence<UInt8>, _ workshop: Workshop, _ sound: [String: TemporaryFolder.Node],
    partial: Bool = false
  ) async throws -> Outcome {
    let temporary = workshop.temporary
    try temporary.makeFile("broken", bytes: Array(bytes))
    defer { try? temporary.remove("broken") }
    let name = "out\(UInt64.random(in: 0 ... .max))"
    var options = SalvageOptions(folder: workshop.path(name))
    options.includesPartial = partial
    let report = try await Salvager(options).salvage(workshop.path("broken"))
    let tree = Self.files(try temporary.tree(name))
    let proven = Dictionary(
      uniqueKeysWithValues: tree.filter { $0.key.hasPrefix("data/") }.map {
        (String($0.key.dropFirst(5)), $0.value)
      })
    for (path, node) in proven { #expect(sound[path]?.digest == node.digest, "\(path)") }
    #expect(proven.count == report.files)
    if report.manifest == .proven {
      let lost = Set(report.lost.map { String($0.path.description.dropFirst(5)) })
      #expect(lost.union(proven.keys) == Set(sound.keys) && lost.isDisjoint(with: proven.keys))
    } else {
      #expect(proven.isEmpty)
    }
    #expect(tree["salvage-report.json"]?.digest == Digest(hashing: report.json))
    return Outcome(report: report, proven: proven, tree: tree)
  }

  @Test(
    "Of a sound package everything comes out, with times and executable bits", arguments: Codec.names.indices)
  func sound(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let outcome = try await salvage(workshop.temporary.bytes(name), workshop, sound)
    #expect(outcome.report.isComplete && outcome.report.verification.isGood)
    #expect(outcome.proven == sound)
    #expect(outcome.tree["bag-info.txt"] != nil && outcome.tree["manifest-sha256.txt"] != nil)
    #expect(!outcome.tree.keys.contains { $0.hasPrefix("partial") || $0.hasPrefix("unproven") })
  }

  /// The files with bytes in a piece of the tar.
  static func touched(
    _ frame: FrameDescriptor, _ files: [(path: String, content: String, range: Range<UInt64>)]
  ) -> Set<String> {
    let piece = frame.place..<frame.place + UInt64(frame.rawLength)
    let contents = Set(files.filter { $0.path == $0.content && $0.range.overlaps(piece) }.map(\.path))
    return Set(files.filter { contents.contains($0.content) }.map(\.path))
  }

  /// Where each file's entry stands in the tar; a link stands where its target does.
  static func places(_ bytes: [UInt8]) throws -> [(path: String, content: String, range: Range<UInt64>)] {
    struct Visitor: TarVisitor {
      var files: [(path: String, content: String, range: Range<UInt64>)] = []
      mutating func entry(_ entry: TarEntry, at offset: UInt64) {
        func path(_ path: PackagePath) -> String {
          String(path.description.drop { $0 != "/" }.dropFirst())
        }
        guard path(entry.path).hasPrefix("data/") else { return }
        let name = String(path(entry.path).dropFirst(5))
        switch entry.kind {
        case .file(let size): files.append((name, name, offset..<offset + 512 + size))
        case .link(let target):
          files.append((name, String(path(target).dropFirst(5)), offset..<offset + 512))
        case .folder: break
        }
      }
      mutating func data(_ bytes: ArraySlice<UInt8>) {}
      mutating func endOfEntry(isWhole: Bool) {}
      mutating func problem(_ error: ContainerError, at offset: UInt64) {}
    }
    var parser = TarParser()
    var visitor = Visitor()
    let frames = try frames(bytes)
    let profile: Profile = bytes.starts(with: [0x1F, 0x8B]) ? .gzip : .zstd
    for (range, descriptor) in frames where descriptor.kind == FrameKind.data.rawValue {
      parser.push(try FrameDecoder(profile: profile).data(bytes[range], descriptor).bytes[...], &visitor)
    }
    return visitor.files
  }

  @Test(
    "Each single frame destroyed loses the files that it touches, and no others",
    arguments: Codec.names.indices)
  func everyFrame(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Self.places(bytes)
    let frames = try Self.frames(bytes)
    #expect(frames.count { $0.descriptor.kind == FrameKind.data.rawValue } >= 6)
    for (index, (range, descriptor)) in frames.enumerated() {
      for fill in [[UInt8](repeating: 0, count: range.count), .noise(range.count, seed: 77)] {
        var broken = bytes
        broken.replaceSubrange(range, with: fill)
        let outcome = try await salvage(broken, workshop, sound)
        if index == 0 {
          #expect(outcome.report.manifest == .lost && !outcome.report.isComplete)
          continue
        }
        let isData = descriptor.kind == FrameKind.data.rawValue
        // Of a link only the content counts, and what an empty file holds is known.
        var touched = isData ? Self.touched(descriptor, places) : []
        touched.remove("nothing")
        #expect(outcome.report.manifest == .proven)
        let lost = Set(outcome.report.lost.map { String($0.path.description.dropFirst(5)) })
        #expect(lost == touched, "frame \(index)")
        #expect(outcome.proven == sound.filter { !touched.contains($0.key) }, "frame \(index)")
        #expect(outcome.report.isComplete == touched.isEmpty)
      }
    }
  }

  @Test(
    "Each single frame cut out loses the files that it touches, and no others", arguments: Codec.names.indices
  )
  func everyFrameCutOut(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Self.places(bytes)
    for (range, descriptor) in try Self.frames(bytes).dropFirst() {
      let outcome = try await salvage(
        bytes[..<range.lowerBound] + bytes[range.upperBound...], workshop, sound)
      var touched =
        descriptor.kind == FrameKind.data.rawValue ? Self.touched(descriptor, places) : []
      touched.remove("nothing")
      #expect(outcome.proven == sound.filter { !touched.contains($0.key) })
    }
  }

  @Test("A damaged descriptor loses nothing", arguments: Codec.names.indices)
  func descriptors(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    for (range, descriptor) in try Self.frames(bytes) where descriptor.kind == FrameKind.data.rawValue {
      for place in [0, 30] {
        var broken = bytes
        let start = codec == .gzip || place == 0 ? range.lowerBound + place : range.upperBound - place
        broken[start] ^= 0x40
        let outcome = try await salvage(broken, workshop, sound)
        #expect(outcome.report.isComplete && outcome.proven == sound, "\(range) \(place)")
      }
    }
  }

  @Test(
    "A flipped byte in a frame of many small files does not lose those before it",
    arguments: Codec.names.indices)
  func flippedByte(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let workshop = try Workshop()
    for index in 100..<200 {
      try workshop.temporary.makeFile("source/\(index).md", bytes: .prose(6000, seed: UInt64(index)))
    }
    try await workshop.pack(name) {
      $0.codec = codec
      $0.parity = .none
    }
    let sound = Self.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes(name)
    let payload = try Self.frames(bytes)[1].range
    for (share, least) in [(1, 10), (2, 30), (3, 50)] {
      var broken = bytes
      broken[payload.lowerBound + payload.count * share / 4] ^= 0xFF
      let outcome = try await salvage(broken, workshop, sound)
      // At least those before the byte; of what comes behind it, a decoder may find its way back to some.
      #expect(Set(sound.keys.sorted().prefix(least)).isSubset(of: outcome.proven.keys))
      #expect(outcome.proven.count < 100 && !outcome.report.isComplete)
    }
  }

  @Test(
    "With the head gone everything comes out unproven, under the names of the entries",
    arguments: Codec.names.indices)
  func headGone(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let frames = try Self.frames(bytes)
    for cut in [frames[0].range.upperBound, frames[0].range.upperBound - 20] {
      let outcome = try await salvage(bytes[cut...], workshop, sound)
      #expect(outcome.report.manifest == .lost && outcome.report.lost.isEmpty)
      let unproven = outcome.tree.filter { $0.key.hasPrefix("unproven/data/") }
      #expect(unproven.count == sound.count)
      for (path, node) in unproven { #expect(sound[String(path.dropFirst(14))] == node, "\(path)") }
      for file in outcome.report.unproven {
        #expect(sound[String(file.path.description.dropFirst(5))]?.digest == file.digest)
        #expect(outcome.tree[file.savedAs.description]?.digest == file.digest)
      }
    }
  }

  @Test("A piece from the middle gives the files that are whole in it", arguments: Codec.names.indices)
  func middle(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Self.places(bytes)
    let frames = try Self.frames(bytes)
    let data = frames.filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let (from, to) = (data[2], data[data.count - 2])
    let piece = from.descriptor.place..<to.descriptor.place
    let outcome = try await salvage(
      bytes[from.range.lowerBound - 9..<to.range.lowerBound + 30], workshop, sound)
    // What is in the piece whole, with its header.
    let whole = places.filter {
      piece.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= piece.upperBound
    }
    let unproven = Set(
      outcome.report.unproven.map { String($0.path.description.dropFirst(5)) })
    #expect(
      !whole.isEmpty
        && unproven
          == Set(whole.map(\.path)).filter { path in
            let content = places.first { $0.path == path }!.content
            return whole.contains { $0.path == content }
          }
    )
  }

  @Test("The tail gone costs only what stood there", arguments: Codec.names.indices)
  func tailGone(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let places = try Self.places(bytes)
    let frames = try Self.frames(bytes)
    for (range, descriptor) in frames.dropFirst() {
      let outcome = try await salvage(bytes[..<(range.lowerBound + 1)], workshop, sound)
      guard descriptor.kind == FrameKind.data.rawValue else {
        #expect(outcome.report.isComplete)
        continue
      }
      let there = places.filter { $0.range.upperBound <= descriptor.place }.map(\.path)
      #expect(outcome.report.manifest == .proven && Set(there).isSubset(of: outcome.proven.keys))
    }
  }

  @Test("Files that are there in part come out with --partial alone, and beside the payload")
  func partial() async throws {
    let (workshop, sound) = try await Self.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let places = try Self.places(bytes)
    let one = try #require(places.first { $0.path == "1.bin" })
    let frame = try #require(
      try Self.frames(bytes).first {
        $0.descriptor.place >= one.range.lowerBound && $0.descriptor.rawLength > 60_000
      })
    var broken = bytes
    broken[frame.range.lowerBound + 40_000] ^= 1
    let without = try await salvage(broken, workshop, sound)
    #expect(!without.tree.keys.contains { $0.hasPrefix("partial") })
    let outcome = try await salvage(broken, workshop, sound, partial: true)
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
    let sound = Self.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let frames = try Self.frames(bytes).filter { $0.descriptor.rawLength > 500_000 }
    let middle = frames[1]
    let outcome = try await salvage(
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
    let sound = Self.files(try workshop.temporary.tree("source"))
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    let places = try Self.places(bytes)
    for path in ["a", "b"] {
      let place = try #require(places.first { $0.path == path }).range
      let frame = try #require(
        try Self.frames(bytes).first {
          $0.descriptor.place >= place.lowerBound && $0.descriptor.rawLength >= 65_536
        })
      var broken = bytes
      for index in frame.range.dropFirst(100) { broken[index] = 0 }
      let outcome = try await salvage(broken, workshop, sound)
      #expect(outcome.report.isComplete, "\(path): \(outcome.report.lost)")
    }
  }

  @Test("Zeros where an entry begins are not the end of all")
  func zeros() async throws {
    let (workshop, sound) = try await Self.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    for frame in try Self.frames(bytes).dropFirst() where frame.descriptor.kind == FrameKind.data.rawValue {
      // A sound frame of zeros in its place, as a wrong copy of a disk's sector makes it.
      let encoder = FrameEncoder(
        profile: .gzip, level: 1,
        FrameCommons(
          blockSize: BlockSize(log2: frame.descriptor.blockSizeLog2)!, parityRatio: .none,
          packageTag: frame.descriptor.packageTag))
      let zeros = encoder.dataFrame(
        [UInt8](repeating: 0, count: Int(frame.descriptor.rawLength))[...], place: frame.descriptor.place,
        stored: false)
      let outcome = try await salvage(
        bytes[..<frame.range.lowerBound] + zeros + bytes[frame.range.upperBound...], workshop, sound)
      let touched = Self.touched(frame.descriptor, try Self.places(bytes))
      #expect(Set(sound.keys).subtracting(touched).isSubset(of: outcome.proven.keys))
    }
  }

  @Test("Frames in another order lose nothing", arguments: Codec.names.indices)
  func order(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, sound) = try await Self.make(codec, name)
    let bytes = try workshop.temporary.bytes(name)
    let data = try Self.frames(bytes).filter { $0.descriptor.kind == FrameKind.data.rawValue }
    let end = data.last!.range.upperBound
    let swapped = ([data[0]] + data.dropFirst().reversed()).flatMap { bytes[$0.range] } + bytes[end...]
    let places = try Self.places(bytes)
    let outcome = try await salvage(swapped, workshop, sound)
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
    let (workshop, sound) = try await Self.make(codec, name)
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
        try await salvage(broken, workshop, sound, partial: round % 2 == 0)
      } catch let error as SteleError {
        #expect(error.code == .notAPackage)
      }
    }
  }

  @Test("A folder that holds something is left alone unless that is wanted")
  func occupied() async throws {
    let (workshop, _) = try await Self.make()
    try workshop.temporary.makeFile("out/data/n.md", "mine")
    var options = SalvageOptions(folder: workshop.path("out"))
    let path = workshop.path("p.stele.tar.gz")
    let careful = options
    #expect(await errorCode { _ = try await Salvager(careful).salvage(path) } == .alreadyExists)
    #expect(try workshop.temporary.text("out/data/n.md") == "mine")
    options.overwrites = true
    #expect(try await Salvager(options).salvage(path).isComplete)
    #expect(try workshop.temporary.text("out/data/n.md").hasPrefix("# T"))
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
