/// Does work on several tasks at once and hands on the results in the order in which the work came.
enum OrderedTasks {
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
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      var begun = 0
      var consumed = 0
      var waiting: [Int: Output] = [:]
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
          group.addTask { (number, try work(input)) }
          begun += 1
        }
        guard consumed < begun else { return }
        while waiting[consumed] == nil {
          let (number, output) = try await group.next()!
          waiting[number] = output
        }
        try consume(waiting.removeValue(forKey: consumed)!)
        consumed += 1
      }
    }
  }
}
