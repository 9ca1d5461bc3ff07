import SteleCore
import Synchronization

/// Finds what the lines of one kind of tag file say.
protocol LineReader {
  /// What a line says by itself.
  associatedtype Parsed: Sendable
  /// What is wrong with a line, for people.
  associatedtype Fault: Error, CustomStringConvertible

  /// Reads a line by itself, on any task: this is most of the work.
  static func parse(_ line: ArraySlice<UInt8>) throws(Fault) -> Parsed

  /// Takes what the next line says that could be read.
  ///
  /// - Parameter judge: Knows its number, and is told where it stands.
  mutating func take(_ parsed: Parsed, _ judge: inout LineJudge)
}

/// The lines of a tag file as they come: several tasks read them, and what they say is taken in order.
final class TagLines<Reader: LineReader>: LinesInOrder {
  private var reader: Reader
  private var judge: LineJudge
  private var splitter = LineSplitter()
  /// What was not taken yet, in order.
  private var pending: [PendingLines<Reader>] = []

  // A few stored bytes may hold millions of empty lines, of which none may take more memory than its bytes.
  /// How many lines one task gets.
  private static var pieceLength: Int { 1024 }
  /// How many pieces may wait to be read, or to be taken.
  private static var mostPending: Int { 32 }

  init(_ reader: Reader, _ judge: LineJudge) {
    self.reader = reader
    self.judge = judge
  }

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
      for line in lines.takeParsed() { take(line) }
    }
    pending.removeFirst(ready)
  }

  private func take(_ line: ParsedLine<Reader.Parsed>) {
    judge.next()
    switch line {
    case .says(let parsed): reader.take(parsed, &judge)
    case .wrong(let fault): judge.add(fault)
    }
  }

  /// What all lines said that came, and what is wrong with them.
  func settled() -> (said: Reader, judge: LineJudge) {
    take(waits: true)
    return (reader, judge)
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

/// What a line says by itself, or what is wrong with it.
private enum ParsedLine<Parsed: Sendable>: Sendable {
  case says(Parsed)
  case wrong(String)
}

/// Lines that came together, to be read by whichever task is free.
private final class PendingLines<Reader: LineReader>: LadenLane {
  private enum State {
    case lines([LineSplitter.Line])
    case parsed([ParsedLine<Reader.Parsed>])
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
  func takeParsed() -> [ParsedLine<Reader.Parsed>] {
    state.withLock { state in
      Self.parse(&state)
      guard case .parsed(let parsed) = state else { return [] }
      state = .taken
      return parsed
    }
  }

  private static func parse(_ state: inout State) {
    guard case .lines(let lines) = state else { return }
    state = .parsed(lines.map { Self.parse($0) })
  }

  private static func parse(_ line: LineSplitter.Line) -> ParsedLine<Reader.Parsed> {
    guard case .bytes(let bytes) = line else {
      return .wrong("the line has more than \(LineSplitter.maximumLineLength) bytes")
    }
    do throws(Reader.Fault) {
      return .says(try Reader.parse(bytes))
    } catch {
      return .wrong(error.description)
    }
  }
}
