/// Does work on several tasks at once and hands on the results in the order in which the work came.
enum OrderedTasks {
  /// Work in two stages, between which each piece is looked at in order.
  ///
  /// - Parameters:
  ///   - width: How many pieces of work may be under way; 1 or more.
  ///   - next: Gives the next piece of work; `nil` when there is no more.
  ///   - first: Does the first stage of one piece, on any task.
  ///   - order: Takes what came of it, in order; what is to be done in the second stage.
  ///   - second: Does that, on any task.
  ///   - consume: Takes what came of it, in order.
  /// - Throws: The first error of any of them; then no more work begins.
  static func run<Input: Sendable, Middle: Sendable, Later: Sendable, Output: Sendable>(
    width: Int,
    next: () throws -> Input?,
    first: @escaping @Sendable (Input) throws -> Middle,
    order: (Middle) throws -> Later,
    second: @escaping @Sendable (Later) throws -> Output,
    consume: (Output) throws -> Void
  ) async throws {
    try await run(
      width: width, next: next, first: first,
      order: { middle in
        let later = try order(middle)
        return .work { try second(later) }
      }, consume: consume)
  }

  /// - Parameters:
  ///   - width: How many pieces of work may be under way; 1 or more.
  ///   - next: Gives the next piece of work; `nil` when there is no more.
  ///   - work: Does one piece, on any task.
  ///   - consume: Takes one result, in order.
  /// - Throws: The first error of any of the three; then no more work begins.
  static func run<Input: Sendable, Output: Sendable>(
    width: Int,
    next: () throws -> Input?,
    work: @escaping @Sendable (Input) throws -> Output,
    consume: (Output) throws -> Void
  ) async throws {
    try await run(width: width, next: next, first: work, order: { .done($0) }, consume: consume)
  }

  /// What is left to do of a piece of work after its first stage.
  private enum Rest<Output: Sendable> {
    case work(@Sendable () throws -> Output)
    case done(Output)
  }

  /// What one of the two stages came to, and of which piece of work.
  private enum Stage<Middle: Sendable, Output: Sendable>: Sendable {
    case first(Int, Middle)
    case second(Int, Output)
  }

  private static func run<Input: Sendable, Middle: Sendable, Output: Sendable>(
    width: Int,
    next: () throws -> Input?,
    first: @escaping @Sendable (Input) throws -> Middle,
    order: (Middle) throws -> Rest<Output>,
    consume: (Output) throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Stage<Middle, Output>.self) { group in
      var begun = 0
      var ordered = 0
      var consumed = 0
      var middles: [Int: Middle] = [:]
      var outputs: [Int: Output] = [:]
      var isAtEnd = false
      // A result is held back only until those before it are there, so memory stays within the width.
      while true {
        while !isAtEnd, begun - consumed < width {
          try Task.checkCancellation()
          guard let input = try next() else {
            isAtEnd = true
            break
          }
          let number = begun
          group.addTask { .first(number, try first(input)) }
          begun += 1
        }
        guard consumed < begun else { return }
        switch try await group.next()! {
        case .first(let number, let middle): middles[number] = middle
        case .second(let number, let output): outputs[number] = output
        }
        while let middle = middles.removeValue(forKey: ordered) {
          let number = ordered
          switch try order(middle) {
          case .work(let work): group.addTask { .second(number, try work()) }
          case .done(let output): outputs[number] = output
          }
          ordered += 1
        }
        while let output = outputs.removeValue(forKey: consumed) {
          try consume(output)
          consumed += 1
        }
      }
    }
  }
}
