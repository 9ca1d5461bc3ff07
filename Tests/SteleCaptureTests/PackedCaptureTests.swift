import Stele
import SteleCapture
import SteleCore
import SteleTestSupport
import Testing

@Suite("Packing what was captured")
struct PackedCaptureTests {
  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  /// A capturer for which one server stands for all hosts.
  func capturer(_ server: any LocalServer, _ change: (inout CaptureOptions) -> Void = { _ in }) throws
    -> Capturer
  {
    try desk.capturer {
      $0.connectTo = ["::127.0.0.1:\(server.port)"]
      change(&$0)
    }
  }

  static let page = """
    <html><head><base href="/news/"><link rel=stylesheet href="../css/main.css"><title>T</title></head>
    <body style="background: url(back.png)"><h1>The stone</h1>
    <img src=small.png srcset="small.png 1x, large.png 2x"><img data-src=lazy.png src=data:image/gif;base64,AA==>
    <img src=counter.png width=1 height=1><a href=other.html>other</a><a href="paper.pdf?v=2">paper</a></body></html>
    """

  static let site: [String: [UInt8]] = [
    "2020/page.htm": Array(page.utf8),
    "css/main.css": Array("@import 'type.css'; i { background: url(../img/i.png) }".utf8),
    "css/type.css": Array("@font-face { src: url(a.woff2) } @import 'main.css';".utf8),
    "css/a.woff2": Array("wOF2".utf8) + .noise(50), "img/i.png": png("i"), "news/back.png": png("back"),
    "news/small.png": png("small"), "news/large.png": png("large"), "news/lazy.png": png("lazy"),
    "news/counter.png": png("counter"), "news/other.html": Array("<html>".utf8),
    "news/paper.pdf": Array("%PDF-1.4\n".utf8),
  ]

  @Test(
    "A page is fetched by its address, with all that it and its style sheets show, but no tracker or other page"
  )
  func page() async throws {
    let server = try WebServer(
      Self.site, server: "location = /p { return 301 /2020/page.htm; }", http: "absolute_redirect off;")
    let report = try await desk.pack(["http://web.example/p"], try capturer(server))
    #expect(report.name == "p")
    let assets = try desk.assets()
    #expect(
      assets
        == [
          "included stylesheet ../css/main.css captured/web.example/css/main.css -",
          "included image back.png captured/web.example/news/back.png -",
          "included image small.png captured/web.example/news/small.png -",
          "included image large.png captured/web.example/news/large.png -",
          "included image lazy.png captured/web.example/news/lazy.png -",
          "skipped image counter.png - tracker",
          "included document paper.pdf?v=2 captured/web.example/news/paper~6a70a5ff.pdf -",
          "included stylesheet type.css captured/web.example/css/type.css -",
          "included image ../img/i.png captured/web.example/img/i.png -",
          "included font a.woff2 captured/web.example/css/a.woff2 -",
          "included stylesheet main.css captured/web.example/css/main.css -",
        ].map { $0.replacing("~6a70a5ff", with: "~" + Digest(hashing: Array("?v=2".utf8)).hex.prefix(8)) })
    #expect(try !server.paths().contains { $0.contains("counter") || $0.contains("other") })
    let package = try desk.package()
    #expect(
      try package.bytes(of: package.file(at: .path("captured/web.example/p.html")))
        == Self.site["2020/page.htm"])
    #expect(try await Verifier().verify(desk.path("p.stele.tar.gz")).isGood)
    // The record joins what the article says to what was asked for, and to the file; and so do the captures.
    let captures = try desk.captures().compactMap(\.object)
    let files = Dictionary(
      uniqueKeysWithValues: captures.map { ($0["url"]?.string ?? "", $0["path"]?.string ?? "") })
    let record = try #require(JSONValue(canonical: package.tagFile("articles.jsonl").dropLast()[...])?.object)
    let included = (record["assets"]?.array ?? []).compactMap(\.object).filter { $0["path"] != nil }
    #expect(included.count == 10)
    for asset in included { #expect(try files[#require(asset["address"]?.string)] == asset["path"]?.string) }
    let own = try #require(captures.first { $0["url"]?.string == "http://web.example/p" })
    #expect(own["finalUrl"]?.string == "http://web.example/2020/page.htm")
    #expect(own["redirects"]?.array?.first?.object?["status"]?.integer == 301)
    let capture = try #require(report.capture)
    #expect(capture.requests == 10 && capture.fetched == 10 && capture.failures.isEmpty)

    let first = try desk.temporary.bytes("p.stele.tar.gz")
    let before = try server.requests().count
    let again = try await desk.pack(["http://web.example/p"], try capturer(server))
    #expect(again.capture?.cached == 10 && again.capture?.fetched == 0)
    #expect(try server.requests().count == before)
    #expect(try desk.temporary.bytes("p.stele.tar.gz") == first)
  }

  @Test("Imports of style sheets are followed five times in a row, and a circle of them once round")
  func importChain() async throws {
    var site: [String: [UInt8]] = [
      "p.htm": Array("<link rel=stylesheet href=0.css><link rel=stylesheet href=round.css>".utf8)
    ]
    for number in 0..<9 {
      site["\(number).css"] = Array("@import '\(number + 1).css'; i { background: url(\(number).png) }".utf8)
      site["\(number).png"] = png("\(number)")
    }
    site["round.css"] = Array("@import 'square.css';".utf8)
    site["square.css"] = Array("@import 'round.css';".utf8)
    let server = try WebServer(site)
    let report = try await desk.pack(["http://web.example/p.htm"], try capturer(server))
    let sheets = (0...5).map { "/\($0).css" } + ["/round.css", "/square.css"]
    #expect(try server.paths().sorted() == ((0...4).map { "/\($0).png" } + ["/p.htm"] + sheets).sorted())
    #expect(report.assetsMissing == 0)
  }

  @Test("Other pages come too if that is asked for")
  func allLinks() async throws {
    let server = try WebServer(Self.site)
    _ = try await desk.pack(["http://web.example/2020/page.htm"], try capturer(server)) {
      $0.capturesAllLinks = true
    }
    #expect(try desk.assets().contains("included page other.html captured/web.example/news/other.html -"))
    #expect(try desk.package().articles().count == 1)
    #expect(try !server.paths().contains { $0.contains("counter") })
  }

  @Test(
    "A local article keeps its bytes; what it names by addresses is captured, what is beside it is taken from there"
  )
  func localArticle() async throws {
    let text = "# T\n\n![](near.png) ![](//web.example/far.png) ![](gone.png) ![](ftp://x.example/a.png)\n"
    try desk.temporary.makeFile("source/a.md", text)
    try desk.temporary.makeFile("source/near.png", bytes: png("near"))
    let server = try WebServer(server: "location = /far.png { return 403; }")
    let report = try await desk.pack(
      [desk.path("source")],
      try desk.capturer {
        $0.connectTo = [server.connectTo("web.example"), server.connectTo("web.example", isTLS: true)]
        $0.certificateAuthorities = server.authority
      })
    #expect(
      try desk.assets() == [
        "included image near.png near.png -", "missing image //web.example/far.png - 403",
        "missing image gone.png - not-found", "missing image ftp://x.example/a.png - remote",
      ])
    let package = try desk.package()
    #expect(try package.bytes(of: package.file(at: .path("a.md"))) == Array(text.utf8))
    #expect(report.capture?.failures == ["403": 1])
    let line = try #require(try desk.captures().first?.object)
    #expect(line["url"]?.string == "https://web.example/far.png" && line["error"]?.string == "403")
    #expect(line["path"] == nil && line["certificates"]?.array?.count == 2)
  }

  @Test("An address with a user name is not asked for, and its password stands nowhere but in the article")
  func userName() async throws {
    try desk.temporary.makeFile(
      "source/a.html", "<img src='http://me:secret@web.example/a.png'><img src='http://web.example/b.png'>")
    let server = try WebServer(["a.png": png("a"), "b.png": png("b")])
    _ = try await desk.pack([desk.path("source")], try capturer(server) { $0.writesWARC = true })
    #expect(
      try desk.assets() == [
        "missing image http://me:secret@web.example/a.png - refused: user name in address",
        "included image http://web.example/b.png captured/web.example/b.png -",
      ])
    #expect(try server.paths() == ["/b.png"])
    let package = try desk.package()
    let warc = try package.bytes(of: package.file(at: .path("captured/captures.warc")))
    #expect(!String(decoding: try warc + package.tagFile("captures.jsonl"), as: UTF8.self).contains("secret"))
  }

  @Test("Without anything to capture there is no record of captures")
  func nothing() async throws {
    try desk.temporary.makeFile("source/a.md", "# T")
    let report = try await desk.pack([desk.path("source")], try desk.capturer())
    #expect(report.capture == CaptureSummary())
    #expect(await errorCode { _ = try desk.package().tagFile("captures.jsonl") } == .notFound)
  }

  @Test("A package that is to be complete is not made if it is not")
  func requireComplete() async throws {
    let server = try WebServer(["a.png": png("a")])
    try desk.temporary.makeFile(
      "source/a.md", "# T\n\n![](http://web.example/a.png) ![](http://web.example/b.png)")
    let code = await errorCode {
      _ = try await desk.pack([desk.path("source")], try capturer(server)) { $0.requiresComplete = true }
    }
    #expect(code == .incomplete)
    #expect(try !desk.temporary.names().contains("p.stele.tar.gz"))
    try server.temporary.makeFile("www/b.png", bytes: png("b"))
    let report = try await desk.pack([desk.path("source")], try capturer(server)) {
      $0.requiresComplete = true
    }
    #expect(report.assetsIncluded == 2)
  }

  @Test("What cannot be fetched as a source is an error, not a package without it")
  func noPage() async throws {
    let server = try WebServer()
    #expect(
      await errorCode { _ = try await desk.pack(["http://web.example/p"], try capturer(server)) }
        == .inputOutput)
    #expect(await errorCode { _ = try await desk.pack(["http://web.example/p"]) } == .usage)
  }

  @Test("What servers got wrong is warned of")
  func warnings() async throws {
    let server = try RawServer([
      "/a.png": Array("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n".utf8) + png("a"),
      "/b.png": Array("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".utf8),
    ])
    try desk.temporary.makeFile("source/a.md", "![](http://web.example/a.png) ![](http://web.example/b.png)")
    let report = try await desk.pack([desk.path("source")], try capturer(server) { $0.retries = 0 })
    #expect(report.findings.map(\.code) == [.captureTruncated, .captureType])
    #expect(
      try desk.assets() == [
        "missing image http://web.example/a.png - truncated",
        "missing image http://web.example/b.png - wrong type",
      ])
  }

  @Test("Paths of captured files are readable, safe, and differ")
  func paths() async throws {
    let names = [
      "a.png", "A.png", "%E7%9F%B3%20x.png", "石 x.png", "con.png", "a%2Fb.png", "q.png?1", "q.png?2", "x/",
      "x", "x/y.png",
      "tr%2E", "%FF.png", "a:b%7C.png", "e\u{301}.png", "\u{E9}.png", "\u{202E}gnp.png",
      String(repeating: "%E7%9F%B3", count: 100) + ".png", String(repeating: "d/", count: 600) + "f.png",
    ]
    try desk.temporary.makeFile("source/captured/a.txt", "is there")
    try desk.temporary.makeFile(
      "source/p.html", names.map { "<img src='http://web.example/\($0)'>" }.joined())
    let body = png("x")
    let server = try WebServer(
      server: "location / { default_type image/png; try_files /one =404; }")
    try server.temporary.makeFile("www/one", bytes: body)
    let report = try await desk.pack([desk.path("source")], try capturer(server))
    // Only names that are as long as systems allow do not fit a header's fields.
    #expect(
      report.assetsMissing == 0 && Set(report.findings.map(\.code)) == [.nameLong], "\(report.findings)")
    let files = try desk.package().files().map(\.path.description).filter { $0.hasPrefix("captured-2/") }
    // The two spellings of one address are one.
    #expect(files.count == names.count - 1, "\(files)")
    #expect(files.contains("captured-2/web.example/石 x.png"))
    #expect(files.contains("captured-2/web.example/_con.png"))
    #expect(files.allSatisfy { $0.split(separator: "/").allSatisfy { $0.utf8.count <= 255 } })
  }

  @Test("All exchanges are kept as WARC, the same from the cache")
  func warc() async throws {
    let server = try WebServer(
      ["a.png": png("a"), "b.png": png("a"), "c.css": .prose(5000)],
      server: "location = /r.png { return 302 /a.png?r; } location = /c.css { gzip on; gzip_types text/css; }"
    )
    try desk.temporary.makeFile(
      "source/p.html",
      "<link rel=stylesheet href='http://web.example/c.css'>"
        + ["a.png", "b.png", "r.png", "gone.png"].map { "<img src='http://web.example/\($0)'>" }.joined())
    func pack(_ name: String) async throws -> [UInt8] {
      _ = try await desk.pack([desk.path("source")], as: name, try capturer(server) { $0.writesWARC = true })
      let package = try desk.package(name)
      return try package.bytes(of: package.file(at: .path("captured/captures.warc")))
    }
    let first = try await pack("1.stele.tar.gz")
    let records = try WARCRecords(first)
    #expect(records.types["warcinfo"] == 1)
    #expect(records.types["response"] == 4 && records.types["revisit"] == 2)
    #expect(records.types["request"] == 6 && records.types["metadata"] == 6)
    let sheet = try #require(
      records.all.first { $0.uri == "http://web.example/c.css" && $0.type == "response" })
    #expect(sheet.block.contains("X-Crawler-Content-Encoding: gzip\r\n"))
    #expect(sheet.block.hasSuffix(String(decoding: [UInt8].prose(5000), as: UTF8.self)))
    let request = try #require(
      records.all.first { $0.uri == "http://web.example/gone.png" && $0.type == "request" })
    #expect(request.block.hasPrefix("GET /gone.png HTTP/1.1\r\nHost: web.example\r\n"))
    // What failed is asked again, so the second time only the times differ; without the failure nothing does.
    try server.temporary.makeFile("www/gone.png", bytes: png("gone"))
    let second = try await pack("2.stele.tar.gz")
    #expect(try await pack("3.stele.tar.gz") == second)
    #expect(try desk.temporary.bytes("2.stele.tar.gz") == desk.temporary.bytes("3.stele.tar.gz"))
    #expect(try !desk.temporary.names("cache").contains { $0.hasSuffix(".warc") })
  }
}

/// The records of a WARC file, read by its grammar. ISO 28500:2017 §4.
struct WARCRecords {
  struct Record {
    let type: String
    let uri: String?
    let block: String
  }

  var all: [Record] = []
  var types: [String: Int] { Dictionary(all.map { ($0.type, 1) }, uniquingKeysWith: +) }

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      var fields: [String: String] = [:]
      var first: String?
      while true {
        let end = try #require(rest.firstIndex(of: 0x0A))
        let line = String(decoding: rest[..<end].dropLast(), as: UTF8.self)
        rest = rest[(end + 1)...]
        if line.isEmpty { break }
        if first == nil {
          first = line
        } else {
          let colon = try #require(line.firstIndex(of: ":"))
          fields[String(line[..<colon])] = String(line[colon...].dropFirst(2))
        }
      }
      try #require(first == "WARC/1.1")
      let length = try #require(fields["Content-Length"].flatMap { Int($0) })
      let block = rest.prefix(length)
      rest = rest.dropFirst(length)
      try #require(rest.starts(with: Array("\r\n\r\n".utf8)))
      rest = rest.dropFirst(4)
      all.append(
        Record(
          type: fields["WARC-Type"] ?? "", uri: fields["WARC-Target-URI"],
          block: String(decoding: block, as: UTF8.self)))
    }
  }
}
