import Testing

@testable import SteleArticle

struct HostileTests {
  @Test(
    "Nothing in a document makes reading it fail or slow", .timeLimit(.minutes(1)),
    arguments: ["a.md", "a.html"])
  func costs(path: String) {
    for piece in [
      ">", "[", "![", "[a](", "*a_ ", "**x", "_", "- ", "`a``b", "|", "<", "<a", "<a ", "<!--", "<![CDATA[",
      "<?", "{{", "{% a ",
      "{{a}}", "&", "&a", "<div>", "<b><i></b>", "<script>", "<style>url(", "<h1>", "<b itemprop=name>",
      "<table><tr><td>",
      "<a href=\"", "[^a]: x\n[^a]", "www.a@", "【大纪元", "记者", "原文", "steletag0z", "stele-address-0", "\\",
      "\0", "\r", "&#0;",
      "<img srcset='(", "<svg><title>", "<noscript>", "<p style=\"/*", "---\n[", "+++\n[",
    ] {
      _ = article(String(repeating: piece, count: 8_000), path)
    }
    for head in ["---\na: ", "+++\na = "] {
      _ = article(head + String(repeating: "[", count: 60_000) + "\n---\n", "a.md")
    }
    let attributes = (0..<50_000).map { "a\($0)=1" }.joined(separator: " ")
    #expect(references("<p \(attributes)><img src=a.png>", path) == ["image a.png"])
    _ = article(
      "<script type=application/ld+json>" + String(repeating: "[", count: 200_000) + "</script>", path)
  }

  @Test("Deep nesting hides nothing", arguments: [10, 255, 256, 257, 5000])
  func depth(count: Int) {
    #expect(references(String(repeating: "<div>", count: count) + "<img src=a.png>") == ["image a.png"])
    let balanced =
      String(repeating: "<div/>", count: count) + String(repeating: "<b x=y>", count: count) + "t"
    #expect(references(balanced + "<a href=b.pdf>x</a><h1>T</h1>") == ["document b.pdf"])
  }

  @Test("A page of megabytes of embedded pictures is read whole")
  func embedded() {
    let data = "data:image/png;base64," + String(repeating: "A", count: 2_700_000)
    #expect(
      references("<img src='\(data)'><img srcset='\(data) 1x, b.png 2x'><img src=c.png>") == [
        "image b.png", "image c.png",
      ])
    #expect(references("![](\(data)) ![](c.png)", "a.md") == ["image c.png"])
  }

  @Test(
    "Empty files and single bytes are articles with nothing in them",
    arguments: ["a.md", "a.html", "sedA1b2C3"])
  func empty(path: String) {
    #expect(article([], path).metadata.headline == nil)
    #expect(article([], path).metadata.wordCount == 0)
    #expect(article([], path).references.isEmpty)
    for byte in UInt8.min...UInt8.max {
      _ = article([byte], path)
      _ = article([0x3C, byte], path)
      _ = article(Array(repeating: byte, count: 3), path)
    }
  }

  @Test("NUL bytes hide nothing that follows them")
  func nul() {
    #expect(references("a\0b<img src='x.png'>\0<img src='y.png'>") == ["image x.png", "image y.png"])
  }

  @Test("Entities stay HTML's own: a document cannot define any")
  func entities() {
    let bomb =
      "<!DOCTYPE html [<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/hostname'>]><h1>&b;&x;</h1>"
    #expect(article(bomb).metadata.wordCount! < 10)
  }
}
