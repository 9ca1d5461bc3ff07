import SteleContainer

/// Does work on several tasks at once and hands on the results in the order in which the work came.
///
/// A task does several small pieces of work, so that handing out costs little beside the work.
enum OrderedTasks {
  /// How much the frames may weigh together that are packed or read at once: those of the zstd profile are large, and
  /// each thread has one, while one comes next.
  static func roomForFrames(threads: Int) -> Int { threads * Profile.zstd.maximumRawLength + 1 }

  /// How much weighs enough for a task of its own.
  static let fullWeight = 1 << 18

  /// Work in two stages, between which each piece is looked at in order.
  ///
  /// - Parameters:
  ///   - threads: While no more tasks than this are under way, more work begins: so each of as many threads has one, and
  ///     one more is ready for the first thread that comes free. 1 or more.
  ///   - width: How many tasks there may be of which the results were not taken yet. 1 or more.
  ///   - weight: How much a piece weighs, about as bytes to be hashed do. One task gets as many as weigh
  ///     ``fullWeight`` together; the first piece goes alone.
  ///   - room: How much what is under way may weigh; what is heavier goes its way alone.
  ///   - next: Gives the next piece of work; `nil` when there is no more.
  ///   - first: Does the first stage of one piece, on any task.
  ///   - order: Takes what came of it, in order; what is to be done in the second stage.
  ///   - second: Does that, on any task.
  ///   - consume: Takes what came of it, in order.
  /// - Throws: The first error of any of them; then no more work begins.
  static func run<Input: Sendable, Middle: Sendable, Later: Sendable, Output: Sendable>(
    threads: Int,
    width: Int,
    weight: (Input) -> Int = { _ in fullWeight },
    room: Int = .max,
    next: () throws -> Input?,
    first: @escaping @Sendable (Input) throws -> Middle,
    order: (Middle) throws -> Later,
    second: @escaping @Sendable (Later) throws -> Output,
    consume: (Output) throws -> Void
  ) async throws {
    try await run(
      threads: threads, width: width, weight: weight, room: room, next: next, first: first,
      order: { middles in
        let later = try middles.map(order)
        return .work { try later.map(second) }
      }, consume: consume)
  }

  /// - Parameters:
  ///   - threads: As above.
  ///   - width: As above.
  ///   - weight: As above.
  ///   - next: Gives the next piece of work; `nil` when there is no more.
  ///   - work: Does one piece, on any task.
  ///   - consume: Takes one result, in order.
  /// - Throws: The first error of any of the three; then no more work begins.
  static func run<Input: Sendable, Output: Sendable>(
    threads: Int,
    width: Int,
    weight: (Input) -> Int = { _ in fullWeight },
    next: () throws -> Input?,
    work: @escaping @Sendable (Input) throws -> Output,
    consume: (Output) throws -> Void
  ) async throws {
    try await run(
      threads: threads, width: width, weight: weight, room: .max, next: next, first: work,
      order: { .done($0) },
      consume: consume)
  }

  /// What is left to do after the first stage.
  private enum Rest<Output: Sendable> {
    case work(@Sendable () throws -> [Output])
    case done([Output])
  }

  /// What a task came to, and which it was.
  private enum Stage<Middle: Sendable, Output: Sendable>: Sendable {
    case first(Int, [Middle])
    case second(Int, [Output])
  }

  private static func run<Input: Sendable, Middle: Sendable, Output: Sendable>(
    threads: Int,
    width: Int,
    weight: (Input) -> Int,
    room: Int,
    next: () throws -> Input?,
    first: @escaping @Sendable (Input) throws -> Middle,
    order: ([Middle]) throws -> Rest<Output>,
    consume: (Output) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Stage<Middle, Output>.self) { group in
      var begun = 0
      var ordered = 0
      var consumed = 0
      // Tasks that did not come back yet.
      var busy = 0
      var middles: [Int: [Middle]] = [:]
      var outputs: [Int: [Output]] = [:]
      // Of what is under way, the first one first.
      var weights: [Int] = []
      var isAtEnd = false
      // A result is held back only until those before it are there, so memory stays within the width and the room.
      func begin() throws {
        // No more than one ahead of the threads: most of what is done is work for the second stage, and others may wait for that.
        while !isAtEnd, busy <= threads, begun - consumed < width,
          weights.isEmpty || weights.reduce(0, +) < room
        {
          try Task.checkCancellation()
          // The first piece goes alone, since nothing can be looked at before it.
          let (inputs, sum) = try batch(weighing: begun == 0 ? 1 : fullWeight, weight, next)
          guard !inputs.isEmpty else {
            isAtEnd = true
            break
          }
          let number = begun
          weights.append(sum)
          group.addTask { .first(number, try inputs.map(first)) }
          begun += 1
          busy += 1
        }
      }
      while true {
        try begin()
        guard consumed < begun else { return }
        let stage = try await group.next()!
        busy -= 1
        switch stage {
        case .first(let number, let middle): middles[number] = middle
        case .second(let number, let output): outputs[number] = output
        }
        // To look at what is done may take long: others have something to do meanwhile.
        try begin()
        while let middle = middles.removeValue(forKey: ordered) {
          let number = ordered
          switch try order(middle) {
          case .work(let work):
            group.addTask { .second(number, try work()) }
            busy += 1
          case .done(let output): outputs[number] = output
          }
          ordered += 1
        }
        while let output = outputs.removeValue(forKey: consumed) {
          try output.forEach(consume)
          consumed += 1
          weights.removeFirst()
        }
      }
    }
  }

  /// The pieces of work for one task, as many as weigh `enough` together, and what they weigh; none at the end.
  private static func batch<Input>(
    weighing enough: Int, _ weight: (Input) -> Int, _ next: () throws -> Input?
  ) rethrows -> ([Input], Int) {
    var inputs: [Input] = []
    var sum = 0
    while sum < enough, let input = try next() {
      sum += max(1, weight(input))
      inputs.append(input)
    }
    return (inputs, sum)
  }
}
