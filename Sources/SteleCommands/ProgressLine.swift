import Stele
import Synchronization

/// One line on a terminal that says how far the work has come, with rate and time left; only for work that
/// takes more than a second.
final class ProgressLine: Sendable {
  private struct State {
    var begun = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var phase: Progress.Phase?
    var isVisible = false
  }

  private let state = Mutex(State())
  private let isWanted: Bool

  init(isQuiet: Bool) { isWanted = !isQuiet && Terminal.errorIsTerminal }

  /// Takes word of progress; `nil` where nobody would see it.
  var handler: ProgressHandler? {
    guard isWanted else { return nil }
    return { self.show($0) }
  }

  /// Takes the line away, before anything else is written.
  func clear() {
    state.withLock { state in
      if state.isVisible { Terminal.writeError("\r\u{1B}[K") }
      state.isVisible = false
    }
  }

  private func show(_ progress: Progress) {
    state.withLock { state in
      let now = ContinuousClock.now
      if state.phase != progress.phase {
        state.phase = progress.phase
        state.begun = now
      }
      let elapsed = now - state.begun
      guard elapsed > .seconds(1), state.shown.map({ now - $0 > .milliseconds(200) }) ?? true else { return }
      state.shown = now
      state.isVisible = true
      Terminal.writeError("\r\(Self.text(progress, elapsed))\u{1B}[K")
    }
  }

  static func text(_ progress: Progress, _ elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = Double(progress.bytes) / seconds
    var text = "\(progress.phase.rawValue)  "
    if let total = progress.totalBytes, total > 0 {
      text +=
        "\(min(100, progress.bytes * 100 / total))%  \(Formatting.bytes(progress.bytes)) of \(Formatting.bytes(total))"
    } else {
      text += Formatting.bytes(progress.bytes)
    }
    if progress.files > 0 { text += "  \(Formatting.count(progress.files, "file"))" }
    text += "  \(Formatting.bytes(UInt64(rate)))/s"
    if let total = progress.totalBytes, total > progress.bytes, rate > 0 {
      text += "  \(Formatting.duration(Double(total - progress.bytes) / rate)) left"
    }
    return text
  }
}
