import SteleCore
import SteleFile
import SteleTestSupport
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
      // The fault that the bag was made for, not just any.
      let code = try #require(BagConformance.code(of: bag.name), "a new bag: what is wrong with it?")
      #expect(report.findings.contains { $0.code == code && $0.severity == .error }, "\(report.findings)")
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

  /// Where our verdict is not the folder's.
  ///
  /// The bag with a listed `.DS_Store` gets its warning only if that file is there; copies of the suite lose
  /// it easily, and then a listed file is missing.
  static let exceptions: [String: Verdict] = {
    let bag = "v0.97/warning/special-system-files"
    let isWhole = (try? Folder.open(root.appending(bag).appending("data")).facts(of: ".DS_Store")) != nil
    return [bag: isWhole ? .warning : .invalid]
  }()

  /// What must be found in an invalid bag.
  static func code(of bag: String) -> RuleCode? {
    if bag.contains("/out-of-scope-file-paths-") {
      return bag.hasSuffix("-for-fetch") ? .fetchPathUnsafe : .manifestPathUnsafe
    }
    return switch bag.split(separator: "/").last {
    case "baginfo-missing-encoding", "bom-in-bagit.txt", "invalid-version-number",
      "bagit-with-invalid-whitespace":
      .bagDeclarationSyntax
    case "corrupt-data-file", "corrupt-tag-file": .checksumMismatch
    case "extra-file-in-bag", "notAllManifestsListAllFiles": .payloadFileUnlisted
    case "missing-baginfo", "special-system-files": .fileMissing
    case "missing-bagit.txt": .bagDeclarationMissing
    case "same-filename-listed-twice-with-different-hashes",
      "same-filename-listed-twice-with-the-same-hash":
      .manifestPathTwice
    default: nil
    }
  }

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
