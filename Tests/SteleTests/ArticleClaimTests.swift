import SteleCore
import SteleTestSupport
import Testing

@testable import Stele

@Suite("What articles.jsonl says of the payload (Spec §8.2)")
struct ArticleClaimTests {
  static let count = 1000
  /// Some together, and the first and the last of all: they fall to different tasks.
  static let wrong: Set<Int> = [0, 1, 127, 128, 129, 500, 998, 999]

  /// A package of as many articles, of which some are said to have another content than they have.
  static func package() -> [UInt8] {
    let files = (0..<count).map { number in
      (path: "data/\(1000 + number).md", data: Array("# \(number)\n".utf8))
    }
    let articles = files.enumerated().map { number, file in
      let digest = Digest(hashing: wrong.contains(number) ? [] : file.data)
      return #"{"assets":[],"path":"\#(file.path)","sha256":"\#(digest)"}"#
    }
    return ForeignPackage.package(
      listing: files, articles: articles,
      payload: files.flatMap { ForeignPackage.entry($0.path, $0.data) })
  }

  @Test("All of it is held against the payload, in the order of the lines", arguments: [1, 2, 7])
  func order(threads: Int) async throws {
    let workshop = try Workshop()
    try workshop.temporary.makeFile("p", bytes: Self.package())
    var verifier = Verifier()
    verifier.threads = threads
    let report = try await verifier.verify(workshop.path("p"))
    let messages = report.findings.filter { $0.code == .articlesMismatch }.map(\.message)
    #expect(
      messages
        == Self.wrong.sorted().map { number in
          "articles.jsonl, line \(number + 1): digest or size of 'data/\(1000 + number).md' do not agree with the manifest and the file"
        })
  }
}
