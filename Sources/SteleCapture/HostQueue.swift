/// What is to be asked of one host, and when the next request may begin. Used on the thread of its loop alone.
final class HostQueue {
  let name: String
  /// In the order in which they are to be asked; those before ``first`` are gone.
  private var ready: [FetchJob] = []
  private var first = 0
  /// Those that have a moment of their own before which they may not be asked.
  private var later: [FetchJob] = []
  /// Requests that are under way.
  var active = 0
  /// No request begins before: because of a delay, or because the host asked for it.
  var notBefore: ContinuousClock.Instant?
  /// For people.
  var files = 0
  var totalFiles = 0
  var bytes: UInt64 = 0

  init(_ name: String) { self.name = name }

  func add(_ job: FetchJob) {
    if job.notBefore == nil { ready.append(job) } else { later.append(job) }
  }

  var isEmpty: Bool { first == ready.count && later.isEmpty }

  /// Takes a job that may begin now: first of those that had to wait.
  func take(_ now: ContinuousClock.Instant) -> FetchJob? {
    if let notBefore, notBefore > now { return nil }
    if let place = later.firstIndex(where: { $0.notBefore.map { $0 <= now } ?? true }) {
      let job = later.remove(at: place)
      job.notBefore = nil
      return job
    }
    guard first < ready.count else { return nil }
    defer {
      first += 1
      if first > 1024, first * 2 > ready.count {
        ready.removeFirst(first)
        first = 0
      }
    }
    return ready[first]
  }

  /// When something may begin, if there is anything.
  func next(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    guard !isEmpty else { return nil }
    let soonest = first < ready.count ? now : later.compactMap(\.notBefore).min() ?? now
    return max(soonest, notBefore ?? now)
  }
}
