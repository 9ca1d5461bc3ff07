import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Reading a tar")
struct TarParserTests {
  static let long = "t/data/" + String(repeating: "長", count: 70)
  static let files: [(path: String, data: [UInt8])] = [
    ("t/bagit.txt", .prose(55)), ("t/data/empty", []), ("t/data/one", .noise(1)), (long, .noise(1300)),
    ("t/data/block", .noise(512)), ("t/data/over", .noise(513)),
  ]
  static let tar: [UInt8] =
    files.flatMap { Tar.file($0.path, $0.data) }
    + TarEntry(path: .path("t/data/z"), kind: .folder).headerBytes
    + TarEntry(path: .path("t/data/l"), kind: .link(target: .path(long))).headerBytes

  @Test(
    "It does not matter in which pieces a tar comes",
    arguments: Array(1...70) + [511, 512, 513, 1023, 4096, .max])
  func pieces(length: Int) {
    let events = TarEvents.of(Self.tar + Tar.end, pieceLength: length)
    #expect(events.problems.isEmpty)
    #expect(
      events.entries.map(\.entry.path.description) == Self.files.map(\.path) + ["t/data/z", "t/data/l"])
    #expect(events.entries.map(\.data) == Self.files.map(\.data) + [[], []])
    #expect(events.entries.allSatisfy { $0.isWhole == true })
  }

  @Test("Faults are the same in whichever pieces they come", arguments: [1, 13, 512, 700])
  func faultyPieces(length: Int) {
    var tar = Self.tar + Tar.end + [1]
    for index in stride(from: 100, to: tar.count, by: 901) { tar[index] ^= 0x40 }
    let whole = TarEvents.of(tar)
    let pieces = TarEvents.of(tar, pieceLength: length)
    #expect(!whole.problems.isEmpty)
    #expect(pieces.entries == whole.entries)
    #expect(Set(pieces.codes) == Set(whole.codes))
  }

  /// Where each entry begins and its data ends.
  static let ranges: [(path: String, range: Range<Int>)] = {
    var start = 0
    return files.map { path, data in
      let entry = TarEntry(path: .path(path), kind: .file(size: UInt64(data.count)))
      let end = start + entry.headerBytes.count + data.count
      defer { start = end + entry.paddingSize }
      return (path, start..<end)
    }
  }()

  @Test(
    "After a gap everything is read that does not lie in it, and nothing else passes for whole",
    arguments: [1, 100, 511, 512, 513, 1024, 3000])
  func gaps(length: Int) {
    let tar = Self.tar + Tar.end
    for start in stride(from: 0, to: tar.count - length, by: 64) {
      let gap = start..<start + length
      var parser = TarParser()
      var events = TarEvents()
      parser.push(tar[..<start], &events)
      parser.skip(UInt64(length), &events)
      parser.push(tar[gap.upperBound...], &events)
      parser.breakOff(&events)
      #expect(parser.position == UInt64(tar.count))
      for (index, expected) in Self.ranges.enumerated() {
        let found = events.entries.first { $0.offset == UInt64(expected.range.lowerBound) }
        if expected.range.overlaps(gap) {
          #expect(found?.isWhole != true, "\(expected.path), gap \(gap)")
        } else {
          #expect(found?.entry.path.description == expected.path, "gap \(gap)")
          #expect(found?.isWhole == true, "\(expected.path), gap \(gap)")
          #expect(found?.data == Self.files[index].data)
        }
      }
    }
  }

  @Test("A tar that is cut off anywhere ends with a problem, and no entry that is not there passes for whole")
  func cutOff() {
    let tar = Self.tar + Tar.end
    for count in stride(from: 0, to: tar.count, by: 37) {
      let events = TarEvents.of(Array(tar.prefix(count)), pieceLength: 600)
      #expect(!events.problems.isEmpty, "cut at \(count)")
      for expected in Self.ranges where expected.range.upperBound > count {
        let found = events.entries.first { $0.offset == UInt64(expected.range.lowerBound) }
        #expect(found?.isWhole != true)
      }
    }
  }

  static let faults: [(String, [UInt8], RuleCode)] = {
    let file = Tar.file("t/a", [1])
    let path = PaxHeader.record("path", Array("t/é".utf8))
    let named = TarEntry(path: .path("t/é"), kind: .file(size: 0)).headerBytes.suffix(512)
    func typed(_ type: Character) -> [UInt8] { Tar.header("t/a") { $0[156] = type.asciiValue! } }
    var padded = file
    padded[1023] = 1
    return [
      ("a wrong checksum", [UInt8](repeating: 0x41, count: 512), .headerChecksum),
      ("a symbolic link", typed("2"), .entryType), ("a device", typed("3"), .entryType),
      ("a GNU long name", typed("L"), .entryType), ("a global pax header", typed("g"), .entryType),
      ("an old file without type", Tar.header("t/a") { $0[156] = 0 }, .entryType),
      ("a user's number", Tar.header("t/a") { $0[114] = 0x31 }, .headerField),
      ("a size in base 256", Tar.header("t/a") { $0[124] = 0x80 }, .headerField),
      ("an absolute path", Tar.header("t/a") { $0[0] = 0x2F }, .pathUnsafe),
      (
        "a parent folder", Tar.header("t/xx/b") { $0.replaceSubrange(2..<4, with: [0x2E, 0x2E]) }, .pathUnsafe
      ),
      ("a path that is not UTF-8", Tar.header("t/a") { $0[2] = 0xFF }, .pathUnsafe),
      ("an empty pax header", Tar.pax([]) + named, .paxMalformed),
      ("two pax headers", Tar.pax(path) + Tar.pax(path) + named, .paxMalformed),
      ("a pax header without entry", Tar.pax(path), .paxMalformed),
      ("a record with a wrong length", Tar.pax(Array("9 path=t/é\n".utf8)) + named, .paxMalformed),
      (
        "a record of a huge length", Tar.pax(Array("99999999999999999999 path=t\n".utf8)) + named,
        .paxMalformed
      ),
      ("a key twice", Tar.pax(path + path) + named, .paxKeyTwice),
      ("an unknown key", Tar.pax(path + PaxHeader.record("uname", [0x61])) + named, .paxKeyUnexpected),
      (
        "a size that is not needed", Tar.pax(path + PaxHeader.record("size", [0x30])) + named,
        .paxKeyUnexpected
      ),
      (
        "a path that is not needed", Tar.pax(PaxHeader.record("path", Array("t/a".utf8))) + Tar.header("t/a"),
        .paxKeyUnexpected
      ),
      ("padding that is not zero", padded, .paddingNonzero),
      ("one block of zeros", [UInt8](repeating: 0, count: 512) + file, .endOfArchive),
    ]
  }()

  @Test("A fault is found for what it is", arguments: faults.indices)
  func fault(number: Int) {
    let (name, bytes, code) = Self.faults[number]
    #expect(TarEvents.of(bytes + Tar.end).codes.contains(code), "\(name)")
  }

  @Test("A pax size does not move the bounds of an entry without data", arguments: ["1", "5"])
  func sizeOfOthers(type: Character) {
    // A reader that applied the size to a link or folder would take the next header for data.
    let header = Tar.header("t/d") {
      $0[156] = type.asciiValue!
      if type == "1" { $0.replaceSubrange(157..<160, with: Array("t/a".utf8)) }
    }
    let tar =
      Tar.pax(PaxHeader.record("size", Array("512".utf8))) + header + Tar.file("t/next", [7]) + Tar.end
    let events = TarEvents.of(tar)
    #expect(!events.problems.isEmpty)
    #expect(events.entries.contains { $0.entry.path == .path("t/next") && $0.data == [7] })
  }

  @Test("What follows the end is reported", arguments: [1, 512, 1024, 5000])
  func trailing(count: Int) {
    let events = TarEvents.of(Self.tar + Tar.end + [UInt8](repeating: 0, count: count))
    #expect(Set(events.codes) == [.endOfArchive])
  }

  @Test("Noise is no tar, whatever it is, and is passed over", arguments: 0..<50)
  func noise(seed: Int) {
    let events = TarEvents.of(.noise(5000, seed: UInt64(seed)) + Tar.end)
    #expect(!events.problems.isEmpty)
    #expect(events.entries.isEmpty)
  }
}
