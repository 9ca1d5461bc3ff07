import SteleBag
import SteleCore
import Synchronization

/// The data of one payload file on its way to its digests, and to whoever writes it.
///
/// The reader of the tar lays pieces on it in order, and goes on; any task takes them off and works on them, one task at a
/// time. So many files are hashed and written side by side, and a large one beside the decoding of its frames.
final class PayloadLane: Sendable {
  /// What the data came to.
  struct Result: Sendable {
    let digest: Digest
    let sha512: [UInt8]?
  }

  private struct State {
    var digester: FileDigester
    /// What is not worked on yet.
    var pieces: [ArraySlice<UInt8>] = []
    /// Whether all bytes of the file came; `nil` while more are to come.
    var isWhole: Bool?
    var result: Result?
  }

  private let state: Mutex<State>
  private let writer: (any PayloadWriter)?

  init(includesSHA512: Bool, writer: (any PayloadWriter)?) {
    state = Mutex(State(digester: FileDigester(includesSHA512: includesSHA512)))
    self.writer = writer
  }

  /// Lays on the bytes that come next.
  func push(_ bytes: ArraySlice<UInt8>) { state.withLock { $0.pieces.append(bytes) } }

  /// Nothing more comes.
  func end(isWhole: Bool) { state.withLock { $0.isWhole = isWhole } }

  /// Works on all that was laid on.
  func drain() {
    state.withLock { state in
      for piece in state.pieces {
        state.digester.update(piece)
        writer?.write(piece)
      }
      state.pieces = []
      guard let isWhole = state.isWhole, state.result == nil else { return }
      let (digest, sha512) = state.digester.finish()
      state.result = Result(digest: digest, sha512: sha512)
      writer?.close(isWhole: isWhole, digest: digest)
    }
  }

  /// What the data came to; all of it has been laid on.
  func result() -> Result {
    drain()
    return state.withLock { $0.result! }
  }
}

/// Writes one payload file, on any task, while others are read.
protocol PayloadWriter: AnyObject, Sendable {
  func write(_ bytes: ArraySlice<UInt8>)
  /// The data is over; if it is whole, it has this digest.
  func close(isWhole: Bool, digest: Digest)
}
