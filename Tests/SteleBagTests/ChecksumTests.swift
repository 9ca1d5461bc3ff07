import SteleBag
import SteleCore
import Testing

@Suite("Checksums")
struct ChecksumTests {
  @Test(
    "Each algorithm gives the published value for 'abc'",
    arguments: [
      (ChecksumAlgorithm.md5, "900150983cd24fb0d6963f7d28e17f72"),
      (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
      (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
      (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        .sha384,
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
      ),
      (
        .sha512,
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
      ),
    ])
  func abc(algorithm: ChecksumAlgorithm, hex: String) {
    #expect(Checksummer.checksums(of: Array("abc".utf8), [algorithm]).map(\.hex) == [hex])
  }

  @Test("SHA-224 gives the published values for other lengths")
  func sha224() {
    func hex(_ text: String) -> String { Checksummer.checksums(of: Array(text.utf8), [.sha224])[0].hex }
    #expect(hex("") == "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f")
    #expect(
      hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525")
    #expect(
      hex(String(repeating: "a", count: 1_000)) == hex(String(repeating: "aaaaa", count: 200)))
  }

  @Test("Several algorithms run at once over pieces")
  func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var summer = Checksummer(ChecksumAlgorithm.allCases)
    for start in stride(from: 0, to: 1000, by: 37) {
      summer.update(Array(bytes[start..<min(start + 37, 1000)]))
    }
    #expect(summer.finalize() == Checksummer.checksums(of: bytes, ChecksumAlgorithm.allCases))
    #expect(
      Checksummer.checksums(of: bytes, [.sha256]) == [Checksum(Digest(hashing: bytes))])
  }

  @Test("Names that some file system takes for one collide, others do not")
  func collisions() throws {
    let paths = try ["data/a", "data/A", "data/é", "data/e\u{301}", "data/straße", "data/STRASSE", "data/b"]
      .map { try PackagePath($0) }
    #expect(
      PathSpelling.collisions(of: paths).map { $0.map { Array($0.bytes) } }
        == [
          ["data/A", "data/a"], ["data/STRASSE", "data/straße"], ["data/e\u{301}", "data/é"],
        ].map { $0.map { Array($0.utf8) } })
  }
}
