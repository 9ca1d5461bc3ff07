import SteleCore
import SteleTestSupport
import Testing

@testable import SteleContainer

@Suite("Names in the tar")
struct TarNameTests {
  /// The name fields of an entry's bytes, and its pax records as text.
  struct Fields: Equatable {
    var name: String
    var prefix = ""
    var records = ""
    var link = ""
  }

  func fields(_ entry: TarEntry) -> Fields {
    let bytes = entry.headerBytes
    let header = Array(bytes.suffix(512))
    return Fields(
      name: header.text(0..<100), prefix: header.text(345..<500),
      records: bytes.count == 512 ? "" : bytes.text(512..<bytes.count - 512), link: header.text(157..<257))
  }

  func file(_ path: String) -> Fields {
    fields(TarEntry(path: try! PackagePath(path), kind: .file(size: 0)))
  }

  func standIn(_ path: String) -> String { "t/~" + Digest(hashing: path.utf8).hex.prefix(16) }

  func record(_ key: String, _ value: String) -> String {
    let rest = key.utf8.count + value.utf8.count + 3
    let length = (rest...rest + 5).first { $0 == rest + String($0).utf8.count }!
    return "\(length) \(key)=\(value)\n"
  }

  @Test("A path of at most 100 bytes stands in the name alone", arguments: [3, 99, 100])
  func short(length: Int) {
    let path = "t/" + String(repeating: "a", count: length - 2)
    #expect(file(path) == Fields(name: path))
  }

  @Test(
    "A path of 101 to 256 bytes is divided at the last slash that serves",
    arguments: [101, 155, 156, 255, 256])
  func divided(length: Int) {
    let before = length < 104 ? "t" : "t/" + String(repeating: "b", count: length - 103)
    let after = String(repeating: "a", count: length - before.utf8.count - 1)
    #expect(file(before + "/" + after) == Fields(name: after, prefix: before))
  }

  @Test("Of several slashes the last with at most 155 bytes before it divides")
  func lastSlash() {
    let folders = String(repeating: "abcdefgh/", count: 20)
    let path = "t/" + folders + "file"
    let found = file(path)
    #expect(found.prefix.utf8.count == 2 + 17 * 9 - 1)
    #expect(found.prefix + "/" + found.name == path)
    #expect(found.records.isEmpty)
    let short = "t/" + String(repeating: "abcdefgh/", count: 12) + "file"
    #expect(file(short) == Fields(name: "file", prefix: String(short.dropLast(5))))
  }

  @Test("The prefix holds 155 bytes and no more")
  func prefix() {
    let path = "t/" + String(repeating: "b", count: 153) + "/" + String(repeating: "a", count: 100)
    #expect(path.utf8.count == 256)
    #expect(file(path).prefix.utf8.count == 155)
    let long = "t/" + String(repeating: "b", count: 154) + "/a"
    #expect(file(long) == Fields(name: standIn(long), records: record("path", long)))
  }

  @Test("What fits neither gets a stand-in, and its path in a pax record", arguments: [101, 200, 255])
  func standIns(nameLength: Int) {
    let path = "t/" + String(repeating: "n", count: nameLength)
    #expect(file(path) == Fields(name: standIn(path), records: record("path", path)))
    let deep = "t/" + String(repeating: "d/", count: 90) + String(repeating: "n", count: nameLength)
    #expect(file(deep) == Fields(name: standIn(deep), records: record("path", deep)))
  }

  @Test("A path that is not ASCII has a pax record, and its exact bytes wherever they fit")
  func nonASCII() {
    #expect(file("t/é") == Fields(name: "t/é", records: record("path", "t/é")))
    let hundred = "t/" + String(repeating: "石", count: 32) + "aa"
    #expect(hundred.utf8.count == 100)
    #expect(file(hundred) == Fields(name: hundred, records: record("path", hundred)))
    let folder = "t/" + String(repeating: "é", count: 60)
    let divided = folder + "/" + String(repeating: "a", count: 90)
    #expect(
      file(divided)
        == Fields(name: String(repeating: "a", count: 90), prefix: folder, records: record("path", divided)))
    let long = "t/" + String(repeating: "石", count: 80)
    #expect(file(long) == Fields(name: standIn(long), records: record("path", long)))
  }

  @Test("A folder's slash at the end counts, and never divides", arguments: [99, 100, 101, 150])
  func folders(length: Int) {
    let path = "t/" + String(repeating: "f", count: length - 2)
    let found = fields(TarEntry(path: try! PackagePath(path), kind: .folder))
    switch length {
    case 99: #expect(found == Fields(name: path + "/"))
    case 100, 101:
      #expect(found == Fields(name: String(repeating: "f", count: length - 2) + "/", prefix: "t"))
    default: #expect(found == Fields(name: standIn(path + "/"), records: record("path", path + "/")))
    }
  }

  @Test("A link's target stands in the linkname if it has at most 100 bytes, else its stand-in does")
  func links() {
    func link(_ target: String) -> Fields {
      fields(TarEntry(path: try! PackagePath("t/l"), kind: .link(target: try! PackagePath(target))))
    }
    let hundred = "t/" + String(repeating: "a", count: 98)
    #expect(link(hundred) == Fields(name: "t/l", link: hundred))
    let divided = "t/" + String(repeating: "b", count: 50) + "/" + String(repeating: "a", count: 48)
    #expect(divided.utf8.count == 101)
    #expect(
      link(divided) == Fields(name: "t/l", records: record("linkpath", divided), link: standIn(divided)))
    #expect(link("t/é") == Fields(name: "t/l", records: record("linkpath", "t/é"), link: "t/é"))
  }

  @Test("Path and linkpath stand in this order")
  func bothRecords() {
    let entry = TarEntry(path: try! PackagePath("t/ö"), kind: .link(target: try! PackagePath("t/é")))
    #expect(fields(entry).records == record("path", "t/ö") + record("linkpath", "t/é"))
  }

  @Test("The length of a record counts its own digits", arguments: Array(80...101) + Array(980...1002))
  func recordLength(valueLength: Int) {
    let bytes = PaxHeader.record("path", [UInt8](repeating: 0x61, count: valueLength))
    let digits = String(decoding: bytes.prefix { $0 != 0x20 }, as: UTF8.self)
    #expect(Int(digits) == bytes.count)
  }

  @Test("Paths of every length come back from the parser, with all their kinds")
  func everyLength() {
    for length in Array(1...300) + [1000, 2047, 4090] {
      for letter in ["a", "é"] {
        // Names of at most 240 bytes.
        var path = "t"
        while path.utf8.count + 1 < length {
          let count = min(240, length - path.utf8.count - 1)
          path += "/" + String(repeating: letter, count: max(1, count / letter.utf8.count))
        }
        if path == "t" { path = "t/a" }
        let packagePath = try! PackagePath(path)
        for kind in [TarEntry.Kind.file(size: 0), .link(target: packagePath), .folder] {
          let entry = TarEntry(path: packagePath, kind: kind)
          let events = TarEvents.of(entry.headerBytes + Tar.end)
          #expect(events.problems.isEmpty)
          #expect(events.entries.map(\.entry.path) == [packagePath])
          #expect(events.entries.map(\.entry.kind) == [kind])
          #expect(events.entries.map(\.entry.headerBytes) == [entry.headerBytes])
        }
      }
    }
  }
}
