import Stele
import SteleCapture
import SteleCore
import SteleTestSupport
import Testing

@Suite("What servers answer")
struct AnswerTests {
  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  @Test("A file comes with its provenance")
  func plain() async throws {
    let server = try WebServer(["i/a.png": png("a")])
    let result = try await desk.capture("http://web.example/i/a.png", from: server)
    let record = result.record
    #expect(try desk.bytes(of: result) == png("a"))
    #expect(record.digest == Digest(hashing: png("a")) && record.contentSize == UInt64(png("a").count))
    #expect(record.status == 200 && record.attempts == 1 && record.error == nil && record.redirects.isEmpty)
    #expect(record.declaredFormat == "image/png" && record.encodingFormat == "image/png")
    #expect(record.remoteAddress == "127.0.0.1" && record.certificates.isEmpty)
    #expect(record.headers.contains { $0.name == "Content-Type" && $0.value == "image/png" })
    #expect(record.time > 1_700_000_000)
    #expect(!result.wasCached)
    #expect(try server.requests() == [#"http web.example /i/a.png 200 "-" "-" "-""#])
  }

  @Test("Redirects are followed and recorded, to other hosts and by relative addresses")
  func redirects() async throws {
    let server = try WebServer(
      ["end.png": png("end")],
      server: """
        location = /1 { return 301 http://other.example/2?q=1; }
        location = /2 { return 302 /3; }
        location = /3 { return 307 end.png#part; }
        """,
      http: "absolute_redirect off;")
    let result = try await desk.capture("http://web.example/1", from: server)
    #expect(try desk.bytes(of: result) == png("end"))
    #expect(result.record.finalURL == "http://other.example/end.png")
    #expect(
      result.record.redirects.map { "\($0.status) \($0.url) \($0.location) \($0.remoteAddress ?? "-")" } == [
        "301 http://web.example/1 http://other.example/2?q=1 127.0.0.1",
        "302 http://other.example/2?q=1 /3 127.0.0.1",
        "307 http://other.example/3 end.png#part 127.0.0.1",
      ])
    #expect(result.record.attempts == 1)
  }

  @Test("A circle of redirects ends after ten")
  func redirectLoop() async throws {
    let server = try WebServer(server: "location / { return 302 http://web.example/again; }")
    let result = try await desk.capture("http://web.example/a", from: server)
    #expect(result.record.error == "too many redirects")
    #expect(try server.requests().count == 11)
  }

  @Test(
    "A redirect to another scheme is refused",
    arguments: ["file:///etc/hostname", "ftp://x.example/a", "data:,a"])
  func redirectScheme(target: String) async throws {
    let server = try RawServer([
      "/a": Array("HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\n\r\n".utf8)
    ])
    let result = try await desk.capture("http://web.example/a", from: server)
    #expect(result.record.error == "refused: scheme" && result.file == nil)
  }

  @Test("An answer that is compressed or comes in chunks is kept as what it stands for")
  func encodings() async throws {
    let text = [UInt8].prose(100_000)
    let server = try WebServer(
      ["a.css": text, "b.css": text],
      server: """
        location = /a.css { gzip on; gzip_types text/css; gzip_min_length 1; }
        location = /b.css { sub_filter nowhere-in-it other; sub_filter_types text/css; sub_filter_once off; }
        """)
    let results = try await desk.capture(
      ["http://web.example/a.css", "http://web.example/b.css"], from: server)
    for result in results { #expect(try desk.bytes(of: result) == text) }
    func value(_ result: CaptureResult, _ name: String) -> String? {
      result.record.headers.first { $0.name == name }?.value
    }
    #expect(value(results[0], "Content-Encoding") == "gzip")
    #expect(value(results[1], "Transfer-Encoding") == "chunked")
  }

  @Test("What comes slowly comes")
  func slow() async throws {
    let server = try WebServer(
      ["a.png": png("slow", 60_000)], server: "limit_rate 100k;")
    let result = try await desk.capture("http://web.example/a.png", from: server)
    #expect(try desk.bytes(of: result) == png("slow", 60_000))
  }

  @Test("What says nothing any more, or is not done in time, is a timeout", arguments: [true, false])
  func tooSlow(isIdle: Bool) async throws {
    let server = try WebServer(["a.png": png("slow", 60_000)], server: "limit_rate \(isIdle ? 1 : 1000);")
    let result = try await desk.capture("http://web.example/a.png", from: server) {
      if isIdle { $0.idleTimeout = 1 } else { $0.totalTimeout = 0.5 }
      $0.retries = 0
    }
    #expect(result.record.error == "timeout" && result.file == nil)
  }

  @Test("A status that is no success is the reason", arguments: [401, 403, 404, 410, 418])
  func statuses(status: Int) async throws {
    let server = try WebServer(server: "location / { return \(status); }")
    let result = try await desk.capture("http://web.example/a.png", from: server)
    #expect(result.record.error == "\(status)" && result.record.status == status && result.file == nil)
    #expect(try server.requests().count == 1)
  }

  @Test(
    "A server that is busy is asked again, and in the end given up", arguments: [429, 500, 502, 503, 504])
  func busy(status: Int) async throws {
    let server = try WebServer(server: "location / { return \(status); }")
    let result = try await desk.capture("http://web.example/a.png", from: server)
    #expect(result.record.error == "\(status)" && result.record.attempts == 4)
    #expect(try server.requests().count == 4)
  }

  @Test("Retry-After is honoured: nothing is asked of the host before")
  func retryAfter() async throws {
    let busy = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    let server = try RawServer(inTurn: ["/a": [busy, good].map { Array($0.utf8) }, "/b": [Array(good.utf8)]])
    let results = try await desk.capture(
      ["http://web.example/a", "http://web.example/b"], from: server
    ) { $0.connectionsPerHost = 1 }
    #expect(results.map(\.record.error) == [nil, nil] && results.map(\.record.attempts) == [2, 1])
    let requests = server.requests
    #expect(requests.map(\.path).sorted() == ["/a", "/a", "/b"])
    // Earlier than it says would be a fault; how much later a busy machine makes it is none.
    for later in requests.dropFirst() { #expect(later.time - requests[0].time >= .seconds(1)) }
  }

  @Test("A connection that breaks is made again, and each wait is longer than the one before")
  func backOff() async throws {
    let busy = Array("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".utf8)
    let good = Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8)
    let server = try RawServer(inTurn: ["/a": [[], busy, [], good]])
    let result = try await desk.capture("http://web.example/a", from: server) { $0.retryDelay = 0.2 }
    #expect(result.record.error == nil && result.record.attempts == 4)
    // Each is twice the one before, half of it or half as much again: how much later a busy machine asks is no fault.
    let times = server.requests.map(\.time)
    for (number, least) in [0.1, 0.2, 0.4].enumerated() {
      #expect(times[number + 1] - times[number] >= .seconds(least))
    }
  }

  @Test("A server that wants to be asked again much later is not waited for")
  func retryMuchLater() async throws {
    let server = try WebServer(
      server: "location / { add_header Retry-After 86400 always; return 503; }")
    let result = try await desk.capture("http://web.example/a.png", from: server)
    #expect(result.record.error == "503" && result.record.attempts == 1)
  }

  @Test("An answer that is shorter than it says is not taken", arguments: ["length", "chunks"])
  func truncated(kind: String) async throws {
    let head = kind == "length" ? "Content-Length: 5000" : "Transfer-Encoding: chunked"
    let body = kind == "length" ? png("a", 100) : Array("1000\r\n".utf8) + png("a", 100)
    let server = try RawServer([
      "/a.png": Array("HTTP/1.1 200 OK\r\n\(head)\r\nContent-Type: image/png\r\n\r\n".utf8) + body
    ])
    let result = try await desk.capture("http://web.example/a.png", from: server) { $0.retries = 1 }
    #expect(result.record.error == "truncated" && result.file == nil && result.record.digest == nil)
    #expect(result.record.attempts == 2)
  }

  @Test("An answer whose head ends too early is not taken")
  func truncatedHead() async throws {
    let server = try RawServer(["/a.png": Array("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n".utf8)])
    let result = try await desk.capture("http://web.example/a.png", from: server) { $0.retries = 1 }
    #expect(result.record.error == "truncated" && result.file == nil && result.record.attempts == 2)
  }

  @Test("What is no HTTP is said to be none, and an empty answer a broken connection")
  func noHTTP() async throws {
    let server = try RawServer(["/a": Array("SSH-2.0-OpenSSH\r\n".utf8), "/b": []])
    let results = try await desk.capture(
      ["http://web.example/a", "http://web.example/b"], from: server
    ) { $0.retries = 0 }
    #expect(results.map(\.record.error) == ["not HTTP", "connection broken"])
  }

  @Test("A head that is too large is not taken, in one line or in many", arguments: [true, false])
  func largeHead(isOneLine: Bool) async throws {
    let line =
      isOneLine
      ? "X-Long: \(String(repeating: "a", count: 300_000))\r\n"
      : "X-Short: \(String(repeating: "a", count: 100))\r\n"
    let head =
      "HTTP/1.1 200 OK\r\n" + String(repeating: line, count: isOneLine ? 1 : 5000)
      + "Content-Length: 2\r\n\r\n"
    let server = try RawServer(["/a": Array((head + "ok").utf8)])
    let result = try await desk.capture("http://web.example/a", from: server)
    #expect(result.record.error == "head too large" && result.record.attempts == 1 && result.file == nil)
  }

  @Test(
    "Bytes of a head that are no text are replaced in the record, and what they are remains one line of JSON")
  func headBytes() async throws {
    let head =
      Array("HTTP/1.1 200 OK\r\nX-Name: caf".utf8) + [0xE9, 0x01, 0x22]
      + Array("\r\nContent-Length: 2\r\n\r\nok".utf8)
    let server = try RawServer(["/a": head])
    let result = try await desk.capture("http://web.example/a", from: server)
    #expect(result.record.headers.first == CaptureHeader(name: "X-Name", value: "caf\u{FFFD}\u{1}\""))
    #expect(try await desk.capture("http://web.example/a", from: server).record == result.record)
  }

  @Test("A header that goes on in the next line is one header")
  func foldedHeader() async throws {
    let server = try RawServer([
      "/a": Array("HTTP/1.1 200 OK\r\nX-Name: one\r\n  two\r\nContent-Length: 2\r\n\r\nok".utf8)
    ])
    let result = try await desk.capture("http://web.example/a", from: server)
    #expect(result.record.headers.first == CaptureHeader(name: "X-Name", value: "one two"))
    #expect(result.record.headers.count == 2)
  }

  @Test("A server that says nothing more is a timeout, even just after it was quick")
  func idleAfterSpeed() async throws {
    let server = try WebServer(
      ["a.png": png("slow", 3 << 20)], server: "limit_rate_after 3000k; limit_rate 1;")
    let result = try await desk.capture("http://web.example/a.png", from: server) {
      $0.idleTimeout = 0.5
      $0.retries = 0
    }
    #expect(result.record.error == "timeout" && result.file == nil)
  }

  @Test("An endless answer ends at the limit, and so does one that says that it is too long")
  func endless() async throws {
    let server = try WebServer(
      ["x.png": png("x", 5000)],
      server: "location = /endless.png { sub_filter nowhere-in-it other; sub_filter_types image/png; }")
    try server.temporary.makeFile("www/endless.png", bytes: png("e"))
    try server.temporary.resize("www/endless.png", to: 1 << 40)
    let results = try await desk.capture(
      ["http://web.example/endless.png", "http://web.example/x.png"], from: server
    ) {
      $0.maximumAssetSize = 1 << 20
    }
    #expect(results.map(\.record.error) == ["too large", nil])
    let second = try await desk.capture("http://web.example/x.png?2", from: server) {
      $0.maximumAssetSize = 1000
    }
    #expect(second.record.error == "too large" && second.file == nil)
    #expect(try desk.temporary.names("cache/partial").isEmpty)
  }

  @Test("What is compressed a thousandfold is counted as what it is")
  func bomb() async throws {
    let server = try WebServer(
      ["a.css": [UInt8](repeating: 0x20, count: 20 << 20)],
      server: "gzip on; gzip_types text/css;")
    let result = try await desk.capture("http://web.example/a.css", from: server) {
      $0.maximumAssetSize = 1 << 20
    }
    #expect(result.record.error == "too large")
  }

  @Test("All files together are limited too, and then nobody is asked any more")
  func total() async throws {
    let files = Dictionary(uniqueKeysWithValues: (0..<8).map { ("\($0).png", png("\($0)", 100_000)) })
    let server = try WebServer(files)
    let results = try await desk.capture(
      (0..<8).map { "http://web.example/\($0).png" }, from: server
    ) {
      $0.maximumTotal = 350_000
      $0.connectionsPerHost = 1
    }
    #expect(results.map(\.record.error) == [nil, nil, nil] + [String?](repeating: "total limit", count: 5))
    #expect(results.map(\.record.attempts) == [1, 1, 1, 1, 0, 0, 0, 0])
    #expect(try server.requests().count == 4)
    let more = try await desk.capture((0..<8).map { "http://web.example/\($0).png" }, from: server)
    #expect(more.map(\.wasCached) == [true, true, true] + [Bool](repeating: false, count: 5))
    #expect(more.allSatisfy { $0.record.error == nil })
  }

  @Test("A page in place of a picture is not taken for one, whatever it is declared as")
  func wrongType() async throws {
    let page = Array("<!DOCTYPE html><title>Log in</title>".utf8)
    let server = try WebServer(
      ["a.png": page, "b.pdf": page, "c.png": Array("{\"error\":1}".utf8), "d.png": [], "e.jpg": png("e")])
    let pictures = try await desk.capture(
      ["a.png", "c.png", "d.png", "e.jpg"].map { "http://web.example/\($0)" }, from: server,
      expecting: .picture)
    #expect(pictures.map(\.record.error) == ["wrong type", "wrong type", "empty", nil])
    #expect(pictures.map(\.record.encodingFormat).first == "text/html")
    #expect(pictures[0].record.declaredFormat == "image/png" && pictures[0].file == nil)
    #expect(pictures[3].record.declaredFormat == "image/jpeg")
    #expect(pictures[3].record.encodingFormat == "image/png")
    let file = try await desk.capture("http://web.example/b.pdf", from: server, expecting: .file)
    #expect(file.record.error == "wrong type")
  }

  @Test("Cookies are not kept, and the program says who it is")
  func manners() async throws {
    let server = try WebServer(
      ["a.png": png("a"), "b.png": png("b")],
      server: #"add_header Set-Cookie "id=1"; if ($http_user_agent !~ "^stele/") { return 403; }"#)
    let results = try await desk.capture(
      ["http://web.example/a.png", "http://web.example/b.png"], from: server
    ) { $0.connectionsPerHost = 1 }
    #expect(results.allSatisfy { $0.record.error == nil })
    #expect(try server.requests().allSatisfy { $0.hasSuffix(#""-""#) })
  }

  @Test("No more than four connections go to one host, and sixteen in all")
  func connections() async throws {
    let names = (0..<60).map { "\($0).png" }
    let server = try WebServer(
      Dictionary(uniqueKeysWithValues: names.map { ($0, png($0, 40_000)) }),
      server: "limit_conn host 4; limit_conn all 16; limit_conn_status 418; limit_rate 400k;",
      http: "limit_conn_zone $host zone=host:1m; limit_conn_zone $server_addr zone=all:1m;")
    let urls = names.enumerated().map { "http://\($0 % 6).example/\($1)" }
    let results = try await desk.capture(urls, from: server)
    #expect(results.map(\.record.error) == [String?](repeating: nil, count: 60))
  }

  @Test("Each host has connections of its own, also where all are led to one machine")
  func connectionsOfAll() async throws {
    let names = (0..<8).map { "\($0).png" }
    let server = try WebServer(
      Dictionary(uniqueKeysWithValues: names.map { ($0, png($0, 60_000)) }),
      server: "limit_conn all 4; limit_conn_status 418; limit_rate 20k;",
      http: "limit_conn_zone $server_addr zone=all:1m;")
    let results = try await desk.capture(
      names.enumerated().map { "http://\($0 % 2).example/\($1)" }, from: server)
    // A server that takes four at a time refuses some of eight that come at once.
    #expect(results.contains { $0.record.error == "418" } && results.contains { $0.record.error == nil })
  }

  @Test("With a delay, requests to a host begin that long after each other")
  func delay() async throws {
    let server = try WebServer(["a.png": png("a")])
    let begun = ContinuousClock.now
    _ = try await desk.capture(
      (0..<4).map { "http://web.example/a.png?\($0)" }, from: server
    ) { $0.delay = 0.15 }
    #expect(ContinuousClock.now - begun >= .milliseconds(450))
  }
}
