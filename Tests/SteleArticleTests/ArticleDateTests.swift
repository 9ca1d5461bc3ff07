import Testing

@testable import SteleArticle

struct ArticleDateTests {
  @Test(
    "Dates are read in the forms that articles use",
    arguments: [
      ("2020-10-03", "2020-10-03"), ("2020-1-3", "2020-01-03"), ("2020/10/3", "2020-10-03"),
      ("2020.10.03", "2020-10-03"),
      ("20201003", "2020-10-03"), ("2020-10", "2020-10"), ("2020", "2020"), ("2020年10月3日", "2020-10-03"),
      ("2020-10-03T01:02:03Z", "2020-10-03T01:02:03Z"),
      ("2020-10-03T01:02:03.456+0800", "2020-10-03T01:02:03+08:00"),
      ("2020-10-03 01:02", "2020-10-03T01:02:00"), ("2015-03-19 18:00:00 -4", "2015-03-19T18:00:00-04:00"),
      ("2020-10-03 1:02:03 +0000 UTC", "2020-10-03T01:02:03Z"), ("October 3, 2020", "2020-10-03"),
      ("Oct. 3rd 2020", "2020-10-03"), ("3 October 2020", "2020-10-03"),
      ("Sat, 03 Oct 2020 10:00:00 GMT", "2020-10-03T10:00:00Z"),
      ("Sat Oct 3 10:00:00 2020", "2020-10-03"), ("2020-02-30", nil), ("2020-13-01", nil), ("false", nil),
      ("10/03/2020", nil),
      ("", nil), ("May", nil), ("Marching 3, 2020", nil),
    ] as [(String, String?)])
  func parsing(text: String, expected: String?) { #expect(ArticleDate(text)?.text == expected) }

  @Test(
    "Only exact ISO 8601 is taken from a record",
    arguments: ["2020-10-3", "2020-10-03 01:02:03", " 2020", "3 Oct 2020"])
  func strict(text: String) { #expect(ArticleDate(iso: text) == nil) }
}
