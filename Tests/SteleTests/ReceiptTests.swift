import Stele
import SteleCore
import SteleTestSupport
import Testing

@Suite("Receipts")
struct ReceiptTests {
  /// A package of several frames, and its receipt.
  static func make(_ codec: Codec = .gzip, _ name: String = "p.stele.tar.gz") async throws
    -> (Workshop, Receipt)
  {
    let workshop = try Workshop()
    let temporary = workshop.temporary
    try temporary.makeFile("source/n.md", "# T\n\n![p](p.png)\n")
    try temporary.makeFile("source/p.png", bytes: .noise(90))
    for index in 0..<2 {
      try temporary.makeFile("source/\(index).bin", bytes: .noise(65_600, seed: UInt64(index)))
    }
    try temporary.makeFile("source/long.txt", bytes: .prose(50_000))
    try await workshop.pack(name) { $0.codec = codec }
    return (workshop, try await Receipt(of: workshop.open(name)))
  }

  @Test("A receipt says what the package says, and is read as it was written", arguments: Codec.names.indices)
  func content(number: Int) async throws {
    let (codec, name) = Codec.names[number]
    let (workshop, receipt) = try await Self.make(codec, name)
    let package = try workshop.open(name)
    #expect(receipt.packageDigest == package.packageDigest && receipt.contentDigest == package.contentDigest)
    #expect(receipt.containerDigest == package.containerDigest && receipt.codec == codec)
    #expect(receipt.packageBytes == UInt64(try workshop.temporary.bytes(name).count))
    #expect(receipt.files == 5 && receipt.bytes == package.byteCount && receipt.formatVersion == 1)
    #expect(receipt.name == "source")
    try receipt.write(to: workshop.path("r"))
    #expect(try Receipt(contentsOf: workshop.path("r")) == receipt)
    #expect(try workshop.temporary.bytes("r") == receipt.json)
    #expect(await errorCode { try receipt.write(to: workshop.path("r")) } == .alreadyExists)
    try receipt.write(to: workshop.path("r"), overwriting: true)
  }

  @Test("What is not a receipt in its one form is refused")
  func strict() async throws {
    let (workshop, receipt) = try await Self.make()
    let text = String(decoding: receipt.json, as: UTF8.self)
    func refused(_ text: String) { #expect(Receipt(json: Array(text.utf8)) == nil, "\(text)") }
    #expect(Receipt(json: receipt.json) == receipt)
    refused("")
    refused(String(text.dropLast()))
    refused(text + "\n")
    refused(" " + text)
    refused(text.replacing("\"name\":\"source\"", with: "\"name\":\"../source\""))
    refused(text.replacing("\"name\":\"source\"", with: "\"name\":\"a\\nb\""))
    refused(text.replacing("\"name\":\"source\",", with: ""))
    refused(text.replacing("\"name\"", with: "\"more\":1,\"name\""))
    refused(text.replacing("\"receiptVersion\":1", with: "\"receiptVersion\":2"))
    refused(text.replacing("\"files\":5", with: "\"files\":-5"))
    refused(text.replacing("\"files\":5", with: "\"files\":5.0"))
    refused(text.replacing("gzip", with: "lzma"))
    refused(text.replacing("sha256:", with: "SHA256:"))
    refused(text.replacing(receipt.packageDigest.hex, with: receipt.packageDigest.hex.uppercased()))
    refused("[" + String(repeating: "[", count: 5000))
    // Longer than any receipt: it is not read to its end.
    try workshop.temporary.makeFile("long", bytes: [UInt8](repeating: 0x20, count: 1 << 20))
    #expect(await errorCode { _ = try Receipt(contentsOf: workshop.path("long")) } == .inputOutput)
    for offset in receipt.json.indices {
      var changed = receipt.json
      changed[offset] ^= 1
      #expect(Receipt(json: changed) != receipt)
    }
  }

  @Test("A damaged package gets no receipt")
  func damaged() async throws {
    let (workshop, _) = try await Self.make()
    try workshop.temporary.overwrite("p.stele.tar.gz", [1, 2, 3], at: 100_000)
    let error = await #expect(throws: SteleError.self) { try await Receipt(of: workshop.open()) }
    #expect(error?.code == .damaged && error?.findings.map(\.code) == [.blockDigest])
  }

  @Test("The file that a receipt was made of is the expected one, in full and quickly")
  func same() async throws {
    let (workshop, receipt) = try await Self.make()
    var verifier = Verifier()
    verifier.receipt = receipt
    for report in [
      try await verifier.verify(workshop.path("p.stele.tar.gz")),
      try await verifier.verifyQuickly(workshop.path("p.stele.tar.gz")),
    ] {
      #expect(report.isExpected == true && report.isGood && report.findings.isEmpty)
    }
  }

  @Test("Every fact of a receipt counts")
  func everyFact() async throws {
    let (workshop, receipt) = try await Self.make()
    let text = String(decoding: receipt.json, as: UTF8.self)
    let other = String(repeating: "0", count: 64)
    let changes: [(String, String, RuleCode)] = [
      (receipt.packageDigest.hex, other, .digestUnexpected),
      (receipt.contentDigest.hex, other, .receiptMismatch),
      (receipt.containerDigest.hex, other, .receiptMismatch),
      (receipt.blockTableDigest.hex, other, .receiptMismatch),
      ("\"packageBytes\":", "\"packageBytes\":1", .receiptMismatch),
      ("\"files\":5", "\"files\":9", .receiptMismatch), ("\"bytes\":", "\"bytes\":1", .receiptMismatch),
      ("\"formatVersion\":1", "\"formatVersion\":2", .receiptMismatch),
      ("\"gzip\"", "\"zstd\"", .receiptMismatch), ("\"source\"", "\"other\"", .receiptMismatch),
    ]
    for (old, new, code) in changes {
      var verifier = Verifier()
      let changed = try #require(Receipt(json: Array(text.replacing(old, with: new).utf8)), "\(old)")
      verifier.receipt = changed
      let full = try await verifier.verify(workshop.path("p.stele.tar.gz"))
      #expect(full.isExpected == false && full.findings.map(\.code) == [code], "\(old)")
      #expect(full.isIntact && full.isComplete && !full.isGood)
      let quick = try await verifier.verifyQuickly(workshop.path("p.stele.tar.gz"))
      // The name stands in compressed data.
      #expect(quick.isExpected == (old == "\"source\""), "\(old)")
    }
  }

  @Test("The same articles in another file are not the file of the receipt")
  func otherFile() async throws {
    let (workshop, receipt) = try await Self.make()
    try await workshop.pack("q") {
      $0.codec = .zstd
      $0.name = "source"
    }
    var verifier = Verifier()
    verifier.receipt = receipt
    let report = try await verifier.verify(workshop.path("q"))
    #expect(report.packageDigest == receipt.packageDigest)
    #expect(report.isIntact && report.isExpected == false)
    #expect(Set(report.findings.map(\.code)) == [.receiptMismatch])
  }

  @Test("What damage makes unreadable is not taken for equal")
  func unreadable() async throws {
    let (workshop, receipt) = try await Self.make()
    let bytes = try workshop.temporary.bytes("p.stele.tar.gz")
    try workshop.temporary.makeFile("cut", bytes: bytes.dropLast(100))
    var verifier = Verifier()
    verifier.receipt = receipt
    let full = try await verifier.verify(workshop.path("cut"))
    #expect(full.isExpected == false && full.findings.contains { $0.code == .receiptMismatch })
    let quick = try await verifier.verifyQuickly(workshop.path("cut"))
    #expect(quick.isExpected == false && quick.findings.contains { $0.code == .receiptMismatch })
  }

  @Test("A receipt is of a file, not of a folder")
  func folder() async throws {
    let (workshop, receipt) = try await Self.make()
    try await workshop.extract { $0.extractsBag = true }
    var verifier = Verifier()
    verifier.receipt = receipt
    let path = workshop.path("out/source")
    #expect(await errorCode { _ = try await verifier.verify(path) } == .usage)
  }
}
