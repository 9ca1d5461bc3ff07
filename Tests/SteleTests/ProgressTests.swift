import Stele
import SteleFile
import SteleTestSupport
import Synchronization
import Testing

/// Collects what it is told.
private final class Told: Sendable {
  private let all = Mutex<[Progress]>([])
  func handler(_ progress: Progress) { all.withLock { $0.append(progress) } }
  var states: [Progress] { all.withLock { $0 } }
}

@Suite("Progress")
struct ProgressTests {
  let workshop: Workshop

  init() throws {
    workshop = try Workshop()
    try workshop.temporary.makeFile("source/large", bytes: .noise(3_000_000))
    try workshop.temporary.makeFile("source/small", "text")
  }

  /// Whether the work was told of in steps that end with all of it.
  private func check(_ states: [Progress], _ phase: Progress.Phase, total: UInt64?) {
    let states = states.filter { $0.phase == phase }
    #expect(states.count > 2)
    #expect(zip(states, states.dropFirst()).allSatisfy { $0.bytes <= $1.bytes && $0.files <= $1.files })
    #expect(states.contains { $0.bytes > 0 && $0.bytes < 2_900_000 }, "a large file goes in steps")
    #expect(states.allSatisfy { $0.totalBytes == states[0].totalBytes })
    if let total {
      #expect(states[0].totalBytes == total)
      #expect(states.last?.bytes == total)
    }
  }

  @Test("Packing, verifying and extracting tell how far they have come, within a large file too")
  func steps() async throws {
    let told = Told()
    try await workshop.pack(progress: told.handler)
    check(told.states, .hashing, total: 3_000_004)
    check(told.states, .writing, total: nil)
    let path = workshop.path("p.stele.tar.gz")
    let size = try workshop.temporary.facts("p.stele.tar.gz").size
    for quick in [false, true] {
      let told = Told()
      if quick {
        _ = try await Verifier().verifyQuickly(path, progress: told.handler)
      } else {
        _ = try await Verifier().verify(path, progress: told.handler)
      }
      check(told.states, .verifying, total: quick ? nil : size)
    }
  }

  @Test("Verifying a bag tells how far it has come")
  func bag() async throws {
    try await workshop.pack()
    try await workshop.extract { $0.extractsBag = true }
    let told = Told()
    #expect(try await Verifier().verify(workshop.path("out/source"), progress: told.handler).isGood)
    check(told.states, .verifying, total: told.states[0].totalBytes)
    #expect(told.states.last?.files ?? 0 > 2)
  }

  @Test("Packing ends inside of a large file when it is cancelled, and leaves nothing")
  func cancelled() async throws {
    let counted = Told()
    await #expect(throws: CancellationError.self) {
      try await workshop.pack(progress: { progress in
        counted.handler(progress)
        if progress.bytes > 500_000 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
      })
    }
    #expect(counted.states.allSatisfy { $0.bytes < 3_000_000 })
    #expect(try workshop.temporary.names() == ["source"])
  }
}
