import Testing

@testable import SteleArticle

struct DocumentFormatTests {
  @Test(
    "A file's extension tells whether it is an article",
    arguments: [
      ("a.md", DocumentFormat.markdown), ("a.MARKDOWN", .markdown), ("a.mdown", .markdown),
      ("a.mkd", .markdown), ("a.mdx", .markdown), ("a.Rmd", .markdown), ("a.shtml", .html),
      ("a.html", .html), ("a.HTM", .html), ("a.xhtml", .html), ("n1.md.png", nil), ("a.txt", nil),
      ("sedA1b2C3", nil), (".md", nil), ("", nil),
    ])
  func extensions(name: String, format: DocumentFormat?) {
    #expect(DocumentFormat(fileName: Array(name.utf8)[...]) == format)
  }

  @Test(
    "The bytes of a whole page outrank its name, and text of any other name is Markdown",
    arguments: [
      ("a.txt", "### Title", DocumentFormat.markdown),
      ("a.txt", "\u{FEFF} <!-- x --><!DOCTYPE HTML><p>", .html),
      ("a.md", "<html lang=en>", .html), ("a.md", "<div>x</div>", .markdown), ("a.html", "<p>x", .html),
      ("a.txt", "<?xml version='1.0'?>\n<html>", .html), ("a", "", .markdown), ("a.txt", "<!--", .markdown),
    ])
  func bytes(name: String, text: String, format: DocumentFormat) {
    #expect(DocumentFormat.detect(fileName: Array(name.utf8)[...], bytes: Array(text.utf8)[...]) == format)
  }
}
