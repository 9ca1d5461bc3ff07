import SteleCore
import Synchronization
import Testing

@testable import Stele

@Suite("Work on several tasks at once, with its results in order")
struct OrderedTasksTests {
  /// Counts what is under way, and remembers the most.
  final class Counter: Sendable {
    private let now = Atomic(0)
    private let peak = Atomic(0)

    func begin() { peak.max(now.add(1, ordering: .relaxed).newValue, ordering: .relaxed) }
    func end() { now.subtract(1, ordering: .relaxed) }
    var most: Int { peak.load(ordering: .relaxed) }
  }

  /// Gives one number after the other, and counts those that were given.
  static func numbers(below count: Int, _ counter: Counter) -> () -> Int? {
    var numbers = (0..<count).makeIterator()
    return {
      guard let number = numbers.next() else { return nil }
      counter.begin()
      return number
    }
  }

  /// Work that takes longer for some numbers than for others.
  @Sendable static func work(_ number: Int) -> Int {
    _ = Digest(hashing: [UInt8](repeating: 0, count: number * 7919 % 13 * 4096))
    return number
  }

  @Test("One stage", arguments: [1, 2, 5], [1, 2, 16])
  func oneStage(threads: Int, width: Int) async throws {
    let (tasks, pieces) = (Counter(), Counter())
    var taken: [Int] = []
    try await OrderedTasks.run(
      threads: threads, width: width,
      next: Self.numbers(below: 200, pieces),
      work: { (number: Int) -> Int in
        tasks.begin()
        defer { tasks.end() }
        return Self.work(number)
      },
      consume: {
        taken.append($0)
        pieces.end()
      })
    #expect(taken == Array(0..<200))
    #expect(tasks.most <= threads + 1)
    #expect(pieces.most <= width)
  }

  @Test("Two stages, between which the order is kept too", arguments: [1, 2, 5], [1, 2, 16])
  func twoStages(threads: Int, width: Int) async throws {
    let pieces = Counter()
    var (ordered, taken): ([Int], [Int]) = ([], [])
    try await OrderedTasks.run(
      threads: threads, width: width,
      next: Self.numbers(below: 200, pieces),
      first: { Self.work($0) } as @Sendable (Int) -> Int,
      order: { (number: Int) -> Int in
        ordered.append(number)
        return 199 - number
      },
      second: { 199 - Self.work($0) } as @Sendable (Int) -> Int,
      consume: {
        taken.append($0)
        pieces.end()
      })
    #expect(ordered == Array(0..<200))
    #expect(taken == Array(0..<200))
    #expect(pieces.most <= width)
  }

  @Test("What weighs as much as there is room for goes its way alone")
  func room() async throws {
    let pieces = Counter()
    try await OrderedTasks.run(
      threads: 4, width: 16, weight: { _ in OrderedTasks.fullWeight }, room: OrderedTasks.fullWeight,
      next: Self.numbers(below: 50, pieces),
      first: { Self.work($0) } as @Sendable (Int) -> Int, order: { $0 }, second: { $0 },
      consume: { _ in pieces.end() })
    #expect(pieces.most == 1)
  }

  @Test("The first piece goes alone, so that what comes of it can be looked at early")
  func firstPiece() async throws {
    let given = Counter()
    var givenBefore: [Int] = []
    try await OrderedTasks.run(
      threads: 1, width: 1, weight: { _ in 1 },
      next: Self.numbers(below: 200, given),
      work: { $0 } as @Sendable (Int) -> Int,
      consume: { _ in givenBefore.append(given.most) })
    #expect(givenBefore == [1] + Array(repeating: 200, count: 199))
  }

  @Test("More work begins before what is done is looked at in order, which may take long")
  func early() async throws {
    let given = Counter()
    var givenBefore: [Int] = []
    try await OrderedTasks.run(
      threads: 1, width: 8,
      next: Self.numbers(below: 8, given),
      first: { $0 } as @Sendable (Int) -> Int,
      order: { (number: Int) -> Int in
        givenBefore.append(given.most)
        return number
      },
      second: { $0 } as @Sendable (Int) -> Int,
      consume: { _ in })
    // One for the thread and one ahead, and one more in the place of that which is done.
    #expect(try #require(givenBefore.first) >= 3)
  }

  struct Stop: Error {}

  @Test("After an error no more work begins", arguments: [1, 4])
  func error(threads: Int) async throws {
    let begun = Counter()
    var numbers = (0..<1000).makeIterator()
    await #expect(throws: Stop.self) {
      try await OrderedTasks.run(
        threads: threads, width: 8,
        next: { () -> Int? in
          begun.begin()
          return numbers.next()
        },
        work: { (number: Int) -> Int in if number == 20 { throw Stop() } else { return number } },
        consume: { _ in })
    }
    #expect(begun.most < 100)
  }
}
