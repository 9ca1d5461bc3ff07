import SteleArticle
import SteleCore
import Testing

@Suite("Reading documents at once")
struct ConcurrentReadingTests {
  @Test("What is read of a document does not depend on what is read at the same time")
  func bareAddresses() async throws {
    let path = try PackagePath(Array("a.md".utf8))
    // Bare addresses are found by characters that cmark-gfm keeps for the whole process.
    let text =
      "See www.example.com/a.png and https://example.com/b.pdf, or ~~not~~ www.example.com/c.jpg.\n\n"
    let document = Array(String(repeating: text, count: 20).utf8)
    let alone = Article(document, path: path).references
    #expect(
      alone.map(\.url) == [
        "http://www.example.com/a.png", "https://example.com/b.pdf", "http://www.example.com/c.jpg",
      ])
    let differing = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<250).count { _ in Article(document, path: path).references != alone }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(differing == 0)
  }
}
