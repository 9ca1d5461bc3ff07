import Stele
import SteleCapture
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Articles that show only what is elsewhere, from end to end")
struct SeedTests {
  /// A document made up in the shape of mirrored news: pictures behind `ok` links, thumbnails, documents with names
  /// beyond ASCII, a companion, and a tracker.
  static let madeUp = """
    ### 【独家】石碑的来历
    ------------------------
    #### [首页](https://code.example/mirror/news/blob/master/README.md) &nbsp;|&nbsp; [手册](https://code.example/guides/wiki)

    <div><img alt="石碑" src="https://i.news.example/assets/uploads/2020/07/stone-600x400.jpg"/></div><hr/>

    【新闻网2020年10月03日讯】（新闻网记者何石报导）<a href="https://www.news.example/gb/tag/stone.html">石碑</a>的来历。

    <ok href="https://i.news.example/assets/uploads/2020/10/001-1.jpg"><img src="https://i.news.example/assets/uploads/2020/10/001-1-600x232.jpg"/></ok>
    <ok href="https://i.news.example/assets/uploads/2020/10/002-1.jpg"><img src="https://i.news.example/assets/uploads/2020/10/002-1-600x376.jpg"/></ok>

    [PDF](https://papers.example/documents/7221897/3-会见石匠时的谈话参考.pdf) [TXT](https://papers.example/documents/7221897/3-会见石匠时的谈话参考.txt)

    原文地址（请在新窗口打开）：https://www.news.example/gb/20/10/2/n12448868.htm
    <img src="https://code.example/mirror/news/blob/master/pages/n1/n12448868.md.png"/>
    <img src='http://counter.example/n1/n12448868.md' width='0px' height='0px'/>
    """

  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent().removingLastComponent().appending("shared/corpus/seeds")

  /// The made-up document, and those that lie beside the project.
  static let documents: [(name: String, bytes: [UInt8])] = {
    var found = [("made-up.md", Array(madeUp.utf8))]
    guard let seeds = try? Folder.open(folder) else { return found }
    for name in (try? seeds.names()) ?? [] {
      if let bytes = try? seeds.file(name).readToEnd(limit: 1 << 20) {
        found.append((name.description, bytes))
      }
    }
    return found
  }()

  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  /// A file of the kind that an address names.
  static func content(_ url: String) -> [UInt8] {
    if url.hasSuffix(".pdf") { return Array("%PDF-1.4\n\(url)\n".utf8) }
    if url.hasSuffix(".txt") { return Array("text of \(url)\n".utf8) }
    return url.hasSuffix(".png") ? png(url) : [0xFF, 0xD8, 0xFF, 0xE0] + png(url)
  }

  /// The addresses of what an article shows, but trackers.
  func addresses(_ source: String) async throws -> [String] {
    _ = try await desk.pack([source], as: "plain.stele.tar.gz")
    return try desk.package("plain.stele.tar.gz").articles()[0].assets.filter { $0.status == .missing }.map(
      \.url)
  }

  func serve(_ urls: [String]) throws -> WebServer {
    var hosts: Set<String> = []
    var files: [String: [UInt8]] = [:]
    for url in urls {
      let parts = url.split(separator: "/", maxSplits: 2)
      hosts.insert(String(parts[1]))
      files[String(parts[2])] = Self.content(url)
    }
    return try WebServer(files, hosts: hosts.sorted())
  }

  func capturer(_ server: WebServer) throws -> Capturer {
    try desk.capturer {
      $0.connectTo = [":443:127.0.0.1:\(server.tlsPort)", ":80:127.0.0.1:\(server.port)"]
      $0.certificateAuthorities = server.authority
    }
  }

  @Test(
    "Everything is captured but the tracker, comes back by article, and is not asked for twice",
    arguments: documents.indices)
  func everything(number: Int) async throws {
    let document = Self.documents[number]
    try desk.temporary.makeFile("source/" + document.name, bytes: document.bytes)
    let source = desk.path("source/" + document.name)
    let urls = try await addresses(source)
    #expect(urls.count >= 8)
    let server = try serve(urls)
    let report = try await desk.pack([source], try capturer(server))
    #expect(report.assetsIncluded == urls.count && report.assetsMissing == 0 && report.assetsSkipped == 1)
    #expect(try server.requests().count == urls.count)
    #expect(try !server.requests().contains { $0.hasPrefix("http ") })
    let article = try desk.package().articles()[0]
    for asset in article.assets where asset.status == .included {
      let file = try desk.package().file(at: #require(asset.path))
      #expect(try desk.package().bytes(of: file) == Self.content(asset.url))
    }
    #expect(try await Verifier().verify(desk.path("p.stele.tar.gz")).findings.isEmpty)

    var options = ExtractOptions()
    options.folder = desk.path("out")
    options.articles = ["*" + document.name]
    let extracted = try await Extractor(options).extract(desk.path("p.stele.tar.gz"))
    #expect(extracted.files == 1 + urls.count)
    #expect(try desk.temporary.bytes("out/" + document.name) == document.bytes)

    let first = try desk.temporary.bytes("p.stele.tar.gz")
    let again = try await desk.pack([source], try capturer(server))
    #expect(again.capture?.cached == urls.count)
    #expect(try server.requests().count == urls.count)
    #expect(try desk.temporary.bytes("p.stele.tar.gz") == first)
  }

  static let pages = folder.removingLastComponent().appending("fixtures/hostile/monolith-html")

  @Test(
    "Pages made to trip archivers are captured too, where they lie beside the project",
    .enabled(if: (try? UserPath.facts(pages)) != .some(nil)))
  func hostilePages() async throws {
    let tree = try SourceTree.open(Self.pages)
    var files: [String: [UInt8]] = [:]
    var sources: [String] = []
    for case .entry(let entry) in tree.walk() where entry.kind == .file {
      let path = entry.path.description
      files[path] = try tree.file(entry).readToEnd(limit: 1 << 24)
      if path.hasSuffix(".html") { sources.append("http://web.example/" + path.replacing(" ", with: "%20")) }
    }
    #expect(!sources.isEmpty)
    let server = try WebServer(files)
    let report = try await desk.pack(sources, try capturer(server))
    #expect(report.articles == sources.count)
    #expect(report.assetsIncluded > 0)
    #expect(try await Verifier().verify(desk.path("p.stele.tar.gz")).isGood)
  }

  @Test("Where a third is gone, exactly that third is missing", arguments: documents.indices)
  func third(number: Int) async throws {
    let document = Self.documents[number]
    try desk.temporary.makeFile("source/" + document.name, bytes: document.bytes)
    let source = desk.path("source/" + document.name)
    let urls = try await addresses(source)
    let gone = Set(urls.enumerated().filter { $0.offset % 3 == 0 }.map(\.element))
    let server = try serve(urls.filter { !gone.contains($0) })
    let report = try await desk.pack([source], try capturer(server))
    let missing = try desk.package().articles()[0].assets.filter { $0.status == .missing }
    #expect(Set(missing.map(\.url)) == gone)
    #expect(missing.allSatisfy { $0.reason == "404" })
    #expect(report.capture?.failures == ["404": gone.count])
    #expect(report.assetsIncluded == urls.count - gone.count)
  }
}
