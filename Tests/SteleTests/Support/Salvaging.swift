import Stele
import SteleContainer
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// A package to be broken, and what it was made of.
enum Salvaging {
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
    var scanner = try FrameScanner(PieceSource(bytes))
    var frames: [(Range<Int>, FrameDescriptor)] = []
    while let run = try scanner.next() {
      guard case .frame(let descriptor) = run.content else { continue }
      frames.append((Int(run.offset)..<Int(run.offset) + run.bytes.count, descriptor))
    }
    return frames
  }

  struct Outcome {
    let report: SalvageReport
    /// The files below `proven/data/`, and those below the other folders, by path in the folder.
    let proven: [String: TemporaryFolder.Node]
    let tree: [String: TemporaryFolder.Node]
  }

  /// Salvages bytes, and compares what came out with the sources: nothing wrong may stand under a payload name.
  @discardableResult
  static func salvage(
    _ bytes: some Sequence<UInt8>, _ workshop: Workshop, _ sound: [String: TemporaryFolder.Node],
    partial: Bool = false, copies: [String] = []
  ) async throws -> Outcome {
    let temporary = workshop.temporary
    try temporary.makeFile("broken", bytes: Array(bytes))
    defer { try? temporary.remove("broken") }
    let name = "out\(UInt64.random(in: 0 ... .max))"
    var options = SalvageOptions(folder: workshop.path(name))
    options.includesPartial = partial
    options.copies = copies
    let report = try await Salvager(options).salvage(workshop.path("broken"))
    let tree = Self.files(try temporary.tree(name))
    let proven = Dictionary(
      uniqueKeysWithValues: tree.filter { $0.key.hasPrefix("proven/data/") }.map {
        (String($0.key.dropFirst(12)), $0.value)
      })
    for (path, node) in proven { #expect(sound[path]?.digest == node.digest, "\(path)") }
    for file in report.unproven {
      let path = String(file.path.description.dropFirst(5))
      #expect(sound[path]?.digest == file.digest, "\(path), which nothing proves, has other bytes")
    }
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
      mutating func endOfEntry(_ data: EntryData) {}
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
}
