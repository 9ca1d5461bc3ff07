import SteleCore
import Testing

@testable import SteleArticle

private func record() throws -> ArticleRecord {
  let digest = Digest(hashing: Array("x".utf8))
  var metadata = ArticleMetadata()
  metadata.headline = "【题】 \"a\" \\ é e\u{301} / \u{1F600} \u{1}"
  metadata.author = ["A", "B"]
  metadata.datePublished = ArticleDate("2020-10-03T01:02:03Z")
  metadata.wordCount = 12
  metadata.url = "https://x.example/a"
  var included = AssetRecord(url: "a.png", role: .image, status: .included)
  included.path = try PackagePath("data/图.png")
  included.sha256 = digest
  included.contentSize = 5
  included.encodingFormat = "image/png"
  let missing = AssetRecord(url: "b.png", role: .thumbnail, status: .missing, reason: .notFound)
  let skipped = AssetRecord(url: "c", role: .image, status: .skipped, reason: .tracker)
  return ArticleRecord(
    path: try PackagePath("data/a.md"), sha256: digest, metadata: metadata,
    assets: [included, missing, skipped])
}

struct ArticleRecordTests {
  @Test("A record is one line with sorted keys, and reads back as itself")
  func roundTrip() throws {
    let record = try record()
    #expect(!record.line.contains(0x0A))
    let text = String(decoding: record.line, as: UTF8.self)
    #expect(
      text.hasPrefix(
        #"{"assets":[{"contentSize":5,"encodingFormat":"image/png","path":"data/图.png","role":"image","sha256":"sha256:"#
      ))
    #expect(text.contains(#""author":["A","B"],"datePublished":"2020-10-03T01:02:03Z","headline":"#))
    let again = try ArticleLine(record.line[...])
    #expect(again.path == "data/a.md" && again.sha256 == record.sha256.description)
    #expect(again["headline"] == record.metadata.headline)
    #expect(again.assets.map(\.status) == [.included, .missing, .skipped])
    #expect(again.assets[0].path == "data/图.png" && again.assets[0].contentSize == 5)
    #expect(JSONValue(canonical: record.line[...])?.canonicalBytes == record.line)
  }

  @Test("What waits in memory as bytes is read again as it was")
  func kept() throws {
    var full = ArticleMetadata()
    full.url = "https://x.example/a"
    full.headline = "题 \u{1F600}"
    full.author = ["", "B"]
    full.editor = "E"
    full.publisher = "P"
    full.datePublished = ArticleDate("2020-10-03T01:02:03Z")
    full.dateModified = ArticleDate("2021")
    full.inLanguage = "zh-Hant"
    full.description = ""
    full.articleSection = "S"
    full.wordCount = 0
    let all = [full, ArticleMetadata(), try record().metadata]
    let references = AssetRole.allCases.flatMap { role in
      [
        AssetReference(url: "a", target: nil, role: role),
        AssetReference(url: "", target: "图", role: role, isTracker: true),
      ]
    }
    var bytes: [UInt8] = []
    for metadata in all { metadata.write(to: &bytes) }
    for reference in references { reference.write(to: &bytes) }
    var reader = ByteReader(bytes)
    #expect(all.map { _ in ArticleMetadata(&reader) } == all)
    #expect(references.map { _ in AssetReference(&reader) } == references)
    #expect(reader.remaining == 0)
  }

  @Test("A record with every member is in the one form of JSON")
  func complete() throws {
    var record = try record()
    record.metadata.editor = "E"
    record.metadata.publisher = "P"
    record.metadata.dateModified = ArticleDate("2021")
    record.metadata.inLanguage = "zh"
    record.metadata.description = "D"
    record.metadata.articleSection = "S"
    record.assets[0].address = "https://x.example/a.png"
    record.assets[0].referrer = try PackagePath("data/a.css")
    record.assetsLeftOut = 3
    let json = try #require(JSONValue(canonical: record.line[...])?.object)
    #expect(json.members.count == 15)
    #expect(json["assetsLeftOut"]?.integer == 3 && json["wordCount"]?.integer == 12)
    guard case .array(let assets)? = json["assets"] else {
      Issue.record("no list of assets")
      return
    }
    #expect(assets.map { $0.object?.members.count } == [9, 4, 4])
  }

  @Test("What is not known is left out")
  func sparse() throws {
    let record = ArticleRecord(
      path: try PackagePath("data/a.md"), sha256: Digest(hashing: []), metadata: ArticleMetadata(), assets: []
    )
    #expect(
      String(decoding: record.line, as: UTF8.self)
        == #"{"assets":[],"author":[],"path":"data/a.md","sha256":"\#(Digest(hashing: []))"}"#)
    #expect(try ArticleLine(record.line[...]).assets.isEmpty)
  }

  @Test("A record that would be too long leaves out assets, included ones last, and says how many")
  func shortened() throws {
    var record = try record()
    let few = record.assets
    record.assets = (0..<100).map {
      AssetRecord(url: "missing-\($0).png", role: .image, status: .missing, reason: .notFound)
    }
    record.assets.insert(contentsOf: few, at: 50)
    #expect(record.line() == (record.line, record.assets))
    let limit = 2000
    let (bytes, assets) = record.line(maximumLength: limit)
    #expect(bytes.count <= limit && bytes.count > limit - 100)
    let line = try ArticleLine(bytes[...])
    #expect(
      JSONValue(canonical: bytes[...])?.object?["assetsLeftOut"]
        == .integer(Int64(record.assets.count - assets.count)))
    #expect(line.assets.map { $0["url"] } == assets.map(\.url))
    #expect(line.assets.last?.path == "data/图.png")
    #expect(
      line.assets.dropLast().map { $0["url"] }
        == (0..<line.assets.count - 1).map { "missing-\($0).png" })
  }

  @Test("Every reference of a document makes a record that reads back")
  func documents() throws {
    let page = article(
      "<h1>T\u{2028}\u{0}</h1><img src='\u{7F}\\\"'><img src=a.png><a href='e\u{301}.pdf'>", "a.html")
    let assets = page.references.map {
      AssetRecord(url: $0.url, role: $0.role, status: .missing, reason: .remote)
    }
    let record = ArticleRecord(
      path: try PackagePath("data/a.html"), sha256: Digest(hashing: []), metadata: page.metadata,
      assets: assets)
    #expect(
      try ArticleLine(record.line[...]).assets.map { $0["url"] }
        == assets.map(\.url))
  }

  @Test("Members that a reader does not know are passed over")
  func unknownMembers() throws {
    let text = String(decoding: try record().line, as: UTF8.self)
    let line = try ArticleLine(
      Array(text.replacing("\"wordCount\":12", with: "\"wordCount\":12,\"x\":[{}]").utf8)[...])
    #expect(line.path == "data/a.md" && line.wordCount == 12 && line["x"] == nil)
  }

  @Test("Anything but a record in its one form is turned away")
  func strictness() throws {
    let good = String(decoding: try record().line, as: UTF8.self)
    for (old, new, error) in [
      ("{\"assets\"", " {\"assets\"", ArticleLineError.form),
      ("\"wordCount\":12", "\"wordCount\":12.0", .form),
      ("\"wordCount\":12", "\"wordCount\":012", .form),
      ("\"wordCount\":12", "\"wordCount\":12,\"wordCount\":12", .form),
      ("\"wordCount\":12", "\"wordCount\":12,\"a\":1", .form),
      ("\"wordCount\":12", "\"wordCount\":-1", .member("wordCount")),
      ("\"wordCount\":12", "\"wordCount\":null", .member("wordCount")),
      ("\"path\":\"data/a.md\",", "", .member("path")),
      ("\"author\":[\"A\",\"B\"]", "\"author\":\"A\"", .member("author")),
      ("\"status\":\"missing\"", "\"status\":\"lost\"", .member("status")),
      ("\"status\":\"missing\"", "\"status\":\"included\"", .member("contentSize")),
      ("\"role\":\"image\"", "\"role\":1", .member("role")),
      ("}", "", .form), (good, "", .form), (good, "[]", .member("the line")),
      (good, "null", .member("the line")),
      (good, String(repeating: "[", count: 100_000), .form),
    ] {
      let line = Array(good.replacing(old, with: new, maxReplacements: 1).utf8)
      #expect(line != Array(good.utf8))
      #expect(throws: error) { try ArticleLine(line[...]) }
    }
    #expect(throws: ArticleLineError.form) { try ArticleLine([0x7B, 0x22, 0xFF, 0x22, 0x7D]) }
  }
}
