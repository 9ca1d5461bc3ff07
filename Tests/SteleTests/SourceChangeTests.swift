import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import Synchronization
import Testing

/// Packing reads its sources twice. Progress tells when the first reading is over: that is the moment to change
/// something.
@Suite("Sources that change while they are packed")
struct SourceChangeTests {
  typealias Change = @Sendable (TemporaryFolder) throws -> Void

  /// Runs a change once, after the last file was hashed.
  func pack(_ workshop: Workshop, files: Int, _ change: @escaping Change) async throws -> PackReport {
    let done = Atomic<Bool>(false)
    let failure = Mutex<(any Error)?>(nil)
    defer { #expect(failure.withLock { $0 == nil }) }
    return try await workshop.pack(progress: { progress in
      guard progress.phase == .hashing, progress.files == files else { return }
      guard !done.exchange(true, ordering: .relaxed) else { return }
      do { try change(workshop.temporary) } catch { failure.withLock { $0 = error } }
    })
  }

  static let time = FileTime(seconds: 1_600_000_000, nanoseconds: 5)

  static let changes: [(String, Change)] = [
    (
      "other bytes, with size and time as before",
      { temporary in
        try temporary.overwrite("source/b.txt", [0x21], at: 70_000)
        try File.open(temporary["source/b.txt"]).setModified(time)
      }
    ),
    ("more bytes", { try $0.overwrite("source/b.txt", [1], at: 100_000) }),
    ("another time", { try File.open($0["source/b.txt"]).setModified(FileTime(seconds: 5)) }),
    (
      "another file of the same bytes and time",
      { temporary in
        try temporary.makeFile("new", bytes: temporary.bytes("source/b.txt"), time: time)
        try temporary.folder.rename("new", to: "b.txt", in: Folder.open(temporary["source"]), replacing: true)
      }
    ),
    (
      "fewer bytes",
      { temporary in
        let bytes = try temporary.bytes("source/b.txt")
        try temporary.remove("source/b.txt")
        try temporary.makeFile("source/b.txt", bytes: Array(bytes.dropLast()), time: time)
      }
    ),
  ]

  @Test(
    "The file is named, and nothing is left behind, whether it shares frames with others or has its own",
    arguments: changes.indices, [false, true])
  func changed(number: Int, compresses: Bool) async throws {
    let workshop = try Workshop()
    for name in ["a", "b", "c"] {
      let seed: UInt64 = name == "b" ? 1 : 7
      try workshop.temporary.makeFile(
        "source/\(name).txt", bytes: compresses ? .prose(100_000, seed: seed) : .noise(100_000, seed: seed),
        time: Self.time)
    }
    let error = await #expect(throws: SteleError.self) {
      _ = try await pack(workshop, files: 3, Self.changes[number].1)
    }
    #expect(error?.code == .sourceChanged, "\(Self.changes[number].0)")
    #expect(error?.message.contains("'b.txt'") == true)
    #expect(!(try workshop.exists("p.stele.tar.gz")))
    #expect(try Set(workshop.temporary.names()).isSubset(of: ["source", "new"]))
  }

  @Test("A file that is gone is named, and nothing is left behind")
  func gone() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/b.txt", "b")
    let error = await #expect(throws: SteleError.self) {
      _ = try await pack(workshop, files: 1) { try $0.remove("source/b.txt") }
    }
    #expect(error?.message.contains("b.txt") == true)
    #expect(try workshop.temporary.names() == ["source"])
  }

  @Test("A file that becomes a link out of the source is not followed")
  func linked() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("secret", bytes: .prose(50), time: Self.time)
    try workshop.temporary.makeFile("source/b.txt", bytes: .prose(50), time: Self.time)
    await #expect(throws: SteleError.self) {
      _ = try await pack(workshop, files: 1) {
        try $0.remove("source/b.txt")
        try $0.makeLink("source/b.txt", to: "../secret")
      }
    }
    #expect(try workshop.temporary.names() == ["secret", "source"])
  }

  @Test("New files in the source do not matter: what the package says of itself was decided")
  func added() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", "a")
    let report = try await pack(workshop, files: 1) { try $0.makeFile("source/later", "later") }
    #expect(report.files == 1)
    #expect(try await workshop.verify().findings.isEmpty)
  }

  @Test("An interrupted pack leaves nothing behind")
  func cancelled() async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("source/a", bytes: .noise(5_000_000))
    let task = Task {
      try await workshop.pack(progress: { progress in
        if progress.phase == .writing { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      })
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try workshop.temporary.names() == ["source"])
  }
}
