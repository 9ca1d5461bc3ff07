import SteleCore
import Synchronization

/// Finds what the lines of one kind of tag file say.
protocol LineReader {
  /// What a line says by itself.
  associatedtype Parsed: Sendable

  /// Reads a line by itself, on any task: this is most of the work.
  static func parse(_ line: LineSplitter.Line) -> Parsed

  /// Takes what the line says that comes next.
  mutating func take(_ parsed: Parsed)
}

/// The lines of a tag file as they come: several tasks read them, and what they say is taken in order.
final class TagLines<Reader: LineReader>: LinesInOrder {
  private var reader: Reader
  private var splitter = LineSplitter()
  /// What was not taken yet, in order.
  private var pending: [PendingLines<Reader>] = []

  init(_ reader: Reader) { self.reader = reader }

  func push(_ bytes: ArraySlice<UInt8>) -> (any LadenLane)? {
    var lines: [LineSplitter.Line] = []
    splitter.push(bytes) { lines.append($0) }
    guard !lines.isEmpty else { return nil }
    let new = PendingLines<Reader>(lines)
    pending.append(new)
    return new
  }

  func take(waits: Bool) {
    let ready = waits ? pending.count : pending.prefix(while: \.isParsed).count
    for lines in pending.prefix(ready) {
      for parsed in lines.parsed() { reader.take(parsed) }
    }
    pending.removeFirst(ready)
  }

  /// What all lines said that came.
  func settled() -> Reader {
    take(waits: true)
    return reader
  }
}

/// Lines of whatever kind.
protocol LinesInOrder: AnyObject {
  /// Takes more bytes; the work on the lines that end in them, if there are any.
  func push(_ bytes: ArraySlice<UInt8>) -> (any LadenLane)?

  /// Takes in what lines say that were read.
  ///
  /// - Parameter waits: Whether for those, too, that were not read yet.
  func take(waits: Bool)
}

/// Lines that came together, to be read by whichever task is free.
private final class PendingLines<Reader: LineReader>: LadenLane {
  private enum State {
    case lines([LineSplitter.Line])
    case parsed([Reader.Parsed])
  }
  private let state: Mutex<State>

  init(_ lines: [LineSplitter.Line]) { state = Mutex(.lines(lines)) }

  func drain() { _ = parsed() }

  /// Whether they were read.
  var isParsed: Bool {
    state.withLockIfAvailable { if case .parsed = $0 { true } else { false } } ?? false
  }

  /// What they say; they are read now, or waited for, if that is due.
  func parsed() -> [Reader.Parsed] {
    state.withLock { state in
      switch state {
      case .parsed(let parsed): return parsed
      case .lines(let lines):
        let parsed = lines.map(Reader.parse)
        state = .parsed(parsed)
        return parsed
      }
    }
  }
}
