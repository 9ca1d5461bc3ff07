import SteleFile
import SystemPackage
import Testing

@testable import Stele

/// The BagIt conformance suite, where it lies beside the project; `Spec/bagit-conformance.md` says where and
/// why a verdict differs.
@Suite("The BagIt conformance suite", .enabled(if: BagConformance.isThere))
struct BagConformanceTests {
  @Test("Each bag gets its verdict", arguments: BagConformance.bags)
  func verdict(bag: BagConformance.Bag) async throws {
    let report = try await BagFolderVerifier().verify(bag.path)
    switch bag.verdict {
    case .valid:
      #expect(report.isValid, "\(report.findings)")
    case .warning:
      #expect(report.isValid, "\(report.findings)")
      #expect(!report.findings.isEmpty)
    case .invalid:
      #expect(!report.isValid)
    }
  }
}

enum BagConformance {
  enum Verdict: String, Sendable {
    case valid, warning, invalid
  }

  struct Bag: Sendable, CustomTestStringConvertible {
    let path: FilePath
    let name: String
    let verdict: Verdict
    var testDescription: String { name }
  }

  static let root = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent()
    .removingLastComponent().appending("shared/corpus/fixtures/bag-ocfl/bagit-conformance-suite")

  static var isThere: Bool { (try? Folder.open(root)) != nil }

  /// Where our verdict is not the folder's name.
  static let exceptions: [String: Verdict] = [:]

  static let bags: [Bag] = {
    guard let folders = try? subfolders(of: root) else { return [] }
    return folders.flatMap { version in
      ((try? subfolders(of: version)) ?? []).flatMap { group in
        ((try? subfolders(of: group)) ?? []).map { bag in
          let name = [version, group, bag].map { $0.lastComponent!.string }.joined(separator: "/")
          let verdict = Verdict(rawValue: group.lastComponent!.string) ?? .invalid
          return Bag(path: bag, name: name, verdict: exceptions[name] ?? verdict)
        }
      }
    }
  }()

  private static func subfolders(of path: FilePath) throws -> [FilePath] {
    try Folder.open(path).entries().filter { $0.facts.kind == .folder }
      .map { path.appending($0.name.description) }
  }
}
