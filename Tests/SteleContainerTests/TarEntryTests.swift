import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Entries of the tar")
struct TarEntryTests {
  static let entries: [TarEntry] = {
    let short = PackagePath.path("top/data/a.md")
    let long = PackagePath.path("top/data/" + String(repeating: "石碑", count: 30))
    return [
      TarEntry(path: short, kind: .file(size: 0)),
      TarEntry(path: short, kind: .file(size: 0), isExecutable: true, time: 1_601_733_906),
      TarEntry(path: short, kind: .folder, time: 5),
      TarEntry(path: short, kind: .link(target: .path("top/data/b.md")), time: TarEntry.maximumTime),
      TarEntry(path: long, kind: .file(size: 0), time: 1),
      TarEntry(path: long, kind: .link(target: long), isExecutable: true),
    ]
  }()

  @Test("The header of a file is the one of the specification, byte for byte")
  func header() {
    let bytes = TarEntry(
      path: .path("top/data/a"), kind: .file(size: 1234), isExecutable: true, time: 1_601_733_906
    ).headerBytes
    var expected = [UInt8](repeating: 0, count: 512)
    for (offset, text) in [
      (0, "top/data/a"), (100, "0000755"), (108, "0000000"), (116, "0000000"), (124, "00000002322"),
      (136, "13736102422"), (156, "0"), (257, "ustar"), (263, "00"), (329, "0000000"), (337, "0000000"),
    ] {
      expected.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    #expect(bytes == Tar.checksummed(expected))
  }

  @Test(
    "Times that a header cannot hold become the nearest that it can",
    arguments: [
      (-1, 0), (.min, 0), (0, 0), (1, 1), (8_589_934_591, 8_589_934_591), (8_589_934_592, 8_589_934_591),
      (.max, 8_589_934_591),
    ] as [(Int64, Int64)])
  func times(time: Int64, kept: Int64) throws {
    let entry = TarEntry(path: .path("t/a"), kind: .file(size: 0), time: time)
    #expect(entry.time == kept)
    let events = TarEvents.of(entry.headerBytes + Tar.end)
    #expect(events.problems.isEmpty)
    #expect(events.entries.map(\.entry.time) == [kept])
  }

  @Test(
    "A size of 8 GiB and more stands in a pax record, a smaller one in the header",
    arguments: [
      (0, false), (8_589_934_591, false), (8_589_934_592, true), (.max / 1024 * 512, true),
    ] as [(UInt64, Bool)])
  func sizes(size: UInt64, hasRecord: Bool) {
    let entry = TarEntry(path: .path("t/a"), kind: .file(size: size))
    let bytes = entry.headerBytes
    #expect((bytes.count > 512) == hasRecord)
    if hasRecord {
      #expect(bytes.text(512..<1024).hasSuffix(" size=\(size)\n"))
      #expect(Array(bytes.suffix(512)).text(124..<136) == "00000000000")
    }
    var parser = TarParser()
    var events = TarEvents()
    parser.push(bytes[...], &events)
    #expect(events.problems.isEmpty)
    #expect(events.entries.map(\.entry.kind) == [entry.kind])
    #expect(events.entries.map(\.entry.headerBytes) == [bytes])
  }

  @Test("After 8 GiB of data the next entry begins where it must")
  func afterLarge() {
    let size: UInt64 = 8_589_934_593
    let large = TarEntry(path: .path("t/a"), kind: .file(size: size))
    var parser = TarParser()
    var events = TarEvents()
    parser.push(large.headerBytes[...], &events)
    parser.skip(size, &events)
    parser.push([UInt8](repeating: 0, count: large.paddingSize)[...], &events)
    let offset = parser.position
    parser.push((Tar.file("t/b", Array("next".utf8)) + Tar.end)[...], &events)
    parser.finish(&events)
    #expect(offset.isMultiple(of: 512))
    #expect(events.entries.map(\.isWhole) == [false, true])
    #expect(events.entries.last?.data == Array("next".utf8))
    #expect(events.problems.isEmpty)
  }

  @Test("A name that is not ASCII may stand without its record where its bytes fit")
  func withoutRecord() {
    var entry = TarEntry(path: .path("t/e\u{301}"), kind: .link(target: .path("t/a\u{308}")))
    entry.statesPath = false
    entry.statesTarget = false
    #expect(entry.headerBytes.count == 512)
    let events = TarEvents.of(entry.headerBytes + Tar.end)
    #expect(events.problems.isEmpty)
    #expect(events.entries.map(\.entry) == [entry])
    #expect(events.entries.map(\.entry.headerBytes) == [entry.headerBytes])
    var long = Self.entries[4]
    long.statesPath = false
    #expect(long.headerBytes == Self.entries[4].headerBytes)
  }

  @Test("Whatever changed byte of a header is accepted stands for the same bytes", arguments: 0..<6)
  func changedBytes(number: Int) {
    let bytes = Self.entries[number].headerBytes
    var accepted: [Int] = []
    for index in bytes.indices {
      for pattern: UInt8 in [1 << UInt8(index % 8), 0xFF] {
        var changed = bytes
        changed[index] ^= pattern
        // The checksum is made right again: what is looked for is what it does not find.
        for start in [0, bytes.count - 512]
        where start..<start + 512 ~= index && !(148..<156 ~= index - start) {
          changed.replaceSubrange(
            start..<start + 512, with: Tar.checksummed(Array(changed[start..<start + 512])))
        }
        let events = TarEvents.of(changed + Tar.end)
        if events.problems.isEmpty, events.entries.flatMap(\.entry.headerBytes) != changed {
          accepted.append(index)
        }
      }
    }
    #expect(accepted.isEmpty)
  }

  @Test("A changed byte of a header that keeps its checksum is a wrong checksum", arguments: 0..<6)
  func checksum(number: Int) {
    let header = Array(Self.entries[number].headerBytes.prefix(512))
    for index in header.indices where index != 154 && index != 155 {
      var changed = header
      changed[index] ^= 1
      #expect(TarEvents.of(changed + Tar.end).codes.contains(.headerChecksum), "byte \(index)")
    }
  }
}

extension PackagePath {
  static func path(_ text: String) -> PackagePath { try! PackagePath(text) }
}
