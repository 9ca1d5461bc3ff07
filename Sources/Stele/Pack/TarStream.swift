import SteleContainer
import SteleCore
import SteleFile

/// A piece of tar that becomes one frame.
struct RawFrame: Sendable {
  enum Content: Sendable {
    case bytes([UInt8])
    /// All data of a file, of which the frame has nothing else.
    case file(WholeFile)
  }

  private let content: Content
  let count: Int
  let place: UInt64
  let effort: FrameEncoder.Effort

  fileprivate init(_ content: Content, count: Int, place: UInt64, _ effort: FrameEncoder.Effort) {
    self.content = content
    self.count = count
    self.place = place
    self.effort = effort
  }

  /// The bytes; those of a file are read now, on any task.
  func bytes() throws -> [UInt8] {
    switch content {
    case .bytes(let bytes): bytes
    case .file(let file): try file.bytes()
    }
  }
}

/// A source file that is not empty, and is read for the second time when its frame is made.
struct WholeFile: Sendable {
  fileprivate let item: PackItem
  fileprivate let checksum: UInt32

  fileprivate func bytes() throws -> [UInt8] {
    let reader = try SourceReader(item, checksum: checksum)
    var bytes = try reader.read(upTo: .max)
    while !reader.isAtEnd { bytes += try reader.read(upTo: .max) }
    return bytes
  }
}

/// The tar of a plan, cut into frames: the second reading of the sources. See Spec §4.5.
///
/// Where it cuts depends on the plan alone.
struct TarStream {
  private let plan: TarPlan
  private let hashes: [HashedFile?]
  /// Bytes that a frame holds at the most: of text, and of all else.
  private let longLength: Int
  private let shortLength: Int
  /// The same of the frame that is being made.
  private var maximumLength: Int

  private var raw: [UInt8] = []
  private var place: UInt64 = 0
  /// The next entry.
  private var number = 0
  /// Bytes that come next: a header, a piece of a tag file, padding, the end.
  private var pending: ArraySlice<UInt8> = []
  /// What is left of a tag file.
  private var tagFile: TagFilePieces?
  private var reader: SourceReader?
  /// A file that fits into the frame that it has for itself.
  private var whole: WholeFile?
  /// What stands behind the data of the current entry.
  private var padding: [UInt8] = []
  private var hasEnded = false
  /// Whether the frame ends here, however short it is.
  private var cuts = false
  /// Whether all that comes hardly shrinks: files that do not stand last in the tar.
  private var isEasy = false

  init(plan: TarPlan, hashes: [HashedFile?], maximumLength: Int) {
    self.plan = plan
    self.hashes = hashes
    longLength = maximumLength
    shortLength = min(1 << 20, maximumLength)
    self.maximumLength = shortLength
  }

  /// The next piece of tar; `nil` after the last.
  mutating func next() throws -> RawFrame? {
    let effort: FrameEncoder.Effort = isEasy ? .least : .chosen
    raw.reserveCapacity(maximumLength)
    while raw.count < maximumLength {
      if !pending.isEmpty {
        let part = pending.prefix(maximumLength - raw.count)
        raw += part
        pending = pending[part.endIndex...]
      } else if tagFile != nil {
        if let piece = try tagFile!.next() {
          pending = piece
        } else {
          tagFile = nil
          pending = padding[...]
        }
      } else if let reader {
        if plan.entries[number - 1].framing == .own {
          if !raw.isEmpty { break }
          let bytes = try reader.read(upTo: maximumLength)
          finishDataIfDone(reader)
          return take(.bytes(bytes), count: bytes.count, .none)
        }
        raw += try reader.read(upTo: maximumLength - raw.count)
        finishDataIfDone(reader)
      } else if let whole {
        if !raw.isEmpty { break }
        self.whole = nil
        pending = padding[...]
        return take(.file(whole), count: Int(whole.item.entry.size), .none)
      } else if cuts {
        cuts = false
        if !raw.isEmpty { break }
      } else if !(try beginEntry()) {
        break
      }
    }
    if raw.isEmpty { return nil }
    let bytes = raw
    raw = []
    return take(.bytes(bytes), count: bytes.count, effort)
  }

  private mutating func take(
    _ content: RawFrame.Content, count: Int, _ effort: FrameEncoder.Effort
  ) -> RawFrame {
    defer { place += UInt64(count) }
    return RawFrame(content, count: count, place: place, effort)
  }

  private mutating func finishDataIfDone(_ reader: SourceReader) {
    guard reader.isAtEnd else { return }
    self.reader = nil
    pending = padding[...]
  }

  /// Begins the next entry, or the end; false if there is nothing more.
  private mutating func beginEntry() throws -> Bool {
    guard number < plan.entries.count else {
      if hasEnded { return false }
      hasEnded = true
      pending = [UInt8](repeating: 0, count: TarEnd.byteCount)[...]
      return true
    }
    // Where text begins or ends, the frame does, whatever its length.
    let length = plan.entries[number].framing == .long ? longLength : shortLength
    if length != maximumLength {
      maximumLength = length
      cuts = true
      return true
    }
    let (content, framing) = (plan.entries[number].content, plan.entries[number].framing)
    if framing == .easy || framing == .own { isEasy = true }
    number += 1
    // The payload begins a frame, so that the description can be read without it.
    if number == plan.tagFiles.count { cuts = true }
    let entry = try plan.tarEntry(of: content)
    switch content {
    case .folder: break
    case .tagFile(let number): tagFile = plan.tagFiles[number].content.pieces()
    case .file(let item):
      let checksum = hashes[item]!.checksum
      if framing == .own, entry.dataSize <= UInt64(maximumLength) {
        whole = WholeFile(item: plan.items[item], checksum: checksum)
      } else if entry.dataSize > 0 {
        reader = try SourceReader(plan.items[item], checksum: checksum)
      } else {
        try SourceCheck.check(plan.items[item])
      }
    case .link(let item, _): try SourceCheck.check(plan.items[item])
    }
    pending = entry.headerBytes[...]
    padding = [UInt8](repeating: 0, count: entry.paddingSize)
    return true
  }
}

/// Reads a source file for the second time, and sees that it is the same as at the first.
final class SourceReader {
  private let item: PackItem
  private let file: File
  private let expected: UInt32
  private var checksum = CRC32()
  private var remaining: UInt64

  init(_ item: PackItem, checksum: UInt32) throws {
    self.item = item
    expected = checksum
    remaining = item.entry.size
    file = try item.tree.file(item.entry)
    try SourceCheck.check(file, item)
  }

  var isAtEnd: Bool { remaining == 0 }

  /// The next bytes, at least one.
  func read(upTo count: Int) throws -> [UInt8] {
    let bytes = try file.read(upTo: Int(min(UInt64(count), remaining)))
    guard !bytes.isEmpty else { throw SourceCheck.changed(item) }
    remaining -= UInt64(bytes.count)
    unsafe bytes.withUnsafeBytes { unsafe checksum.update($0) }
    if remaining == 0 {
      guard checksum.value == expected else { throw SourceCheck.changed(item) }
      try SourceCheck.check(file, item)
    }
    return bytes
  }
}
