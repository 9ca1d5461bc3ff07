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
    let again = try ArticleRecord(line: record.line)
    #expect(again == record)
    #expect(again.line == record.line)
  }

  @Test("What is not known is left out")
  func sparse() throws {
    let record = ArticleRecord(
      path: try PackagePath("data/a.md"), sha256: Digest(hashing: []), metadata: ArticleMetadata(), assets: []
    )
    #expect(
      String(decoding: record.line, as: UTF8.self)
        == #"{"assets":[],"author":[],"path":"data/a.md","sha256":"\#(Digest(hashing: []))"}"#)
    #expect(try ArticleRecord(line: record.line) == record)
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
    #expect(try ArticleRecord(line: record.line) == record)
  }

  @Test("Anything but a record's one form is turned away")
  func strictness() throws {
    let good = String(decoding: try record().line, as: UTF8.self)
    for (old, new, code) in [
      ("{\"assets\"", " {\"assets\"", ArticleRecordError.Code.notCanonical),
      ("\"wordCount\":12", "\"wordCount\":12.0", .notCanonical),
      ("\"wordCount\":12", "\"wordCount\":12,\"x\":1", .notCanonical),
      ("\"wordCount\":12", "\"wordCount\":12,\"wordCount\":12", .notCanonical),
      ("\"wordCount\":12", "\"wordCount\":-1", .malformed),
      ("\"wordCount\":12", "\"wordCount\":null", .notCanonical),
      ("data/a.md", "../a.md", .malformed), ("data/a.md", "/a.md", .malformed),
      ("sha256:", "sha1:", .malformed),
      ("\"author\":[\"A\",\"B\"],", "", .malformed), ("2020-10-03T01:02:03Z", "2020-13-03", .malformed),
      ("\"status\":\"included\"", "\"status\":\"missing\"", .malformed),
      ("\"reason\":\"not-found\"", "\"reason\":\"lost\"", .malformed),
      ("\"role\":\"image\"", "\"role\":\"x\"", .malformed), ("}", "", .malformed), (good, "", .malformed),
      (good, "[]", .malformed),
      (good, String(repeating: "[", count: 100_000), .malformed), (good, "null", .malformed),
    ] {
      let line = Array(good.replacing(old, with: new, maxReplacements: 1).utf8)
      #expect(line != Array(good.utf8))
      #expect(throws: ArticleRecordError(code: code, context: "")) { try ArticleRecord(line: line) }
    }
    #expect(throws: ArticleRecordError.self) { try ArticleRecord(line: [0x7B, 0xFF, 0x7D]) }
  }
}
