/// What is to be asked of one host, and when the next request may begin.
struct HostQueue {
  private var waiting: [FetchJob] = []
  private var first = 0
  /// Requests that are under way.
  var active = 0
  /// No request begins before: because of a delay, or because the host asked for it.
  var notBefore: ContinuousClock.Instant?
  /// For people.
  var files = 0
  var totalFiles = 0
  var bytes: UInt64 = 0

  mutating func add(_ job: FetchJob) { waiting.append(job) }

  var isEmpty: Bool { first == waiting.count }

  /// Takes the first job that may begin now.
  mutating func take(_ now: ContinuousClock.Instant) -> FetchJob? {
    if let notBefore, notBefore > now { return nil }
    guard let place = waiting[first...].firstIndex(where: { $0.notBefore.map { $0 <= now } ?? true }) else {
      return nil
    }
    let job = waiting[place]
    if place == first {
      first += 1
      if first > 1024, first * 2 > waiting.count {
        waiting.removeFirst(first)
        first = 0
      }
    } else {
      waiting.remove(at: place)
    }
    return job
  }

  /// When something may begin, if there is anything.
  func next(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    guard let soonest = waiting[first...].map({ $0.notBefore ?? now }).min() else { return nil }
    return max(soonest, notBefore ?? now)
  }
}
