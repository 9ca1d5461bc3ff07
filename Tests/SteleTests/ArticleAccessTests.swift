import Stele
import SteleCore
import SteleTestSupport
import Testing

@Suite("Reading single articles of a package")
struct ArticleAccessTests {
  /// Articles in several folders, so many that their records fill some frames; some with the paths of others in them.
  private func makeArticles(_ workshop: Workshop) throws -> [String] {
    var paths: [String] = []
    for number in 0..<300 {
      let path =
        ["", "a/", "data/", "石/"][number % 4] + "n\(number * 7 % 283).\(number % 2 == 0 ? "md" : "html")"
      guard !paths.contains(path) else { continue }
      // A long title of which no two are alike makes a record of some kilobytes.
      let title = (0..<60).map { "word\(number * 61 + $0)" }.joined(separator: " ")
      let text = number % 2 == 0 ? "# \(title)\n\n![](a\(number).png)\n" : "<h1>\(title)</h1><img src=b.png>"
      try workshop.temporary.makeFile("source/" + path, bytes: Array(text.utf8))
      paths.append(path)
    }
    try workshop.temporary.makeFile("source/b.png", bytes: .noise(100))
    return paths
  }

  @Test("Every article is found by its path, below data/ and in the bag", arguments: Codec.allCases)
  func every(codec: Codec) async throws {
    let workshop = try Workshop()
    let paths = try makeArticles(workshop)
    try await workshop.pack { $0.codec = codec }
    let package = try workshop.open()
    let articles = try package.articles()
    #expect(articles.map(\.path.description).sorted() == paths.sorted())
    for article in articles {
      #expect(try package.article(at: article.path) == article)
      let inBag = "data/\(article.path)"
      if !paths.contains(inBag) { #expect(try package.article(at: .path(inBag)) == article) }
    }
  }

  @Test(
    "An article that is not there is not found",
    arguments: ["0", "b.png", "data", "n1000.md", "zzz.md", "n0.md/x", "N0.md", "石", "data/data/data/n0.md"])
  func notFound(path: String) async throws {
    let workshop = try Workshop()
    _ = try makeArticles(workshop)
    try await workshop.pack()
    let package = try workshop.open()
    #expect(throws: SteleError(.notFound, "")) { try package.article(at: .path(path)) }
  }

  @Test("A pattern that is a path finds what the same with a star finds")
  func patterns() async throws {
    let workshop = try Workshop()
    let paths = try makeArticles(workshop)
    try await workshop.pack()
    let package = try workshop.open()
    for path in paths where path.contains("/") {
      let star = path.replacing(".", with: "*", maxReplacements: 1)
      let found = try package.articles(matching: path)
      #expect(try found == package.articles(matching: star).filter { found.contains($0) })
      #expect(try found.contains(package.article(at: .path(path))))
    }
  }

  @Test("Articles and what they show are counted")
  func counts() async throws {
    let workshop = try Workshop()
    _ = try makeArticles(workshop)
    try await workshop.pack()
    let package = try workshop.open()
    let articles = try package.articles()
    let counts = try package.articleCounts()
    let assets = articles.flatMap(\.assets)
    #expect(counts.articles == articles.count)
    #expect(counts.included == assets.count { $0.status == .included })
    #expect(counts.missing == assets.count { $0.status == .missing })
    #expect(counts.included > 0 && counts.missing > 0 && counts.skipped == 0)
  }
}
