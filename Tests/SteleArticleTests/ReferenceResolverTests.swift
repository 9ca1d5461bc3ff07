import SteleCore
import Testing

@testable import SteleArticle

private func resolve(
  _ url: String, in article: String = "site/posts/a.md", base: String? = nil, files: [String],
  roots: [String?]? = nil, maps: [(String, String?)] = [], target: String?? = .none, role: AssetRole = .image
) throws -> String {
  let resolver = ReferenceResolver(
    siteRoots: try roots?.map { try $0.map { try PackagePath($0) } },
    mappings: try maps.map {
      try #require(ReferenceResolver.Mapping(prefix: $0, folder: $1.map { try PackagePath($0) }))
    })
  let reference = AssetReference(url: url, target: target ?? url, role: role)
  let candidates = resolver.candidates(for: reference, in: try PackagePath(article), base: base)
  let paths = PayloadPaths(try files.map { try PackagePath($0) })
  return paths.first(of: candidates)?.description ?? "(\(candidates.reason.text))"
}

struct ReferenceResolverTests {
  @Test(
    "A local reference finds its file",
    arguments: [
      ("x.png", "site/posts/x.png"), ("./x.png", "site/posts/x.png"), ("../img/x.png", "site/img/x.png"),
      ("../../../../x.png", "x.png"), ("/x.png", "site/x.png"), ("/x.png", "site/static/x.png"),
      ("/x.png", "public/x.png"),
      ("/img/x.png", "src/img/x.png"), ("assets/x.png", "site/assets/x.png"),
      ("x.jpg?raw=true", "site/posts/x.jpg?raw=true"),
      ("x.jpg?raw=true", "site/posts/x.jpg"), ("x.svg#icon", "site/posts/x.svg"),
      ("x%20y.png", "site/posts/x%20y.png"),
      ("x%20y.png", "site/posts/x y.png"), ("x y.png", "site/posts/x y.png"), ("图.png", "site/posts/图.png"),
      ("%E5%9B%BE.png", "site/posts/图.png"), ("img\\x.png", "site/posts/img/x.png"),
      ("img\\x.png", "site/posts/img\\x.png"),
      ("\\\"x.png\\\"", "site/posts/x.png"), ("e\u{301}.png", "site/posts/\u{E9}.png"),
      ("\u{E9}.png", "site/posts/e\u{301}.png"),
      ("x.\n png", "site/posts/x. png"), ("100%.png", "site/posts/100%.png"),
      ("a//b.png", "site/posts/a/b.png"),
      ("a%2Fb.png", "site/posts/a/b.png"), ("..%2F..%2F..%2Fetc/x", "etc/x"),
      ("x.png#a?b", "site/posts/x.png"),
    ])
  func local(url: String, file: String) throws {
    // As bytes: two spellings of a name would be equal as text.
    #expect(Array(try resolve(url, files: [file]).utf8) == Array(file.utf8))
  }

  @Test("The exact name goes before the one without query, and the article's folder before the site's root")
  func order() throws {
    #expect(
      try resolve("x.jpg?a", files: ["site/posts/x.jpg", "site/posts/x.jpg?a"]) == "site/posts/x.jpg?a")
    #expect(try resolve("x%41", files: ["site/posts/xA", "site/posts/x%41"]) == "site/posts/x%41")
    #expect(try resolve("x", files: ["x", "site/x", "site/posts/x"]) == "site/posts/x")
    #expect(try resolve("/x", files: ["x", "site/static/x"]) == "site/static/x")
  }

  @Test("Given site roots are the only ones")
  func siteRoots() throws {
    #expect(try resolve("/x", files: ["x", "www/x"], roots: ["www"]) == "www/x")
    #expect(try resolve("/x", files: ["static/x"], roots: ["www", nil]) == "(not-found)")
  }

  @Test("A mapping finds the files of an address, the longer prefix first")
  func mappings() throws {
    let maps: [(String, String?)] = [
      ("https://i.example/", "img"), ("https://i.example/big/", "large"), ("http://all.example/", nil),
    ]
    #expect(try resolve("https://i.example/a.png", files: ["img/a.png"], maps: maps) == "img/a.png")
    #expect(
      try resolve("//I.example/big/a.png?x=1", files: ["large/a.png", "img/big/a.png"], maps: maps)
        == "large/a.png")
    #expect(try resolve("https://i.example/%E5%9B%BE.png", files: ["img/图.png"], maps: maps) == "img/图.png")
    #expect(try resolve("http://all.example/x/y.png", files: ["x/y.png"], maps: maps) == "x/y.png")
    #expect(
      try resolve("https://i.example/../../y.png", files: ["y.png", "img/y.png"], maps: maps) != "(remote)")
    #expect(try resolve("https://other.example/a.png", files: ["img/a.png"], maps: maps) == "(remote)")
    #expect(ReferenceResolver.Mapping(prefix: "img/", folder: nil) == nil)
  }

  @Test(
    "A base address changes what is relative",
    arguments: [
      ("https://h.example/a/b.html", "x.png", "m/a/x.png"), ("//h.example/a/", "../x.png", "m/x.png"),
      ("https://h.example/a/", "/x.png", "m/x.png"), ("https://h.example", "x.png", "m/x.png"),
      ("../img/", "x.png", "site/img/x.png"), ("/img/", "x.png", "site/img/x.png"),
      ("img/page.html", "x.png", "site/posts/img/x.png"),
      ("https://h.example/a/", "https://h.example/z.png", "m/z.png"),
    ])
  func base(base: String, url: String, file: String) throws {
    #expect(try resolve(url, base: base, files: [file], maps: [("https://h.example/", "m")]) == file)
  }

  @Test(
    "What is not there says why",
    arguments: [
      ("https://x.example/a.png", "(remote)"), ("//x.example/a.png", "(remote)"), ("a.png", "(not-found)"),
      ("/a.png", "(not-found)"),
      ("file:///C:/a.png", "(scheme)"), ("C:\\a.png", "(scheme)"), ("blob:https://x/y", "(scheme)"),
      ("..", "(not-found)"), ("?x", "(not-found)"),
      ("/", "(not-found)"), ("a/", "(not-found)"), ("\\\\host\\a.png", "(remote)"),
      (String(repeating: "a", count: 20_000), "(invalid)"),
    ])
  func reasons(url: String, reason: String) throws {
    #expect(try resolve(url, files: ["other.png"]) == reason)
  }

  @Test("A template's address is looked for, and its absence is the template's")
  func templates() throws {
    #expect(try resolve("{{ x }}", files: [], target: .some(nil)) == "(template)")
    #expect(try resolve("{{ '/a.png' | url }}", files: [], target: "/a.png") == "(template)")
    #expect(try resolve("{{ '/a.png' | url }}", files: ["a.png"], target: "/a.png") == "a.png")
  }

  @Test("A tracker is never looked for, and is skipped")
  func trackers() throws {
    let mapping = try #require(ReferenceResolver.Mapping(prefix: "http://count.example/", folder: nil))
    let url = "http://count.example/site/posts/a.md"
    let tracker = AssetReference(url: url, target: url, role: .image, isTracker: true)
    let candidates = ReferenceResolver(mappings: [mapping]).candidates(
      for: tracker, in: try PackagePath("site/posts/a.md"))
    #expect(Array(candidates).isEmpty)
    #expect(candidates.reason == .tracker)
    #expect(candidates.reason == .tracker)
  }

  @Test(
    "A file is a companion by the whole name of an article, if that has an extension",
    arguments: [("n1.md", ["n1.md.png", "n1.md.txt"]), ("n1", []), (".md", []), ("n1.md.png", [])])
  func named(article: String, expected: [String]) throws {
    let files = [
      ".md", ".md.png", "n1", "n1.html", "n1.md", "n1.md.d/x", "n1.md.png", "n1.md.txt", "n10.md.png",
    ]
    let found = Companions.of(try PackagePath(article), among: try files.map { try PackagePath($0) })
    #expect(found.map(\.description) == expected)
  }

  @Test("A companion is found beside its article, whatever its address")
  func companions() throws {
    let url = "https://mirror.example/pages/a.md.png"
    #expect(try resolve(url, files: ["site/posts/a.md.png"], role: .companion) == "site/posts/a.md.png")
    #expect(try resolve(url, files: ["site/posts/b.md.png"], role: .companion) == "(remote)")
    let folder = try [
      "p/n1.md", "p/n1.md.png", "p/n1.md.pdf", "p/n10.md.png", "p/n1.md./x", "p/n1.mdx",
      "p/n1.md.stele.tar.gz", "p/n1.md.stele.tar.zst",
    ].map {
      try PackagePath($0)
    }.sorted()
    #expect(
      Companions.of(try PackagePath("p/n1.md"), among: folder).map(\.description) == [
        "p/n1.md.pdf", "p/n1.md.png",
      ])
  }
}
