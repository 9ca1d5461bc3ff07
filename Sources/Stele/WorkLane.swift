import Synchronization

/// Pieces of work that must be done in their order, one at a time, by whichever task is free.
///
/// One who hands out work lays pieces on, and goes on. A task that finds another at work leaves what it came for to that
/// one, as long as not much waits: so no task stands still beside a file that is larger than a frame.
final class WorkLane<Worker: LaneWorker>: Sendable {
  private let queue = Mutex<[Worker.Piece]>([])
  private let worker: Mutex<Worker>
  /// How many pieces may wait. One who comes with more waits too, which bounds the memory.
  private static var mostWaiting: Int { 4 }

  init(_ worker: Worker) { self.worker = Mutex(worker) }

  /// Lays on the piece that comes next.
  func push(_ piece: Worker.Piece) { queue.withLock { $0.append(piece) } }

  /// Works on what was laid on, unless another task does so already.
  func drain() {
    while true {
      let waiting = queue.withLock { $0.count }
      if waiting == 0 { return }
      if waiting > Self.mostWaiting {
        worker.withLock { work(&$0) }
      } else if worker.withLockIfAvailable({ work(&$0) }) == nil {
        return
      }
      // What came just before the lock was let go, no other task may have taken.
    }
  }

  /// Gives the worker, when all that was laid on is done.
  func withWorker<Result>(_ body: (inout Worker) -> sending Result) -> sending Result {
    worker.withLock {
      work(&$0)
      return body(&$0)
    }
  }

  private func work(_ worker: inout Worker) {
    while true {
      let pieces = queue.withLock { pieces in
        let taken = pieces
        pieces = []
        return taken
      }
      if pieces.isEmpty { return }
      for piece in pieces { worker.take(piece) }
    }
  }
}

/// Does what a ``WorkLane`` has.
protocol LaneWorker: Sendable {
  associatedtype Piece: Sendable

  mutating func take(_ piece: Piece)
}
