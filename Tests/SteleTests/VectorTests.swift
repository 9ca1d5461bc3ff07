import Foundation
import Stele
import SteleTestSupport
import SystemPackage
import Testing

/// A package in `Spec/Vectors`, and what a reader must say of it.
struct Vector: Sendable, CustomTestStringConvertible {
  /// The side file: see `Spec/Vectors/README.md`.
  struct Expectation: Decodable, Sendable {
    struct Found: Decodable, Sendable {
      let code: String
      let path: String?
      let article: String?
    }
    let description: String
    let intact: Bool
    let complete: Bool?
    let codes: [String]
    let also: [String]
    let findings: [Found]?
    let expect: String?
    let receipt: String?
    let expected: Bool?
    let packageDigest: String?
  }

  let path: String
  let expectation: Expectation

  var testDescription: String { String(path.split(separator: "/").suffix(2).joined(separator: "/")) }

  static let all: [Vector] = {
    let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
      .appending("Spec/Vectors")
    let files = FileManager.default.enumerator(atPath: folder.string)
    var vectors: [Vector] = []
    while let name = files?.nextObject() as? String {
      guard name.hasSuffix(".json") else { continue }
      let side = folder.pushing(FilePath(name))
      let data = FileManager.default.contents(atPath: side.string)!
      let expectation = try! JSONDecoder().decode(Expectation.self, from: data)
      vectors.append(Vector(path: String(side.string.dropLast(5)), expectation: expectation))
    }
    return vectors.sorted { $0.path < $1.path }
  }()
}

@Suite struct VectorTests {
  @Test("The verifier says of a vector what its side file says", arguments: Vector.all)
  func verdict(vector: Vector) async throws {
    var verifier = Verifier()
    verifier.expected = vector.expectation.expect.flatMap { Digest($0) }
    verifier.receipt = try vector.expectation.receipt.map { try #require(Receipt(json: Array($0.utf8))) }
    check(try await verifier.verify(vector.path), vector)
  }

  @Test("A vector from a pipe gives the same findings as from a file", arguments: Vector.all)
  func pipe(vector: Vector) async throws {
    let file = try FileDescriptor.open(FilePath(vector.path), .readOnly)
    defer { try? file.close() }
    let fromFile = try await Verifier().verify(vector.path)
    let fromPipe = try await Verifier().verify(descriptor: file.rawValue)
    #expect(fromPipe.findings == fromFile.findings)
  }

  @Test(
    "Extraction of a bad vector never claims that all is well",
    arguments: Vector.all.filter { !$0.expectation.intact })
  func extraction(vector: Vector) async throws {
    let folder = try TemporaryFolder()
    var options = ExtractOptions()
    options.folder = folder.path.appending("out").string
    do {
      let report = try await Extractor(options).extract(vector.path)
      #expect(!report.verification.isGood)
    } catch is SteleError {
      // Refused as a whole: just as well.
    }
  }

  @Test(
    "Each file of a good vector can be read by itself", arguments: Vector.all.filter(\.expectation.intact))
  func randomAccess(vector: Vector) throws {
    let package = try Package(contentsOf: vector.path)
    for file in try package.files() where !file.isFolder {
      let entry = try package.file(at: file.path)
      #expect(try package.bytes(of: entry).count == Int(file.size))
    }
  }

  @Test("A quick verification of a vector ends with a verdict or an error", arguments: Vector.all)
  func quick(vector: Vector) async throws {
    do {
      let report = try await Verifier().verifyQuickly(vector.path)
      if vector.expectation.intact { #expect(report.isIntact, "\(report.findings)") }
    } catch is SteleError {
      #expect(!vector.expectation.intact)
    }
  }

  @Test("There are vectors of every kind")
  func kinds() {
    let kinds = Set(Vector.all.map { $0.testDescription.prefix { $0 != "/" } })
    #expect(kinds == ["good", "warn", "bad"])
  }

  private func check(_ report: VerificationReport, _ vector: Vector) {
    let expectation = vector.expectation
    let codes = Set(report.findings.map(\.code.rawValue))
    #expect(codes.isSuperset(of: expectation.codes))
    #expect(codes.isSubset(of: expectation.codes + expectation.also))
    #expect(report.isIntact == expectation.intact)
    if let complete = expectation.complete { #expect(report.isComplete == complete) }
    #expect(report.isExpected == expectation.expected)
    if let digest = expectation.packageDigest { #expect(report.packageDigest?.description == digest) }
    for found in expectation.findings ?? [] {
      #expect(
        report.findings.contains {
          $0.code.rawValue == found.code && $0.path == found.path
            && (found.article == nil || $0.article == found.article)
        })
    }
  }
}
