import Testing

@testable import SteleArticle

struct CharsetTests {
  @Test(
    "A declared charset is followed",
    arguments: [
      ("gb2312", [0xD6, 0xD0, 0xCE, 0xC4], "中文"), ("GBK", [0xD6, 0xD0, 0xCE, 0xC4], "中文"),
      ("gb18030", [0x81, 0x30, 0x81, 0x30, 0xD6, 0xD0], "\u{80}中"), ("big5", [0xA4, 0xA4, 0xA4, 0xE5], "中文"),
      ("shift_jis", [0x93, 0xFA, 0x96, 0x7B], "日本"), ("euc-jp", [0xC6, 0xFC, 0xCB, 0xDC], "日本"),
      ("euc-kr", [0xC7, 0xD1], "한"), ("iso-8859-1", [0x93, 0xE9, 0x94], "“é”"), ("windows-1251", [0xCF], "П"),
      ("windows-1252", [0x80], "€"), ("koi8-r", [0xF0], "П"),
    ] as [(String, [UInt8], String)])
  func declared(label: String, bytes: [UInt8], text: String) {
    for declaration in [
      "<meta charset=\(label)>", "<META HTTP-EQUIV='Content-Type' content='text/html; charset=\(label)'>",
      "<?xml version='1.0' encoding=\"\(label)\"?>",
    ] {
      let page = article(Array("\(declaration)<h1>".utf8) + bytes + Array("</h1><img src=a.png>".utf8))
      #expect(page.metadata.headline == text)
      #expect(page.references.map(\.url) == ["a.png"])
    }
  }

  @Test("A byte-order mark goes before everything", arguments: ["a.html", "a.md"])
  func byteOrderMarks(path: String) {
    let text = "<h1>中</h1>"
    #expect(article([0xEF, 0xBB, 0xBF] + Array(text.utf8), path).metadata.headline == "中")
    let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    #expect(article([0xFF, 0xFE] + little, path).metadata.headline == "中")
    #expect(article([0xFE, 0xFF] + big, path).metadata.headline == "中")
  }

  @Test("UTF-8 that kept an old declaration is UTF-8")
  func staleDeclaration() {
    #expect(article("<meta charset=gb2312><h1>中文报道</h1>").metadata.headline == "中文报道")
  }

  @Test("What declares nothing is guessed, and never fails")
  func guesses() {
    let chinese: [UInt8] = [0xD6, 0xD0, 0xCE, 0xC4, 0xB1, 0xA8, 0xB5, 0xC0]
    #expect(article(Array("# ".utf8) + chinese, "a.md").metadata.headline == "中文报道")
    #expect(
      article(Array("# Caf".utf8) + [0xE9] + Array(" bar".utf8), "a.md").metadata.headline == "Café bar")
    let damaged = article(Array("# 中文".utf8) + [0xFF] + Array("报道".utf8), "a.md")
    #expect(damaged.hasBadText)
    #expect(damaged.metadata.headline == "中文\u{FFFD}报道")
    #expect(article("<meta charset=utf-16-is-no-label-here><h1>é</h1>").metadata.headline == "é")
  }
}
