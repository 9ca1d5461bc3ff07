import Dispatch
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Cancels the work on the first SIGINT or SIGTERM, so that it clears away what is half-done; a second signal ends the
/// program at once.
final class Interruption: Sendable {
  private struct State {
    var number: Int32?
    var work: Task<Int32, Never>?
  }

  private let state = Mutex(State())
  // Nobody changes them.
  nonisolated(unsafe) private let sources = [SIGINT, SIGTERM].filter { !isIgnored($0) }.map {
    DispatchSource.makeSignalSource(signal: $0)
  }

  /// Listens from here on. Until it returns, a signal ends the program as it ends any other: if the work begins after it,
  /// there is no moment at which a signal could be lost.
  func listen() async {
    for source in unsafe sources {
      let number = Int32(source.handle)
      source.setEventHandler { self.take(number) }
      await withCheckedContinuation { listening in
        source.setRegistrationHandler { listening.resume() }
        source.activate()
      }
      #if canImport(Darwin)
        // There, to listen does not change what the signal does; elsewhere it does, and must not be undone.
        signal(number, SIG_IGN)
      #endif
    }
  }

  /// What the first signal cancels, at once if it has come already.
  func cancels(_ work: Task<Int32, Never>) {
    let late = state.withLock {
      $0.work = work
      return $0.number != nil
    }
    if late { work.cancel() }
  }

  /// What a shell says of a program that the first signal ended: 128 and its number; nil if none has come.
  var status: Int32? { state.withLock { $0.number.map { 128 + $0 } } }

  /// Whether who started the program wants it to go on, as a shell does for what a script runs in the background.
  private static func isIgnored(_ number: Int32) -> Bool {
    let before = signal(number, SIG_DFL)
    guard unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) else {
      return false
    }
    signal(number, SIG_IGN)
    return true
  }

  private func take(_ number: Int32) {
    let work = state.withLock {
      if $0.number != nil { _exit(128 + number) }
      $0.number = number
      return $0.work
    }
    work?.cancel()
  }
}
