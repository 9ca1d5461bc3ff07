import Synchronization

/// Pieces of work that must be done in their order, one at a time, by whichever task is free.
///
/// One who hands out work lays pieces on, and goes on. A task that finds another at work leaves what it came for to that
/// one, as long as not much waits: so no task stands still beside a file that is larger than a frame.
final class WorkLane<Worker: LaneWorker>: Sendable {
  private struct Queue {
    var pieces: [Worker.Piece] = []
    /// Bytes of all of them.
    var size = 0
  }

  private let queue = Mutex(Queue())
  private let worker: Mutex<Worker>
  /// How many bytes may wait. One who comes when there are more waits too, which bounds the memory.
  private static var mostWaiting: Int { 4 << 20 }

  init(_ worker: Worker) { self.worker = Mutex(worker) }

  /// Lays on the piece that comes next.
  func push(_ piece: Worker.Piece) {
    queue.withLock { queue in
      queue.pieces.append(piece)
      queue.size += Worker.size(of: piece)
    }
  }

  func drain() {
    while true {
      let (isEmpty, size) = queue.withLock { ($0.pieces.isEmpty, $0.size) }
      if isEmpty { return }
      if size > Self.mostWaiting {
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
      let pieces = queue.withLock { queue in
        let taken = queue.pieces
        queue = Queue()
        return taken
      }
      if pieces.isEmpty { return }
      for piece in pieces { worker.take(piece) }
    }
  }
}

/// A lane on which something may have been laid, whatever it is.
protocol LadenLane: AnyObject, Sendable {
  /// Works on what was laid on; if another task does so already, leaves it to that one or waits for it.
  func drain()
}

extension WorkLane: LadenLane {}

/// Does what a ``WorkLane`` has.
protocol LaneWorker: Sendable {
  associatedtype Piece: Sendable

  /// The bytes that a piece holds.
  static func size(of piece: Piece) -> Int

  mutating func take(_ piece: Piece)
}
