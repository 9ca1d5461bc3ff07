import SteleCore
import Testing

@testable import SteleArticle

/// Real documents, where they lie beside the project.
struct CorpusTests {
  @Test(
    "Every mirrored page has a headline, a date, a publisher and its address",
    .enabled(if: !Corpus.documents(below: "articles/tuidang").isEmpty))
  func mirrored() throws {
    for path in Corpus.documents(below: "articles/tuidang") where path.contains("/pages/") {
      let page = article(Corpus.read(path), path)
      #expect(page.metadata.headline != nil, "\(path)")
      #expect(page.metadata.publisher == "大纪元", "\(path)")
      #expect(page.metadata.datePublished?.text.utf8.count == 10, "\(path)")
      #expect(page.metadata.url != nil, "\(path)")
      #expect(page.references.filter(\.isTracker).count == 1, "\(path)")
      #expect(page.references.filter { $0.role == .companion }.count == 1, "\(path)")
    }
  }

  @Test(
    "Every post has a title, and a date and authors where the site gives them",
    arguments: [
      ("articles/18f/content", true), ("articles/rust-blog/content", true), ("articles/bitcoinops", false),
      ("articles/mehdix-ir/src/_posts", false),
    ])
  func posts(folder: String, hasAuthors: Bool) throws {
    for path in Corpus.documents(below: folder) where !path.hasSuffix("_index.md") {
      let page = article(Corpus.read(path), path)
      #expect(page.metadata.headline != nil, "\(path)")
      #expect(page.metadata.datePublished != nil, "\(path)")
      if hasAuthors { #expect(!page.metadata.author.isEmpty, "\(path)") }
    }
  }

  /// The share of local references whose file is in the corpus (it holds only part of each site).
  @Test(
    "Local references resolve",
    arguments: [
      ("articles/18f", 112), ("articles/rust-blog", 41), ("articles/tuidang", 331),
      ("articles/mehdix-ir", 40),
      ("articles/opensource-guide", 217),
    ])
  func resolution(folder: String, least: Int) throws {
    let files = Corpus.files(below: folder)
    guard !files.isEmpty else { return }
    let paths = PayloadPaths(files.compactMap { try? PackagePath($0) })
    var included = 0
    var missing: [String] = []
    for path in Corpus.documents(below: folder) {
      let page = article(Corpus.read(path), path)
      for reference in page.references {
        let candidates = ReferenceResolver().candidates(
          for: reference, in: try PackagePath(path), base: page.base)
        if paths.first(of: candidates) != nil {
          included += 1
        } else if candidates.reason == .notFound || candidates.reason == .template {
          missing.append("\(path): \(reference.url)")
        }
      }
    }
    #expect(included >= least, "\(folder): \(included) found, \(missing.count) not: \(missing.prefix(20))")
  }

  @Test("Nothing in any file fails to be read")
  func everything() {
    for path in Corpus.documents(below: "articles") + Corpus.files(below: "fixtures/hostile/monolith-html") {
      let bytes = Corpus.read(path)
      for format in DocumentFormat.allCases {
        guard let name = try? PackagePath(path) else { continue }
        _ = Article(bytes, path: name, format: format)
      }
    }
  }
}
