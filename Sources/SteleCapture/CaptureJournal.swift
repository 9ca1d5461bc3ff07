import SteleCore
import SteleFile
import Synchronization

/// What a cache knows of addresses, in one file that only grows: one line a fact, in the order in which they became
/// known, so that a fact costs one write at most.
///
/// A line is `KIND KEY SECONDS CHECK JSON`, with one space between, and ends with LF. KIND is ``Kind``'s letter, KEY the
/// SHA-256 of the address in hex, SECONDS the time since 1970, CHECK the first 16 hex digits of the SHA-256 of the
/// JSON, which has no LF. The last line of its kind for a key counts.
///
/// A process that is killed, or a computer that stops, leaves a line cut off, or one of other bytes, or takes the last
/// lines along. Such a line counts as not there, and those behind it count all the same. So nothing waits for the disk.
final class CaptureJournal: Sendable {
  /// What a line says.
  enum Kind: UInt8, CaseIterable, Sendable {
    /// What came of an address: a ``CacheEntry``.
    case answer = 0x41  // A
    /// How far an unfinished file is known: a ``CaptureCache/Resumption``.
    case partial = 0x50  // P
  }

  /// Where a line stands, without its LF.
  private struct Place {
    let offset: UInt64
    let length: Int
  }

  private struct State {
    var places: [Kind: [Digest: Place]] = [:]
    /// The length of the file, ``pending`` not counted.
    var end: UInt64 = 0
    /// Lines that are not written yet.
    var pending: [UInt8] = []
  }

  /// A value that cannot be copied, in a box.
  private final class OpenFile: Sendable {
    let file: File
    init(_ file: consuming File) { self.file = file }
  }

  private let file: OpenFile
  private let state: Mutex<State>

  private static let name = FileName("journal")!
  private static let headLength = 1 + 1 + 64 + 1
  /// Lines that no longer count may take as much room as those that do, and this besides.
  private static let slack: UInt64 = 1 << 20

  /// Opens the journal of a folder, and makes it if it is not there.
  ///
  /// - Parameter oldest: Facts from before this second are forgotten when the file is written anew.
  init(in folder: Folder, oldest: Int64?) throws(FileError) {
    var opened = OpenFile(try folder.openOrCreateFile(Self.name))
    var state = try Self.read(opened)
    let live = state.places.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + UInt64($1.length) + 1 } }
    if state.end > 2 * live + Self.slack {
      try Self.rewrite(opened, state, in: folder, oldest: oldest)
      opened = OpenFile(try folder.openOrCreateFile(Self.name))
      state = try Self.read(opened)
    }
    file = opened
    self.state = Mutex(state)
  }

  deinit {
    // What could not be written is fetched again; whoever needs to know flushed before.
    try? flush()
  }

  // MARK: Lines

  private struct Line {
    let kind: Kind
    let key: Digest
    let rest: ArraySlice<UInt8>

    init?(_ bytes: ArraySlice<UInt8>) {
      guard bytes.count > headLength, let kind = Kind(rawValue: bytes[bytes.startIndex]),
        bytes[bytes.startIndex + 1] == 0x20, bytes[bytes.startIndex + headLength - 1] == 0x20,
        let key = Digest(hex: bytes[(bytes.startIndex + 2)..<(bytes.startIndex + headLength - 1)])
      else { return nil }
      self.kind = kind
      self.key = key
      rest = bytes[(bytes.startIndex + headLength)...]
    }

    var seconds: Int64? { Int64(String(decoding: rest.prefix { $0 != 0x20 }, as: UTF8.self)) }

    /// The JSON, if it is what it was when it was written.
    var json: ArraySlice<UInt8>? {
      let parts = rest.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].elementsEqual(CaptureJournal.check(parts[2])) else { return nil }
      return parts[2]
    }
  }

  private static func check(_ json: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var hasher = DigestHasher()
    hasher.update(json)
    return hasher.finalize().hexDigits.prefix(16)
  }

  static func key(_ url: String) -> Digest { Digest(hashing: url.utf8) }

  // MARK: Reading

  private static func read(_ opened: OpenFile) throws(FileError) -> State {
    var state = State()
    var splitter = LineSplitter()
    var start: UInt64 = 0
    func take(_ bytes: ArraySlice<UInt8>) {
      guard let line = Line(bytes) else { return }
      state.places[line.kind, default: [:]][line.key] = Place(offset: start, length: bytes.count)
    }
    while true {
      let piece = try opened.file.read(upTo: 1 << 18, at: state.end)
      if piece.isEmpty { break }
      var first = piece.startIndex
      splitter.push(piece[...]) { (line) throws(Never) in
        if case .bytes(let bytes) = line { take(bytes) }
        first = piece[first...].firstIndex(of: 0x0A)! + 1
        start = state.end + UInt64(first)
      }
      state.end += UInt64(piece.count)
    }
    guard start < state.end else { return state }
    // A last line that was cut off must not run into the next one. It may lack nothing but its LF.
    splitter.push([0x0A]) { (line) throws(Never) in
      if case .bytes(let bytes) = line, Line(bytes)?.json != nil { take(bytes) }
    }
    state.pending = [0x0A]
    return state
  }

  func knows(_ kind: Kind, _ key: Digest) -> Bool { state.withLock { $0.places[kind]?[key] != nil } }

  /// The JSON of the last fact of a kind; `nil` if there is none, or if it is damaged.
  func fact(_ kind: Kind, _ key: Digest) throws(FileError) -> ArraySlice<UInt8>? {
    guard let place = state.withLock({ $0.places[kind]?[key] }) else { return nil }
    try flush()
    let bytes = try file.file.read(upTo: place.length, at: place.offset)
    return Line(bytes[...])?.json
  }

  // MARK: Writing

  /// Notes a fact; it is in the file after ``flush()``.
  func append(_ kind: Kind, _ key: Digest, seconds: Int64, _ json: [UInt8]) {
    var line = [kind.rawValue, 0x20]
    line += key.hexDigits
    line += " \(seconds) ".utf8
    line += Self.check(json[...])
    line.append(0x20)
    line += json
    guard line.count <= LineSplitter.maximumLineLength else { return }
    state.withLock { state in
      let place = Place(offset: state.end + UInt64(state.pending.count), length: line.count)
      state.places[kind, default: [:]][key] = place
      state.pending += line
      state.pending.append(0x0A)
    }
  }

  /// Takes it that there is no such fact: what it speaks of is gone.
  func forget(_ kind: Kind, _ key: Digest) {
    state.withLock { _ = $0.places[kind]?.removeValue(forKey: key) }
  }

  /// Writes what is not written yet.
  func flush() throws(FileError) {
    let failure: FileError? = state.withLock { state in
      guard !state.pending.isEmpty else { return nil }
      do throws(FileError) {
        try file.file.write(state.pending, at: state.end)
      } catch {
        return error
      }
      state.end += UInt64(state.pending.count)
      state.pending = []
      return nil
    }
    if let failure { throw failure }
  }

  /// Writes the lines that count into a new file, which then takes the journal's name.
  private static func rewrite(
    _ opened: OpenFile, _ state: State, in folder: Folder, oldest: Int64?
  ) throws(FileError) {
    let new = try AtomicFile(name, in: folder)
    let places = state.places.values.flatMap(\.values).sorted { $0.offset < $1.offset }
    for place in places {
      let bytes = try opened.file.read(place.length, at: place.offset)
      guard let seconds = Line(bytes[...])?.seconds, oldest.map({ seconds >= $0 }) ?? true else { continue }
      try new.file.write(bytes + [0x0A])
    }
    try new.publish(replacing: true)
  }
}
