import SteleBag
import SteleCore
import Testing

@Suite("The table of a manifest's lines")
struct ManifestTableTests {
  private func manifest(_ paths: [String]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, path) in paths.enumerated() {
      ManifestLine(Digest(hashing: Array("\(number)".utf8)), try PackagePath(path)).write(to: &bytes)
    }
    return bytes
  }

  private func faults(_ bytes: [UInt8], _ file: TagFile = .manifest) -> (ManifestTable, [String]) {
    var faults: [String] = []
    let table = ManifestTable(bytes, file) { faults.append("\($0) \($1.code.rawValue)") }
    return (table, faults)
  }

  @Test("Lines in order are found by their paths, whatever is guessed")
  func lookup() throws {
    let paths = (100..<400).map { "data/\($0)%\n" }
    let bytes = try manifest(paths)
    let (table, faults) = faults(bytes)
    #expect(faults.isEmpty)
    #expect(table.map { $0.path.description } == paths)
    for (number, path) in paths.enumerated() {
      let path = try PackagePath(path)
      for guess in [-1, 0, number, number + 1, 299, 300] {
        #expect(table.number(of: path, guess: guess) == number)
      }
      #expect(table.digest(of: path) == Digest(hashing: Array("\(number)".utf8)))
      #expect(bytes[table.offset(number)...].starts(with: table.digest(number).hexDigits))
    }
    for path in ["data/0", "data/250", "data/9", "data"] {
      #expect(table.number(of: try PackagePath(path)) == nil)
    }
  }

  @Test("Lines out of order are reported, and found all the same; of two with one path the first")
  func disorder() throws {
    let (table, faults) = faults(try manifest(["data/b", "data/c", "data/a", "data/c", "data/d"]))
    #expect(faults == ["3 E306"])
    let numbers = try ["a", "b", "c", "d"].map { table.number(of: try PackagePath("data/\($0)"), guess: 3) }
    #expect(numbers == [2, 0, 1, 4])
    #expect(table.repeated == [3])
    #expect(table.indices.map(table.number(sortedAt:)) == [2, 0, 1, 3, 4])
  }

  @Test("Lines that cannot be read are left out, and the others keep their places")
  func unreadable() throws {
    let good = try manifest(["data/a", "data/b"])
    let line = good.firstIndex(of: 0x0A)! + 1
    let bytes = good[..<line] + Array("nothing\n\n".utf8) + good[line...] + Array("x".utf8)
    let (table, faults) = faults(Array(bytes))
    #expect(table.map(\.path.description) == ["data/a", "data/b"])
    #expect(table.offset(1) == line + 9)
    #expect(faults == ["2 E305", "3 E305", "5 E305"])
  }

  @Test("What does not stand in data/ is no payload, but may be a tag file")
  func folders() throws {
    let bytes = try manifest(["bagit.txt", "datax/a"])
    #expect(faults(bytes).0.isEmpty)
    #expect(faults(bytes).1.count == 2)
    #expect(faults(bytes, .tagManifest).0.count == 2)
  }
}
