import SteleArticle
import SteleCore

/// Documents as authors write them: whatever they hold, what is read of them can be written and read again.
extension Harness {
  static func document(_ format: DocumentFormat) -> Harness {
    let path = try! PackagePath("news/2020/n1.\(format == .html ? "html" : "md")")
    let resolver = ReferenceResolver(mappings: [
      ReferenceResolver.Mapping(prefix: "https://news.example/", folder: try! PackagePath("mirror"))!
    ])
    return Harness(name: format == .html ? "html" : "markdown") { input in
      let article = Article(input, path: path, format: format, keepingPages: true)
      var assets: [AssetRecord] = []
      for reference in article.references + article.pages {
        let candidates = resolver.candidates(for: reference, in: path, base: article.base)
        require(candidates.allSatisfy { !$0.bytes.starts(with: "../".utf8) }, "no candidate is outside")
        assets.append(
          AssetRecord(url: reference.url, role: reference.role, status: .missing, reason: candidates.reason))
      }
      let record = ArticleRecord(
        path: path, sha256: Digest(hashing: input), metadata: article.metadata, assets: assets)
      require(
        (try? ArticleLine(record.line[...])) != nil, "an article that was read makes a line that is read")
      require(
        JSONValue(canonical: record.line[...])?.canonicalBytes == record.line,
        "an article's line is written as it was read")
    }
  }

  static var css: Harness {
    Harness(name: "css") { input in
      for reference in StyleSheet.references(in: input) {
        require(!reference.url.isEmpty, "a reference has an address")
      }
    }
  }
}
