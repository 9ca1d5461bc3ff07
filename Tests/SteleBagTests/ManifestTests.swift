import SteleBag
import SteleCore
import Testing

@Suite("Manifests")
struct ManifestTests {
  static let hex = Digest(hashing: Array("x".utf8)).hex

  static func read(
    _ text: String, _ scope: ManifestScope = .payload, _ version: BagVersion = .v100
  ) -> (manifest: Manifest, findings: [Finding]) {
    Manifest.read(Array(text.utf8), scope, .sha256, name: "m.txt", version: version)
  }

  @Test("A line is the digest, two spaces, the path with %, CR and LF encoded, and LF")
  func writing() throws {
    let checksum = Checksum(Digest(hashing: Array("x".utf8)))
    let paths = ["data/a", "data/50% \r\n", "data/é ", "data/*\\"]
    let manifest = try Manifest(
      .payload, .sha256, paths.map { Manifest.Entry(try PackagePath($0), checksum) })
    #expect(
      String(decoding: manifest.bytes, as: UTF8.self)
        == """
        \(Self.hex)  data/a
        \(Self.hex)  data/50%25 %0D%0A
        \(Self.hex)  data/é\u{20}
        \(Self.hex)  data/*\\

        """)
    #expect(manifest.name == "manifest-sha256.txt")
    #expect(try Manifest(strict: manifest.bytes, .payload, .sha256) == manifest)
  }

  @Test("Every byte that a path can hold comes back")
  func allBytes() throws {
    for scalar in (1...0x7F).map({ Unicode.Scalar(UInt8($0)) }) where scalar != "/" {
      let path = try PackagePath("data/a\(scalar)b\(scalar)")
      let manifest = Manifest(.payload, .sha256, [Manifest.Entry(path, Checksum(Digest(hashing: [])))])
      #expect(try Manifest(strict: manifest.bytes, .payload, .sha256).entries.map(\.path) == [path])
    }
  }

  @Test(
    "The strict reader takes no other spelling",
    arguments: [
      "\(hex.uppercased())  data/a\n", "\(hex)  data/a\r\n", "\(hex)  data/a\r", "\(hex)  data/a",
      "\(hex) data/a\n", "\(hex)\tdata/a\n", "\(hex)   data/a\n", "\(hex) *data/a\n", "\(hex)  ./data/a\n",
      "\(hex)  data/100%\n", "\(hex)  data/%41\n", "\(hex)  data/%0a\n", "\n", "\(hex)  data/a\n\n",
      "\(hex)  data/a\n\(hex)  data/a\n", "\(hex)  a\n", "\(hex.dropLast(2))  data/a\n", "data/a\n",
      "\u{FEFF}\(hex)  data/a\n",
    ])
  func strict(text: String) {
    #expect(throws: ManifestError.self) { try Manifest(strict: Array(text.utf8), .payload, .sha256) }
  }

  @Test(
    "What the strict reader takes is written the same again",
    arguments: ["", "\(hex)  data/a\n", "\(hex)  data/%25%0D%0A\n\(hex)  data/b c\n"])
  func reencode(text: String) throws {
    #expect(try Manifest(strict: Array(text.utf8), .payload, .sha256).bytes == Array(text.utf8))
  }

  @Test(
    "The tolerant reader takes other spellings with one warning for each kind",
    arguments: [
      "\(hex.uppercased())  data/a\n", "\(hex)  data/a\r\n", "\(hex)  data/a\r", "\(hex)  data/a",
      "\(hex) data/a\n", "\(hex)\tdata/a\n", "\(hex)  *data/a\n", "\(hex)  ./data/a\n",
    ])
  func tolerant(text: String) {
    let (manifest, findings) = Self.read(text)
    #expect(manifest.entries.map(\.path.description) == ["data/a"])
    #expect(manifest.entries.map(\.checksum.hex) == [Self.hex])
    #expect(findings.map(\.code) == [.manifestSpelling])
  }

  @Test("A thousand lines of the same odd spelling are one warning that counts them")
  func counted() {
    let text = (0..<1000).map { "\(Self.hex)  data/\($0)\r\n" }.joined()
    let (manifest, findings) = Self.read(text)
    #expect(manifest.entries.count == 1000)
    #expect(findings.count == 1)
    #expect(
      findings[0].message
        == "1000 lines, from line 1 on, have another end than LF")
  }

  @Test(
    "A path that leads out of the bag on any system is refused",
    arguments: [
      "/etc/passwd", "../x", "data/../../x", "data/..", "~/x", "~root/x", "C:\\Windows\\x", "c:/x",
      "\\\\?\\UNC\\server\\x", "\\x", "data/..\\..\\x", "data\\..\\x", "%HomeDrive%\\x", "data//x",
      "data/./x",
      "other/x", "data", "database/x", "data/\0",
    ])
  func unsafePaths(path: String) {
    let (manifest, findings) = Self.read("\(Self.hex)  \(path)\n")
    #expect(manifest.entries.isEmpty)
    #expect(findings.map(\.code) == [.manifestPathUnsafe])
    let fetch = FetchList.read(Array("http://x/ - \(path)\n".utf8))
    #expect(fetch.list.entries.isEmpty)
    #expect(fetch.findings.map(\.code) == [.fetchPathUnsafe])
  }

  @Test("A backslash in the name of a payload file is legal, with a warning")
  func backslash() {
    let (manifest, findings) = Self.read("\(Self.hex)  data/a\\b\n")
    #expect(manifest.entries.count == 1)
    #expect(findings.map(\.code) == [.manifestSpelling])
  }

  @Test("Bytes that are not UTF-8 are shown as they are")
  func notUTF8() {
    let text = Array("\(Self.hex)  data/f".utf8) + [0xFC, 0x0A]
    let findings = Manifest.read(text, .payload, .sha256, name: "m.txt", version: .v100).findings
    #expect(findings.map(\.code) == [.manifestPathUnsafe])
    #expect(findings[0].message == "line 1: the path 'data/f\\xfc' is refused: it is not valid UTF-8")
  }

  @Test(
    "A line without a right checksum or path is an error, and the others are still read",
    arguments: [
      "xyz  data/a", "\(hex)0  data/a", "\(hex)00  data/a", hex, "\(hex)  ", "  data/a", "\\\(hex)  data/a",
    ])
  func badLine(line: String) {
    let (manifest, findings) = Self.read("\(line)\n\(Self.hex)  data/z\n")
    #expect(manifest.entries.map(\.path.description) == ["data/z"])
    #expect(findings.map(\.code) == [.manifestLineSyntax])
  }

  @Test("A path listed again is an error, before 1.0 a warning if the checksum is the same")
  func twice() {
    let same = "\(Self.hex)  data/a\n\(Self.hex)  data/a\n"
    #expect(Self.read(same).findings.map(\.code) == [.manifestPathTwice])
    #expect(Self.read(same, .payload, .v097).findings.map(\.code) == [.manifestPathRepeated])
    let other = "\(Self.hex)  data/a\n\(String(repeating: "0", count: 64))  data/a\n"
    #expect(Self.read(other, .payload, .v097).findings.map(\.code) == [.manifestPathTwice])
    #expect(Self.read(other).manifest.entries.count == 2)
  }

  @Test("Two spellings of one name that differ in normalisation are two paths")
  func normalisation() {
    let (manifest, findings) = Self.read("\(Self.hex)  data/\u{E9}\n\(Self.hex)  data/e\u{301}\n")
    #expect(manifest.entries.count == 2)
    #expect(findings.isEmpty)
  }

  @Test("A file name tells the scope and the algorithm")
  func names() throws {
    let sha = try #require(Manifest.kind(ofFileNamed: "manifest-sha256.txt".utf8))
    #expect(sha == (.payload, .sha256))
    let dashed = try #require(Manifest.kind(ofFileNamed: "tagmanifest-SHA-512.txt".utf8))
    #expect(dashed == (.tags, .sha512))
    let unknown = try #require(Manifest.kind(ofFileNamed: "manifest-blake2b.txt".utf8))
    #expect(unknown == (.payload, nil))
    #expect(Manifest.kind(ofFileNamed: "manifest.txt".utf8) == nil)
    #expect(Manifest.kind(ofFileNamed: "bagit.txt".utf8) == nil)
  }
}
