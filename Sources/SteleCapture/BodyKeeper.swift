import Dispatch
import Stele
import SteleCore
import SteleFile
import Synchronization

/// Hashes small bodies and writes them to the cache, one after the other, while the thread that gave them receives more.
final class BodyKeeper: Sendable {
  private struct State {
    /// Bodies that wait.
    var waiting = 0
    /// Of those that are kept, by the numbers of their jobs.
    var digests: [Int: Digest] = [:]
    /// The first thing that went wrong; nothing is kept after that.
    var failure: FileError?
  }

  private let cache: CaptureCache
  private let queue = DispatchQueue(label: "stele.capture.keep")
  private let state = Mutex(State())

  /// So many bodies may wait; each has less than a buffer of ``BodySink``.
  private static let room = 32

  init(_ cache: CaptureCache) { self.cache = cache }

  /// Has a body kept, and the cache know of it. Waits if too many others do.
  ///
  /// - Parameters:
  ///   - body: All of its bytes.
  ///   - number: The job's.
  ///   - entry: What the cache is to know; its last exchange brought the body.
  func keep(_ body: [UInt8], of number: Int, _ entry: CacheEntry) {
    let isFull = state.withLock { state in
      state.waiting += 1
      return state.waiting > Self.room
    }
    if isFull { queue.sync {} }
    queue.async { [self] in
      let hasFailed = state.withLock { state in
        state.waiting -= 1
        return state.failure != nil
      }
      guard !hasFailed else { return }
      do throws(FileError) {
        let digest = try put(body, entry)
        state.withLock { $0.digests[number] = digest }
      } catch {
        state.withLock { $0.failure = error }
      }
    }
  }

  private func put(_ body: [UInt8], _ entry: CacheEntry) throws(FileError) -> Digest {
    var entry = entry
    let digest = Digest(hashing: body)
    try cache.keep(body, as: digest)
    cache.supersedePartial(entry.record.url)
    entry.keep(digest)
    cache.keep(entry)
    return digest
  }

  /// Passes on what went wrong so far.
  func check() throws(FileError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Waits until all bodies are kept.
  ///
  /// - Returns: Their digests, by the numbers of their jobs.
  func finish() throws(FileError) -> [Int: Digest] {
    queue.sync {}
    try check()
    return state.withLock { $0.digests }
  }
}
