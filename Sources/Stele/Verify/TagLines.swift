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

  // A few stored bytes may hold millions of empty lines, of which none may take more memory than its bytes.
  /// How many lines one task gets.
  private static var pieceLength: Int { 1024 }
  /// How many pieces may wait to be read, or to be taken.
  private static var mostPending: Int { 32 }

  init(_ reader: Reader) { self.reader = reader }

  func push(_ bytes: ArraySlice<UInt8>) -> [any LadenLane] {
    var made: [any LadenLane] = []
    var lines: [LineSplitter.Line] = []
    splitter.push(bytes) {
      lines.append($0)
      if lines.count == Self.pieceLength {
        made.append(add(lines))
        lines = []
      }
    }
    if !lines.isEmpty { made.append(add(lines)) }
    return made
  }

  private func add(_ lines: [LineSplitter.Line]) -> PendingLines<Reader> {
    if pending.count == Self.mostPending { take(waits: true) }
    let new = PendingLines<Reader>(lines)
    pending.append(new)
    return new
  }

  func take(waits: Bool) {
    // This is asked for each frame, and lines come in few of them.
    if pending.isEmpty { return }
    let ready = waits ? pending.count : pending.prefix { $0.isParsed }.count
    for lines in pending.prefix(ready) {
      for parsed in lines.takeParsed() { reader.take(parsed) }
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
  /// Takes more bytes; the work on the lines that end in them.
  func push(_ bytes: ArraySlice<UInt8>) -> [any LadenLane]

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
    case taken
  }
  private let state: Mutex<State>

  init(_ lines: [LineSplitter.Line]) { state = Mutex(.lines(lines)) }

  func drain() { state.withLock { Self.parse(&$0) } }

  /// Whether they were read.
  var isParsed: Bool {
    state.withLockIfAvailable { if case .parsed = $0 { true } else { false } } ?? false
  }

  /// What they say, once; they are read now, or waited for, if that is due. Nothing of them is held any longer.
  func takeParsed() -> [Reader.Parsed] {
    state.withLock { state in
      Self.parse(&state)
      guard case .parsed(let parsed) = state else { return [] }
      state = .taken
      return parsed
    }
  }

  private static func parse(_ state: inout State) {
    guard case .lines(let lines) = state else { return }
    state = .parsed(lines.map { Reader.parse($0) })
  }
}
