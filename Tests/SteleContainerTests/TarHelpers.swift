import SteleCore

@testable import SteleContainer

/// What a parser told, with data put together.
struct TarEvents: TarVisitor, Equatable {
  struct Read: Equatable {
    let entry: TarEntry
    let offset: UInt64
    var data: [UInt8] = []
    /// `nil` if it did not end.
    var isWhole: Bool?
  }
  struct Problem: Equatable {
    let code: RuleCode
    let offset: UInt64
  }

  var entries: [Read] = []
  var problems: [Problem] = []

  mutating func entry(_ entry: TarEntry, at offset: UInt64) {
    entries.append(Read(entry: entry, offset: offset))
  }
  mutating func data(_ bytes: ArraySlice<UInt8>) { entries[entries.count - 1].data += bytes }
  mutating func endOfEntry(_ data: EntryData) { entries[entries.count - 1].isWhole = data == .whole }
  mutating func problem(_ error: ContainerError, at offset: UInt64) {
    problems.append(Problem(code: error.code, offset: offset))
  }

  var codes: [RuleCode] { problems.map(\.code) }

  /// What a parser tells of a tar that comes in pieces of one length.
  static func of(_ tar: [UInt8], pieceLength: Int = .max) -> TarEvents {
    var parser = TarParser()
    var events = TarEvents()
    var start = 0
    while start < tar.count {
      let end = start + min(pieceLength, tar.count - start)
      parser.push(tar[start..<end], &events)
      start = end
    }
    parser.finish(&events)
    return events
  }
}

enum Tar {
  static let end = [UInt8](repeating: 0, count: TarEnd.byteCount)

  static func file(_ path: String, _ data: [UInt8], isExecutable: Bool = false, time: Int64 = 0) -> [UInt8] {
    let entry = TarEntry(
      path: try! PackagePath(path), kind: .file(size: UInt64(data.count)), isExecutable: isExecutable,
      time: time)
    return entry.headerBytes + data + [UInt8](repeating: 0, count: entry.paddingSize)
  }

  /// A header block with a right checksum.
  static func checksummed(_ block: [UInt8]) -> [UInt8] {
    var block = block
    block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let digits = Array(String(block.reduce(0) { $0 + Int($1) }, radix: 8).utf8)
    let field = [UInt8](repeating: UInt8(ascii: "0"), count: 6 - digits.count) + digits + [0, 0x20]
    block.replaceSubrange(148..<156, with: field)
    return block
  }

  /// A ustar header for a small plain file, with changes, and a right checksum.
  static func header(_ path: String, size: Int = 0, _ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
    var block = TarEntry(path: try! PackagePath(path), kind: .file(size: UInt64(size))).headerBytes
    change(&block)
    return checksummed(block)
  }

  /// A pax header with these records.
  static func pax(_ records: [UInt8]) -> [UInt8] {
    var block = header("t", size: records.count)
    block.replaceSubrange(0..<14, with: Array("././@PaxHeader".utf8))
    block[156] = UInt8(ascii: "x")
    return checksummed(block) + records + [UInt8](repeating: 0, count: (512 - records.count % 512) % 512)
  }
}

extension [UInt8] {
  func text(_ range: Range<Int>) -> String { String(decoding: self[range].prefix { $0 != 0 }, as: UTF8.self) }
}
