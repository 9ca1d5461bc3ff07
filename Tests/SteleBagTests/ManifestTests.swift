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

  /// A line as Stele writes it.
  static func written(_ path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    ManifestLine(Digest(hashing: Array("x".utf8)), try PackagePath(path)).write(to: &bytes)
    return bytes
  }

  @Test("A line is the digest, two spaces, the path with %, CR and LF encoded, and LF")
  func writing() throws {
    #expect(try Self.written("data/a") == Array("\(Self.hex)  data/a\n".utf8))
    #expect(try Self.written("data/50% \r\n") == Array("\(Self.hex)  data/50%25 %0D%0A\n".utf8))
    #expect(try Self.written("data/é ") == Array("\(Self.hex)  data/é \n".utf8))
  }

  @Test("Every byte that a path can hold comes back, from the strict reader and from the tolerant one")
  func allBytes() throws {
    for scalar in (1...0x7F).map({ Unicode.Scalar(UInt8($0)) }) where scalar != "/" {
      let path = try PackagePath("data/a\(scalar)b\(scalar)")
      let bytes = try Self.written(path.description)
      #expect(try ManifestLine(bytes.dropLast()).path == path)
      let (manifest, findings) = Manifest.read(bytes, .payload, .sha256, name: "m.txt", version: .v100)
      #expect(manifest.entries.map(\.path) == [path])
      #expect(findings.isEmpty || scalar == "\\")
    }
  }

  @Test(
    "The strict reader takes no other spelling",
    arguments: [
      "\(hex.uppercased())  data/a", "\(hex)  data/a\r", "\(hex) data/a", "\(hex)\tdata/a",
      "\(hex)  data/100%", "\(hex)  data/%41", "\(hex)  data/%0a", "", "\(hex.dropLast(2))  data/a", "data/a",
      "\u{FEFF}\(hex)  data/a", "\(hex)  ../a", "\(hex)  ./data/a", "\(hex)  ",
    ])
  func strict(text: String) {
    #expect(throws: BagError.self) { try ManifestLine(Array(text.utf8)[...]) }
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
