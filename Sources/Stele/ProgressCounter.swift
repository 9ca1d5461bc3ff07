import Synchronization

/// Adds up what several tasks have done, and tells of it.
final class ProgressCounter: Sendable {
  private let state: Mutex<Progress>
  private let handler: ProgressHandler?

  init(_ phase: Progress.Phase, totalBytes: UInt64?, _ handler: ProgressHandler?) {
    state = Mutex(Progress(phase: phase, totalBytes: totalBytes))
    self.handler = handler
  }

  func add(bytes: UInt64 = 0, files: Int = 0) {
    state.withLock {
      $0.bytes += bytes
      $0.files += files
      handler?($0)
    }
  }
}
