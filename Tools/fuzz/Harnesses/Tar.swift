import SteleContainer
import SteleCore

/// What a parser tells of a tar, in a form that can be compared.
private struct Telling: TarVisitor, Equatable {
  enum Event: Equatable {
    case entry(TarEntry, UInt64)
    case data([UInt8])
    case end(isWhole: Bool)
    case problem(RuleCode)
  }

  var events: [Event] = []

  mutating func entry(_ entry: TarEntry, at offset: UInt64) { events.append(.entry(entry, offset)) }
  mutating func data(_ bytes: ArraySlice<UInt8>) {
    if case .data(let before) = events.last {
      events[events.count - 1] = .data(before + bytes)
    } else if !bytes.isEmpty {
      events.append(.data(Array(bytes)))
    }
  }
  mutating func endOfEntry(_ data: EntryData) { events.append(.end(isWhole: data == .whole)) }
  mutating func problem(_ error: ContainerError, at offset: UInt64) {
    // What is told of a run is told of each of its pieces, and where these begin.
    if events.last != .problem(error.code) { events.append(.problem(error.code)) }
  }

  var hasProblem: Bool { events.contains { if case .problem = $0 { true } else { false } } }

  /// The tar that these entries make.
  var tar: [UInt8] {
    var output: [UInt8] = []
    for event in events {
      switch event {
      case .entry(let entry, _): output += entry.headerBytes
      case .data(let bytes): output += bytes
      case .end: output += [UInt8](repeating: 0, count: (512 - output.count % 512) % 512)
      case .problem: break
      }
    }
    return output + [UInt8](repeating: 0, count: TarEnd.byteCount)
  }

  static func of(_ tar: [UInt8], pieces: Int) -> Telling {
    var parser = TarParser()
    var telling = Telling()
    for start in stride(from: 0, to: tar.count, by: pieces) {
      parser.push(tar[start..<min(start + pieces, tar.count)], &telling)
    }
    parser.finish(&telling)
    return telling
  }
}

extension Harness {
  static var tar: Harness {
    Harness(name: "tar") { input in check(input) }
  }

  /// The 512 bytes of a header, with the checksum put right, so that it does not hide all other fields.
  static var tarHeader: Harness {
    Harness(name: "tar-header") { input in
      check(sealed(Array(input.prefix(512))) + input.dropFirst(512) + [UInt8](repeating: 0, count: 2048))
    }
  }

  /// A pax header's records, and what the header after it says: 1 byte for its kind and size, the path up to a NUL, a
  /// link's target up to a NUL, then the records.
  static var pax: Harness {
    Harness(name: "pax") { input in
      let parts = input.dropFirst().split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
      guard let kind = input.first, parts.count == 3, let path = try? PackagePath(parts[0]),
        path.names.count > 1,
        parts[2].count <= 20_000
      else { return }
      var entry = TarEntry(path: path, kind: .file(size: kind % 4 == 3 ? 1 << 33 : 0))
      switch kind % 4 {
      case 1: entry.kind = .folder
      case 2:
        guard let target = try? PackagePath(parts[1]) else { return }
        entry.kind = .link(target: target)
      default: break
      }
      var header = TarEntry(path: path, kind: .file(size: UInt64(parts[2].count))).headerBytes.suffix(512)
      header.replaceSubrange(header.startIndex..<header.startIndex + 100, with: field("././@PaxHeader"))
      header[header.startIndex + 156] = UInt8(ascii: "x")
      header.replaceSubrange(
        header.startIndex + 345..<header.startIndex + 500, with: [UInt8](repeating: 0, count: 155))
      let padding = [UInt8](repeating: 0, count: (512 - parts[2].count % 512) % 512)
      check(
        sealed(Array(header)) + parts[2] + padding + entry.headerBytes.suffix(512)
          + [UInt8](repeating: 0, count: TarEnd.byteCount))
    }
  }

  private static func field(_ text: String) -> [UInt8] {
    Array(text.utf8) + [UInt8](repeating: 0, count: 100 - text.utf8.count)
  }

  /// A header block with a right checksum, filled up with zeros.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var block = bytes + [UInt8](repeating: 0, count: 512 - bytes.count)
    block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let digits = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    block.replaceSubrange(
      148..<156, with: (String(repeating: "0", count: 6 - digits.count) + digits + "\0 ").utf8)
    return block
  }

  private static func check(_ tar: [UInt8]) {
    let telling = Telling.of(tar, pieces: max(1, tar.count))
    require(telling == Telling.of(tar, pieces: 97), "a tar in pieces is read as the whole is")
    if !telling.hasProblem {
      require(telling.tar == tar, "a tar without a problem is written as it was read")
    }
    var searching = TarParser(searchesBehindEnd: true)
    var found = Telling()
    searching.push(tar[...], &found)
    searching.skip(UInt64(tar.count) * 3 + 5, &found)
    searching.push(tar[...], &found)
    searching.jump(to: 512 * 7, &found)
    searching.push(tar[...], &found)
    searching.finish(&found)
  }
}
