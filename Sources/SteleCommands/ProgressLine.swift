import Stele
import Synchronization

/// One line on a terminal that says how far the work has come, with rate and time left, and below it one for each
/// host that is asked; only for work that takes more than a second.
final class ProgressLine: Sendable {
  private struct State {
    var begun = ContinuousClock.now
    var shown: ContinuousClock.Instant?
    var phase: Progress.Phase?
    var isVisible = false
    /// Lines below the first.
    var below = 0
  }

  /// Hosts that are shown; those with the most left to do.
  private static let shownHosts = 8

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
      if state.isVisible { Terminal.writeError(state.below > 0 ? "\r\u{1B}[J" : "\r\u{1B}[K") }
      state.isVisible = false
      state.below = 0
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
      let hosts = Self.hosts(progress)
      var text = "\r\(Self.text(progress, elapsed))\u{1B}[K"
      for line in hosts { text += "\n\r\(line)\u{1B}[K" }
      if state.below > hosts.count { text += "\u{1B}[J" }
      if !hosts.isEmpty { text += "\u{1B}[\(hosts.count)A" }
      state.below = hosts.count
      Terminal.writeError(text)
    }
  }

  private static func hosts(_ progress: Progress) -> [String] {
    let busiest = progress.hosts.sorted { $0.totalFiles - $0.files > $1.totalFiles - $1.files }
    var lines = busiest.prefix(shownHosts).map { host in
      // Cut, so that no line of a usual terminal is broken into two.
      "  \(Diagnostics.shown(host.name).prefix(44))  \(host.files) of \(host.totalFiles)  \(Formatting.bytes(host.bytes))"
    }
    if busiest.count > shownHosts {
      lines.append("  and \(Formatting.count(busiest.count - shownHosts, "host")) more")
    }
    return lines
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
    if let total = progress.totalFiles {
      text += "  \(progress.files) of \(Formatting.count(total, "file"))"
    } else if progress.files > 0 {
      text += "  \(Formatting.count(progress.files, "file"))"
    }
    text += "  \(Formatting.bytes(UInt64(rate)))/s"
    if let total = progress.totalBytes, total > progress.bytes, rate > 0 {
      text += "  \(Formatting.duration(Double(total - progress.bytes) / rate)) left"
    } else if let total = progress.totalFiles, progress.files > 0, total > progress.files {
      text +=
        "  \(Formatting.duration(Double(total - progress.files) * seconds / Double(progress.files))) left"
    }
    return text
  }
}
