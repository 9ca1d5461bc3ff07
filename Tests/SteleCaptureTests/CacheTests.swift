import Stele
import SteleCapture
import SteleCore
import SteleFile
import SteleTestSupport
import Testing

@Suite("What was fetched stays")
struct CacheTests {
  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  @Test("A second run asks nobody, and has the same provenance")
  func secondRun() async throws {
    let server = try WebServer(["a.png": png("a"), "b.png": png("b")])
    let urls = ["http://web.example/a.png", "http://web.example/b.png"]
    let first = try await desk.capture(urls, from: server)
    let second = try await desk.capture(urls, from: server)
    #expect(second.allSatisfy(\.wasCached) && !first.contains(where: \.wasCached))
    #expect(first.map(\.record) == second.map(\.record))
    #expect(try server.requests().count == 2)
  }

  @Test("A second run asks for what failed, and for what was something else")
  func onlyMissing() async throws {
    let server = try WebServer(["a.png": png("a"), "c.png": Array("<html>".utf8)])
    let urls = ["a", "b", "c"].map { "http://web.example/\($0).png" }
    _ = try await desk.capture(urls, from: server, expecting: .picture)
    try server.temporary.makeFile("www/b.png", bytes: png("b"))
    let second = try await desk.capture(urls, from: server, expecting: .picture)
    #expect(second.map(\.record.error) == [nil, nil, "wrong type"])
    #expect(try server.paths().sorted() == ["/a.png", "/b.png", "/b.png", "/c.png", "/c.png"])
  }

  @Test("What the cache holds is used alone where nobody may be asked")
  func offline() async throws {
    let server = try WebServer(["a.png": png("a")])
    _ = try await desk.capture(["http://web.example/a.png", "http://web.example/b.png"], from: server)
    let before = try server.requests().count
    let results = try await desk.capture(
      ["a", "b", "c"].map { "http://web.example/\($0).png" }, from: server
    ) { $0.isOffline = true }
    #expect(results.map(\.record.error) == [nil, "404", "not in the cache"])
    #expect(try server.requests().count == before)
  }

  @Test("A file of the cache that was changed is not used")
  func damaged() async throws {
    let server = try WebServer(["a.png": png("a")])
    let first = try await desk.capture("http://web.example/a.png", from: server)
    try desk.temporary.overwrite("cache/" + #require(first.file).description, [0], at: 20)
    let second = try await desk.capture("http://web.example/a.png", from: server)
    #expect(!second.wasCached)
    #expect(try desk.bytes(of: second) == png("a"))
  }

  @Test(
    "A content that cannot be written ends the work, and what came beside it is kept",
    arguments: [40, 400_000])
  func unwritable(size: Int) async throws {
    let server = try WebServer(["a.png": png("a", size), "b.png": png("b")])
    let urls = ["b", "a"].map { "http://web.example/\($0).png" }
    // A folder stands where the content would.
    try desk.temporary.makeFolder("cache/objects/\(Digest(hashing: png("a", size)).hex)/in the way")
    #expect(
      await errorCode { _ = try await desk.capture(urls, from: server) { $0.connections = 1 } }
        == .inputOutput)
    #expect(try await desk.capture(urls[0], from: server).wasCached)
  }

  @Test("A file of the cache that was cut off while it was written is written again")
  func cutOff() async throws {
    let server = try WebServer(["a.png": png("a"), "b.png": png("b")])
    let first = try await desk.capture("http://web.example/a.png", from: server)
    let path = "cache/" + (try #require(first.file).description)
    for size in [0, 20] {
      try desk.temporary.remove("cache/journal")
      try desk.temporary.resize(path, to: Int64(size))
      let second = try await desk.capture("http://web.example/a.png", from: server)
      #expect(try !second.wasCached && desk.bytes(of: second) == png("a"))
    }
  }

  @Test("What is older than wanted is asked for again")
  func age() async throws {
    let server = try WebServer(["a.png": png("a")])
    _ = try await desk.capture("http://web.example/a.png", from: server)
    let second = try await desk.capture("http://web.example/a.png", from: server) { $0.maximumAge = 86_400 }
    #expect(second.wasCached)
    let third = try await desk.capture("http://web.example/a.png", from: server) { $0.maximumAge = -1 }
    #expect(!third.wasCached)
  }

  @Test("Two at a time do not use one cache")
  func inUse() async throws {
    let first = try desk.capturer()
    #expect(await errorCode { _ = try desk.capturer() } == .inputOutput)
    withExtendedLifetime(first) {}
  }

  private static let modified: Int64 = 1_600_000_000

  /// A server that hangs up after half of a file, and has the tag that nginx gives a file of that time and size.
  private func breaking(_ file: [UInt8]) throws -> RawServer {
    let tag = "\(String(Self.modified, radix: 16))-\(String(file.count, radix: 16))"
    let head =
      "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nETag: \"\(tag)\"\r\nContent-Length: \(file.count)\r\n\r\n"
    return try RawServer(["/a.png": Array(head.utf8) + file.prefix(1_500_000)])
  }

  @Test("An unfinished file is gone on with from where it ended, if it is still the same")
  func resumption() async throws {
    let whole = png("whole", 3 << 20)
    let url = "http://web.example/a.png"
    let first = try await desk.capture(url, from: breaking(whole)) { $0.retries = 0 }
    #expect(first.record.error == "truncated")
    let kept = try #require(try desk.temporary.names("cache/partial").first)
    let size = try desk.temporary.facts("cache/partial/" + kept).size
    #expect(size == 1_500_000)

    let quick = try WebServer(["a.png": whole])
    try quick.temporary.setTime("www/a.png", seconds: Self.modified)
    let second = try await desk.capture(url, from: quick)
    #expect(try desk.bytes(of: second) == whole)
    #expect(second.record.status == 206 && second.record.digest == Digest(hashing: whole))
    let request = try #require(try quick.requests().first)
    #expect(request.contains(" 206 \"bytes=\(size)-\" \"") && !request.contains("\"\" \"-\""), "\(request)")
    #expect(try desk.temporary.names("cache/partial").isEmpty)
  }

  @Test("If the file has changed meanwhile it is fetched anew")
  func changed() async throws {
    let url = "http://web.example/a.png"
    _ = try await desk.capture(url, from: breaking(png("old", 3 << 20))) { $0.retries = 0 }
    let quick = try WebServer(["a.png": png("new", 2 << 20)])
    try quick.temporary.setTime("www/a.png", seconds: Self.modified)
    let second = try await desk.capture(url, from: quick)
    #expect(try desk.bytes(of: second) == png("new", 2 << 20))
    #expect(second.record.status == 200)
  }

  @Test("An unfinished file whose beginning was changed on the disk is not gone on with")
  func spoiltBeginning() async throws {
    let whole = png("whole", 3 << 20)
    let url = "http://web.example/a.png"
    _ = try await desk.capture(url, from: breaking(whole)) { $0.retries = 0 }
    let kept = try #require(try desk.temporary.names("cache/partial").first)
    try desk.temporary.overwrite("cache/partial/" + kept, [0], at: 1_000_000)
    let quick = try WebServer(["a.png": whole])
    try quick.temporary.setTime("www/a.png", seconds: Self.modified)
    let second = try await desk.capture(url, from: quick)
    #expect(try desk.bytes(of: second) == whole && second.record.status == 200)
  }

  @Test("Of a journal that was cut off anywhere, each whole line counts, and what comes after it too")
  func cutJournal() async throws {
    let server = try WebServer(["a.png": png("a"), "b.png": png("b"), "c.png": png("c")])
    let urls = ["a", "b", "c"].map { "http://web.example/\($0).png" }
    for url in urls { _ = try await desk.capture(url, from: server) }
    let journal = try desk.temporary.bytes("cache/journal")
    let ends = journal.indices.filter { journal[$0] == 0x0A }
    #expect(ends.count == 3)
    for cut in [0, 1, 70, ends[0], ends[0] + 1, ends[0] + 2, ends[1] - 1, ends[1] + 90, ends[2]] {
      try desk.temporary.remove("cache/journal")
      try desk.temporary.makeFile("cache/journal", bytes: Array(journal[..<cut]))
      let whole = ends.count { $0 <= cut }
      let offline = try await desk.capture(urls, from: server) { $0.isOffline = true }
      let expected = (0..<3).map { $0 < whole ? nil : "not in the cache" }
      #expect(offline.map(\.record.error) == expected, "cut at \(cut)")
      let again = try await desk.capture(urls, from: server)
      #expect(again.map(\.wasCached) == expected.map { $0 == nil })
      #expect(try await desk.capture(urls, from: server).allSatisfy(\.wasCached))
    }
  }

  @Test("A line of the journal that was changed is not believed, whatever it says; the others are")
  func changedJournal() async throws {
    let server = try WebServer(["a.png": png("a"), "b.png": png("b")])
    let urls = ["a", "b"].map { "http://web.example/\($0).png" }
    for url in urls { _ = try await desk.capture(url, from: server) }
    let journal = try desk.temporary.bytes("cache/journal")
    let length = try #require(journal.firstIndex(of: 0x0A))
    func results(_ changed: [UInt8]) async throws -> [String?] {
      try desk.temporary.remove("cache/journal")
      try desk.temporary.makeFile("cache/journal", bytes: changed)
      return try await desk.capture(urls, from: server) { $0.isOffline = true }.map(\.record.error)
    }
    for place in [0, 5, 80, 100, length / 2, length - 3] {
      var changed = journal
      changed[place] ^= 1
      #expect(try await results(changed) == ["not in the cache", nil], "changed at \(place)")
    }
    // What a file system may leave of what was not yet on the disk.
    for place in [0, 200] {
      var changed = journal
      changed.replaceSubrange(place..<(place + 20), with: [UInt8](repeating: 0, count: 20))
      #expect(try await results(changed) == ["not in the cache", nil], "zeroes at \(place)")
    }
  }

  @Test("A journal that has grown with what no longer counts is written anew, with what does")
  func longJournal() async throws {
    let server = try WebServer(["a.png": png("a")])
    _ = try await desk.capture("http://web.example/a.png", from: server)
    let line = try desk.temporary.bytes("cache/journal")
    try desk.temporary.remove("cache/journal")
    try desk.temporary.makeFile(
      "cache/journal", bytes: Array([[UInt8]](repeating: line, count: (2 << 20) / line.count).joined()))
    #expect(try await desk.capture("http://web.example/a.png", from: server).wasCached)
    #expect(try desk.temporary.bytes("cache/journal") == line)
  }

  @Test("An interrupted run leaves what it has, and the next one goes on", .timeLimit(.minutes(2)))
  func interrupted() async throws {
    let whole = png("whole", 3 << 20)
    let server = try WebServer(
      ["a.png": png("a"), "slow.png": whole], server: "limit_rate_after 1500k; limit_rate 1;")
    let urls = ["http://web.example/a.png", "http://web.example/slow.png"]
    let desk = desk
    let work = Task { try await desk.capture(urls, from: server) }
    let folder = desk.temporary
    func hasBegun() throws -> Bool {
      guard try folder.names().contains("cache"), try folder.names("cache").contains("partial") else {
        return false
      }
      // A file may have got its final name between the two looks.
      let sizes = try folder.names("cache/partial").compactMap {
        try UserPath.facts(folder["cache/partial/" + $0])?.size
      }
      return try sizes.contains { $0 > 1 << 20 } && folder.facts("cache/journal").size > 0
    }
    while try !hasBegun() { try await Task.sleep(for: .milliseconds(20)) }
    work.cancel()
    await #expect(throws: CancellationError.self) { try await work.value }
    let quick = try WebServer(["a.png": png("a"), "slow.png": whole])
    try quick.temporary.copyTime("www/slow.png", from: server.temporary["www/slow.png"])
    let results = try await desk.capture(urls, from: quick)
    #expect(results[0].wasCached)
    #expect(try desk.bytes(of: results[1]) == whole)
    #expect(try quick.requests().count == 1 && quick.requests()[0].contains(" 206 "))
  }
}
