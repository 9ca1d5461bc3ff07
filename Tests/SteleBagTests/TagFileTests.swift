import SteleBag
import SteleCore
import Testing

@Suite("Tag files")
struct TagFileTests {
  @Test("A declaration is exactly two lines", arguments: BagVersion.allCases)
  func declaration(version: BagVersion) {
    let text = "BagIt-Version: \(version.rawValue)\r\nTag-File-Character-Encoding: UTF-8"
    let (declaration, findings) = BagDeclaration.read(Array(text.utf8))
    #expect(declaration.version == version)
    #expect(declaration.encoding == .utf8)
    #expect(findings.isEmpty)
    #expect(BagDeclaration.read(BagDeclaration.bytes).findings.isEmpty)
  }

  @Test(
    "A declaration that is otherwise is an error, and the bag is read on as 1.0 and UTF-8",
    arguments: [
      ("", RuleCode.bagDeclarationSyntax),
      ("BagIt-Version: 1.0\n", .bagDeclarationSyntax),
      ("\u{FEFF}BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", .bagDeclarationSyntax),
      ("BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n", .bagDeclarationSyntax),
      ("BagIt-Version:1.0\nTag-File-Character-Encoding: UTF-8\n", .bagDeclarationSyntax),
      ("BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n", .bagDeclarationSyntax),
      ("BagIt-Version: 1.0.0\nTag-File-Character-Encoding: UTF-8\n", .bagDeclarationSyntax),
      ("BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n", .bagVersionUnknown),
      ("BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC\n", .tagFileEncoding),
      ("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: 1\n", .bagDeclarationSyntax),
      ("Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n", .bagDeclarationSyntax),
    ])
  func badDeclaration(text: String, code: RuleCode) {
    let (declaration, findings) = BagDeclaration.read(Array(text.utf8))
    #expect(findings.map(\.code).contains(code))
    #expect(declaration.version == .v100)
  }

  @Test("White space behind the version is a warning")
  func padded() {
    let (_, findings) = BagDeclaration.read(
      Array("BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n".utf8))
    #expect(findings.map(\.code) == [.tagFileForm])
  }

  @Test("Labels, values, repeated labels and folded values are read")
  func info() {
    let text = """
      Source-Organization: Spengler: University\r
      External-Description: one\r
        two\r
      \tthree\r
      Contact-Name : Ω\r
      contact-name:two\r
      Empty:\r

      """
    let (info, findings) = BagInfoFields.read(Array(text.utf8))
    #expect(info["source-organization"] == ["Spengler: University"])
    #expect(info["External-Description"] == ["one two three"])
    #expect(info["Contact-Name"] == ["Ω", "two"])
    #expect(info["Empty"] == [""])
    #expect(findings.map(\.code) == [.bagInfoForm])
  }

  @Test("A line without a label is an error", arguments: ["no colon\n", " folded at once\n", ": value\n"])
  func badInfo(text: String) {
    #expect(BagInfoFields.read(Array(text.utf8)).findings.map(\.code) == [.bagInfoSyntax])
  }

  @Test("What Stele writes is read back by both readers, and nothing that could not be")
  func writing() throws {
    let elements = [
      try BagInfo.Element("Contact-Name", "甲: 乙"), try BagInfo.Element("Contact-Name", "e\u{301}"),
    ]
    let info = try BagInfo(
      elements: elements, payloadSize: 5, payloadFileCount: 1,
      articles: ArticleTotals(articles: 4, included: 3, missing: 0, skipped: 12))
    #expect(try BagInfo(info.bytes[...]) == info)
    for more in ["x", "\u{D1}", "Note: x"] {
      #expect(throws: BagError.self, "\(more)") { try BagInfo((info.bytes + Array(more.utf8))[...]) }
    }
    let (fields, findings) = BagInfoFields.read(info.bytes)
    #expect(fields["Contact-Name"] == ["甲: 乙", "e\u{301}"])
    #expect(fields["Stele-Version"] == ["1"])
    #expect(fields.payloadOxum().oxum == PayloadOxum(byteCount: 5, fileCount: 1))
    #expect(findings.isEmpty)
    for (label, value) in [
      ("", "v"), ("a:b", "v"), ("a\n", "v"), ("a", "v\nPayload-Oxum: 1.1"), ("a", "v\r"), ("a", "v\r\nb: c"),
      (" a", "v"), ("a", " v"), ("a", "v\t"), ("a:\u{301}", "v"),
    ] {
      #expect(throws: BagError.self, "\(label.debugDescription): \(value.debugDescription)") {
        try BagInfo.Element(label, value)
      }
    }
  }

  @Test("A Payload-Oxum is two numbers with a full stop between them")
  func oxum() {
    #expect(PayloadOxum("279164409832.1198") == PayloadOxum(byteCount: 279_164_409_832, fileCount: 1198))
    for text in ["", "1", "1.", ".1", "1.2.3", "-1.2", "+1.2", "1,2", "1. 2", "99999999999999999999.1"] {
      #expect(PayloadOxum(text) == nil, "\(text)")
    }
  }

  @Test(
    "Encodings are read as declared",
    arguments: [
      ("UTF-8", [0x6E, 0xC3, 0xA9]), ("ISO-8859-1", [0x6E, 0xE9]),
      ("UTF-16", [0xFF, 0xFE, 0x6E, 0, 0xE9, 0]),
      ("utf-16", [0xFE, 0xFF, 0, 0x6E, 0, 0xE9]), ("UTF-16BE", [0, 0x6E, 0, 0xE9]),
      ("UTF-16LE", [0x6E, 0, 0xE9, 0]), ("UTF-8", [0xEF, 0xBB, 0xBF, 0x6E, 0xC3, 0xA9]),
    ] as [(String, [UInt8])])
  func encodings(name: String, stored: [UInt8]) throws {
    let encoding = try #require(TagEncoding(named: name))
    #expect(TagText(stored, encoding)?.bytes == Array("né".utf8))
  }

  @Test("Text that is not in its encoding is refused", arguments: [[0x6E], [0x00, 0xD8]] as [[UInt8]])
  func badEncoding(stored: [UInt8]) {
    #expect(TagText(stored, .utf16LittleEndian) == nil)
  }

  @Test("Fetch lists give addresses, lengths and paths with spaces")
  func fetch() {
    let text = "http://x/a%20b - data/a b\r\nhttps://x/ 12\tdata/%25\n\nftp://x x data/y\nhttp://x 1\n"
    let (list, findings) = FetchList.read(Array(text.utf8))
    #expect(list.entries.map(\.path.description) == ["data/a b", "data/%"])
    #expect(list.entries.map(\.length) == [nil, 12])
    #expect(findings.map(\.code) == [.fetchSyntax, .fetchSyntax])
  }

  @Test("Every code is listed once, with its own number and name")
  func codes() {
    let codes = RuleCode.bagCodes
    #expect(Set(codes.map(\.rawValue)).count == codes.count)
    #expect(Set(codes.map(\.name)).count == codes.count)
    #expect(codes.allSatisfy { $0.rawValue.hasPrefix("E5") || $0.rawValue.hasPrefix("W5") })
  }
}
