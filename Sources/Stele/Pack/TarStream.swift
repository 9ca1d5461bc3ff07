import SteleContainer
import SteleCore
import SteleFile

/// A piece of tar that becomes one frame.
struct RawFrame: Sendable {
  let bytes: [UInt8]
  let place: UInt64
  let stored: Bool
}

/// The tar of a plan, cut into frames: the second reading of the sources. See Spec §4.5.
///
/// Where it cuts depends on the plan alone.
struct TarStream {
  private let plan: TarPlan
  private let items: [PackItem]
  private let hashes: [HashedFile?]
  private let maximumLength: Int

  private var raw: [UInt8] = []
  private var place: UInt64 = 0
  /// The next entry.
  private var number = 0
  /// Bytes that come next, from `pendingStart` on: a header, a tag file, padding, the end.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var reader: SourceReader?
  private var hasEnded = false
  /// Whether the frame ends here, however short it is.
  private var cuts = false

  init(plan: TarPlan, items: [PackItem], hashes: [HashedFile?], maximumLength: Int) {
    self.plan = plan
    self.items = items
    self.hashes = hashes
    self.maximumLength = maximumLength
  }

  /// The next piece of tar; `nil` after the last.
  mutating func next() throws -> RawFrame? {
    raw.reserveCapacity(maximumLength)
    while raw.count < maximumLength {
      if pendingStart < pending.count {
        let part = pending[pendingStart...].prefix(maximumLength - raw.count)
        raw += part
        pendingStart += part.count
      } else if let reader {
        if plan.entries[number - 1].isStored {
          if !raw.isEmpty { break }
          let bytes = try reader.read(upTo: maximumLength)
          finishDataIfDone(reader)
          return take(bytes, stored: true)
        }
        raw += try reader.read(upTo: maximumLength - raw.count)
        finishDataIfDone(reader)
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
    return take(bytes, stored: false)
  }

  private mutating func take(_ bytes: [UInt8], stored: Bool) -> RawFrame {
    defer { place += UInt64(bytes.count) }
    return RawFrame(bytes: bytes, place: place, stored: stored)
  }

  private mutating func finishDataIfDone(_ reader: SourceReader) {
    guard reader.isAtEnd else { return }
    self.reader = nil
    setPending([UInt8](repeating: 0, count: plan.entries[number - 1].entry.paddingSize))
  }

  private mutating func setPending(_ bytes: [UInt8]) {
    pending = bytes
    pendingStart = 0
  }

  /// Begins the next entry, or the end; false if there is nothing more.
  private mutating func beginEntry() throws -> Bool {
    guard number < plan.entries.count else {
      if hasEnded { return false }
      hasEnded = true
      setPending([UInt8](repeating: 0, count: TarEnd.byteCount))
      return true
    }
    let entry = plan.entries[number]
    number += 1
    // The payload begins a frame, so that the description can be read without it.
    if number == plan.tagFileCount { cuts = true }
    var bytes = entry.entry.headerBytes
    switch entry.content {
    case .nothing: break
    case .bytes(let content):
      bytes += content
      bytes += [UInt8](repeating: 0, count: entry.entry.paddingSize)
    case .file(let item):
      if entry.entry.dataSize > 0 {
        reader = try SourceReader(items[item], checksum: hashes[item]!.checksum)
      } else {
        try SourceCheck.check(items[item])
      }
    case .link(let item): try SourceCheck.check(items[item])
    }
    setPending(bytes)
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
