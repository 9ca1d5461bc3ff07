import Stele
import SteleCore
import SteleTestSupport
import Testing

@Suite("What style sheets show")
struct StyleSheetTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// The assets of the only article, as `status role url path referrer`.
  func assets() throws -> [String] {
    try workshop.open().articles()[0].assets.map {
      [$0.status.rawValue, $0.role, $0.url, $0.path?.description ?? "-", $0.referrer?.description ?? "-"]
        .joined(separator: " ")
    }
  }

  func make(_ files: [String: String]) throws {
    for (path, text) in files { try workshop.temporary.makeFile("source/" + path, text) }
  }

  @Test("They are found from the style sheet's own folder, and marked with it")
  func ownFolder() async throws {
    try make([
      "page/a.html": "<link rel=stylesheet href='../css/main.css'><img src=own.png>",
      "page/own.png": "own", "page/back.png": "not this one",
      "css/main.css": "@import 'more/type.css'; body { background: url(back.png) } i { background: url(#x) }",
      "css/back.png": "back",
      "css/more/type.css": "@font-face { src: url('../../fonts/a.woff2'), url(gone.woff) }",
      "fonts/a.woff2": "font",
    ])
    try await workshop.pack()
    #expect(
      try assets() == [
        "included stylesheet ../css/main.css css/main.css -",
        "included image own.png page/own.png -",
        "included stylesheet more/type.css css/more/type.css css/main.css",
        "included image back.png css/back.png css/main.css",
        "included font ../../fonts/a.woff2 fonts/a.woff2 css/more/type.css",
        "missing font gone.woff - css/more/type.css",
      ])
    #expect(try await workshop.verify().isGood)
  }

  @Test("An article that is packed alone brings them, under paths that fit")
  func singleArticle() async throws {
    try make([
      "site/static/css/main.css": "body { background: url(../img/back.png) }",
      "site/static/img/back.png": "back",
      "site/page/a.html": "<link rel=stylesheet href='/css/main.css'>", "site/page/other.png": "not shown",
    ])
    var options = PackOptions()
    options.siteRoots = [workshop.path("source/site/static")]
    _ = try await Packer(options).pack(
      [workshop.path("source/site/page/a.html")],
      to: .file(workshop.path("p.stele.tar.gz"), overwriting: false))
    #expect(
      try assets() == [
        "included stylesheet /css/main.css static/css/main.css -",
        "included image ../img/back.png static/img/back.png static/css/main.css",
      ])
    #expect(
      try workshop.open().files().map(\.path.description) == [
        "page/a.html", "static/css/main.css", "static/img/back.png",
      ])
  }

  @Test("In a mapped folder they are found from the address")
  func mapped() async throws {
    try make(["a.html": "<link rel=stylesheet href='https://x.example/css/main.css'>"])
    try workshop.temporary.makeFile(
      "mirror/css/main.css",
      "a { background: url(../i/1.png), url(/i/2.png), url(https://x.example/i/3.png), url(//y.example/4.png) }"
    )
    for number in 1...3 { try workshop.temporary.makeFile("mirror/i/\(number).png", "\(number)") }
    try await workshop.pack {
      $0.addressMaps = [AddressMap(prefix: "https://x.example/", folder: workshop.path("mirror"))]
    }
    #expect(
      try assets() == [
        "included stylesheet https://x.example/css/main.css x.example/css/main.css -",
        "included image ../i/1.png x.example/i/1.png x.example/css/main.css",
        "included image /i/2.png x.example/i/2.png x.example/css/main.css",
        "included image https://x.example/i/3.png x.example/i/3.png x.example/css/main.css",
        "missing image //y.example/4.png - x.example/css/main.css",
      ])
  }

  @Test("Style sheets that import each other are read once, and no deeper than five")
  func loops() async throws {
    try make([
      "a.html": "<link rel=stylesheet href=1.css>", "1.css": "@import '2.css';",
      "2.css": "@import '1.css'; @import '2.css'; @import '3.css';", "3.css": "@import '4.css';",
      "4.css": "@import '5.css';", "5.css": "@import '6.css';", "6.css": "a { background: url(deep.png) }",
      "deep.png": "deep",
    ])
    try await workshop.pack()
    let urls = try workshop.open().articles()[0].assets.map(\.url)
    #expect(urls == ["1.css", "2.css", "1.css", "2.css", "3.css", "4.css", "5.css", "6.css"])
  }

  @Test("A style sheet that is not CSS, or very large, holds nothing up")
  func strange() async throws {
    try make(["a.html": "<link rel=stylesheet href=a.css><link rel=stylesheet href=b.css>"])
    try workshop.temporary.makeFile("source/a.css", bytes: .noise(100_000))
    try workshop.temporary.makeFile(
      "source/b.css", bytes: Array(repeating: UInt8(ascii: " "), count: 9 << 20) + Array("a{b:url(c)}".utf8))
    try await workshop.pack()
    #expect(try workshop.open().articles()[0].assets.map(\.url).prefix(2) == ["a.css", "b.css"])
    #expect(try !workshop.open().articles()[0].assets.contains { $0.url == "c" })
  }
}
