import Testing

@testable import SteleArticle

struct MetadataTests {
  @Test("YAML front matter gives the metadata")
  func yaml() {
    let metadata = article(
      """
      ---
      title: "A title: with a colon"
      date: 2015-03-19 18:00:00 -4
      authors:
      - ann
      - name: Bob Ray
      lang: zh_TW
      excerpt: >
        Two
        lines.
      categories: [News, Water]
      canonical_url: https://x.example/a
      last_modified_at: 2016-01-02
      ---
      # Other
      """, "2014-01-01-a.md"
    ).metadata
    #expect(metadata.headline == "A title: with a colon")
    #expect(metadata.datePublished?.text == "2015-03-19T18:00:00-04:00")
    #expect(metadata.author == ["ann", "Bob Ray"])
    #expect(metadata.inLanguage == "zh-TW")
    #expect(metadata.description == "Two lines.")
    #expect(metadata.articleSection == "News")
    #expect(metadata.url == "https://x.example/a")
    #expect(metadata.dateModified?.text == "2016-01-02")
  }

  @Test("TOML front matter gives the metadata")
  func toml() {
    let metadata = article(
      """
      +++
      path = "2025/09/18/a" # comment
      title = "A \\"title\\" \\u00e9"
      authors = ["Ann",
        'Bob \\ Ray', # two
      ]
      description = \"\"\"
      Two \\
        lines.\"\"\"
      [extra]
      title = "no"
      image = 'a.png'
      [[extra.more]]
      x = { y = 1, z = [1, 2] }
      +++
      # Other
      """, "a.md")
    #expect(metadata.metadata.headline == "A \"title\" é")
    #expect(metadata.metadata.datePublished?.text == "2025-09-18")
    #expect(metadata.metadata.author == ["Ann", "Bob \\ Ray"])
    #expect(metadata.metadata.description == "Two lines.")
    #expect(metadata.references.map(\.url) == ["a.png"])
  }

  @Test(
    "JSON front matter, and plain lines before the text, give the metadata, and so do all behind blank lines",
    arguments: [
      "{\n \"title\": \"T\",\n \"date\": \"2020-10-03\",\n \"author\": \"Ann\", \"cover\": \"a.png\"\n}\n\n# Other",
      "Title: T\nDate: 2020-10-03\r\nAuthor: Ann\nCover: a.png\n\n# Other",
      // Behind blank lines.
      "\n\r\n{\n \"title\": \"T\", \"date\": \"2020-10-03\",\n \"author\": \"Ann\", \"cover\": \"a.png\"\n}\n# Other",
      " \nTitle: T\nDate: 2020-10-03\nAuthor: Ann\nCover: a.png\n\n# Other",
      "\n\n---\ntitle: T\ndate: 2020-10-03\nauthor: Ann\ncover: a.png\n---\n# Other",
    ])
  func otherFrontMatter(text: String) {
    let read = article(text, "a.md")
    #expect(read.metadata.headline == "T")
    #expect(read.metadata.datePublished?.text == "2020-10-03")
    #expect(read.metadata.author == ["Ann"])
    #expect(read.metadata.wordCount == 1)
    #expect(read.references.map(\.url) == ["a.png"])
  }

  @Test(
    "What only looks like front matter is text",
    arguments: [
      "{\nno JSON\n}\n", "{% x %}\n", "Title: T\n\n", "Title: T\nand so on.\n\n", "Title: T\nDate: x", "{\n",
    ])
  func likeFrontMatter(text: String) {
    #expect(article(text + "\n# H\n", "a.md").metadata.headline == "H")
    #expect(article(text, "a.md").metadata.wordCount == WordCount.count(Array(text.utf8)))
  }

  @Test("Front matter that breaks YAML's rules still gives its simple lines")
  func brokenYAML() {
    let metadata = article(
      "---\ntitle: Water: a story\nauthor: Ann\ndate: 2020-01-02\nx: {{ y }}\n---\r\ntext", "a.md"
    ).metadata
    #expect(metadata.headline == "Water: a story")
    #expect(metadata.author == ["Ann"])
    #expect(metadata.datePublished?.text == "2020-01-02")
  }

  @Test(
    "A line of hyphens that opens no front matter is text",
    arguments: ["---\n# T\n", "---\n\n# T\n\n---\nx", "--- x\n# T"])
  func noFrontMatter(text: String) { #expect(article(text, "a.md").metadata.headline == "T") }

  @Test("JSON-LD goes before meta, meta before microdata, microdata before the text")
  func order() {
    let meta =
      "<meta property=og:title content=M><meta name=author content='M A'><meta name=author content='M B'>"
    let data = """
      <script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "WebSite", "name": "S"},
      {"@type": ["NewsArticle"], "headline": "L", "author": [{"@type": "Person", "name": "L A"}, "L B"],
       "publisher": {"@id": "#p"}, "datePublished": "2020-10-03T01:02:03+08:00"}, {"@id": "#p", "name": "Press"}]}</script>
      """
    let micro =
      "<b itemprop=headline>N</b><i itemprop=author>N A</i><time itemprop=datePublished datetime=2019-01-01>x</time>"
    let all = article("<html lang=en>" + meta + data + micro + "<h1>H</h1>").metadata
    #expect(all.headline == "L")
    #expect(all.author == ["L A", "L B"])
    #expect(all.publisher == "Press")
    #expect(all.datePublished?.text == "2020-10-03T01:02:03+08:00")
    #expect(all.inLanguage == "en")
    let second = article(meta + micro + "<h1>H</h1>").metadata
    #expect(second.headline == "M")
    #expect(second.author == ["M A", "M B"])
    #expect(second.datePublished?.text == "2019-01-01")
    let third = article(micro + "<h1>H</h1>").metadata
    #expect(third.headline == "N")
    #expect(third.author == ["N A"])
    #expect(article("<title>T</title><p>x</p><h2>2</h2><h1>H</h1>").metadata.headline == "H")
    #expect(article("<title>T</title><p>x</p><h2>2</h2>").metadata.headline == "T")
  }

  @Test(
    "JSON-LD is read behind the marks that hide it from other readers",
    arguments: [
      ("//<![CDATA[\n", "\n//]]>"), ("/* <![CDATA[ */", "/* ]]> */"), ("<!--\n", "\n//-->"), ("\n ", "\n"),
      ("<![CDATA[", ""),
    ])
  func hiddenLinkedData(opening: String, closing: String) {
    let data = #"[{"@type": "BlogPosting", "headline": "H", "@id": "https://x.example/1#post"}]"#
    let metadata = article(
      "<script type='application/ld+json; charset=utf-8'>\(opening)\(data)\(closing)</script>"
    )
    .metadata
    #expect(metadata.headline == "H")
    #expect(metadata.url == "https://x.example/1")
  }

  @Test("Entities and elements in JSON-LD are not part of the text")
  func htmlInLinkedData() {
    let metadata = article(
      """
      <script type="application/ld+json">{"@type": "Article", "headline": "A &amp; B&#8217;s <em>way</em>: 1 < 2 & 3",
      "author": {"name": "Jos&eacute; R&uuml;"}, "publisher": "X \\u0026amp; Y", "description": "R&D, AT&T"}</script>
      """
    ).metadata
    #expect(metadata.headline == "A & B’s way: 1 < 2 & 3")
    #expect(metadata.author == ["José Rü"])
    #expect(metadata.publisher == "X & Y")
    #expect(metadata.description == "R&D, AT&T")
  }

  @Test("In microdata a name belongs to whom it stands in")
  func nestedMicrodata() {
    let metadata = article(
      """
      <article itemscope><h1 itemprop=headline>H</h1>
      <p itemprop=author itemscope>By <a itemprop=url href=/jane><b itemprop=name>Jane Poe</b></a>, our reporter</p>
      <p itemprop=author>Ann</p>
      <div itemprop=publisher itemscope><img itemprop=logo src=l.png><meta itemprop=name content='The Paper'></div>
      <p itemprop=editor itemscope><span itemprop=name>E</span></p><b itemprop=name>N</b></article>
      """
    ).metadata
    #expect(metadata.author == ["Jane Poe", "Ann"])
    #expect(metadata.publisher == "The Paper")
    #expect(metadata.editor == "E")
    #expect(metadata.headline == "H")
  }

  @Test("Dublin Core and citation names count")
  func otherMeta() {
    let metadata = article(
      "<meta name=DC.title content=T><meta name=citation_author content=A><meta name=citation_publication_date content=2020/10>"
        + "<meta name=DC.publisher content=P><meta property=article:section content=S><link rel=canonical href=https://x.example/y>"
        + "<meta name=citation_pdf_url content=p.pdf>")
    #expect(metadata.metadata.headline == "T")
    #expect(metadata.metadata.author == ["A"])
    #expect(metadata.metadata.datePublished?.text == "2020-10")
    #expect(metadata.metadata.publisher == "P")
    #expect(metadata.metadata.articleSection == "S")
    #expect(metadata.metadata.url == "https://x.example/y")
    #expect(metadata.references.map(\.url) == ["p.pdf"])
  }

  @Test(
    "Datelines and by-lines of Chinese papers are read in all their spellings",
    arguments: [
      ("【大纪元2020年10月03日讯】（大纪元记者何坚报导）正文", "大纪元", "2020-10-03", ["何坚"]),
      ("【大紀元2020年1月3日訊】(大紀元記者何堅、張三台灣台北綜合報導)", "大紀元", "2020-01-03", ["何堅", "張三"]),
      ("【新唐人北京时间2021年02月28日讯】正文", "新唐人", "2021-02-28", []),
      ("【希望之声2020年10月3日】(本台记者文静采访报导)", "希望之声", "2020-10-03", ["文静"]),
      ("（中央社記者王小明台北3日電）", "中央社", nil, ["王小明"]),
      ("[明慧网2019年12月5日]", "明慧网", "2019-12-05", []),
      ("【大纪元记者李四综合报导】", "大纪元", nil, ["李四"]),
      ("（山城报记者Ann Lee报导／李四编译）", "山城报", nil, ["Ann Lee", "李四"]),
      ("（山城报记者李四／综合报导）", "山城报", nil, ["李四"]),
      ("作者：王五", nil, nil, ["王五"]), ("文／王五", nil, nil, ["王五"]),
      ("【大纪元2020年13月03日讯】", nil, nil, []), ("他在（2020年10月3日）说", nil, nil, []),
      ("【独家】记者会今天举行", nil, nil, []),
    ] as [(String, String?, String?, [String])])
  func datelines(text: String, publisher: String?, date: String?, author: [String]) {
    let metadata = article("<h1>标题</h1><p>\(text)</p>").metadata
    #expect(metadata.publisher == publisher)
    #expect(metadata.datePublished?.text == date)
    #expect(metadata.author == author)
  }

  @Test(
    "A line of facts under a title gives each of them",
    arguments: [
      ("2020年10月03日 08:30 来源：大河报 作者：李四", "大河报", "2020-10-03T08:30:00", ["李四"]),
      ("时间：2020-10-03　來源：大河報 | 記者：李四、張三 點擊：20", "大河報", "2020-10-03", ["李四", "張三"]),
      ("作者：李四 来源：大河报", "大河报", nil, ["李四"]), ("作者：李四 张三", nil, nil, ["李四", "张三"]),
      ("来源：https://x.example/a 作者: Ann Lee", nil, nil, ["Ann Lee"]), ("来源：大河报", "大河报", nil, []),
      ("他说水的来源：河与雨。", nil, nil, []), ("水 来源", nil, nil, []),
    ] as [(String, String?, String?, [String])])
  func facts(text: String, publisher: String?, date: String?, author: [String]) {
    let metadata = article("<h1>标题</h1><div>\(text)</div><p>正文").metadata
    #expect(metadata.publisher == publisher)
    #expect(metadata.datePublished?.text == date)
    #expect(metadata.author == author)
  }

  @Test(
    "An author is told by the word for it in other languages too",
    arguments: [
      ("Автор: Иван Петров", "Иван Петров"), ("Tác giả: Nguyễn Văn A", "Nguyễn Văn A"),
      ("Auteur : Jean Dupont", "Jean Dupont"),
      ("執筆：山田太郎", "山田太郎"), ("نویسنده: علی رضایی", "علی رضایی"),
    ])
  func otherLanguages(text: String, author: String) {
    #expect(article("# T\n\n\(text)\n\nx", "a.md").metadata.author == [author])
  }

  @Test(
    "The editor and the original's address are read in all their spellings",
    arguments: [
      ("责任编辑：张三#", "张三", nil), ("責任編輯:李四◇", "李四", nil), ("（责编：王五）", "王五", nil),
      ("原文地址（需翻墙访问）：https://x.example/a.htm", nil, "https://x.example/a.htm"),
      ("原文網址: https://x.example/图?b=1。", nil, "https://x.example/图?b=1"),
      ("原文链接：<a href='https://x.example/b'>标题</a>", nil, "https://x.example/b"),
      ("Originally published at https://x.example/c", nil, "https://x.example/c"),
      ("原文地址：不详", nil, nil),
    ] as [(String, String?, String?)])
  func editorAndOriginal(text: String, editor: String?, url: String?) {
    let metadata = article("<p>x<p>\(text)").metadata
    #expect(metadata.editor == editor)
    #expect(metadata.url == url)
  }

  @Test("English by-lines and dates are read from the first lines")
  func english() {
    let metadata = article(
      "# T\n\nBy Jane Doe and J. van Dyk | October 3, 2020\n\nUpdated: 4 Nov 2020\n\nBy the river it rained.",
      "a.md"
    ).metadata
    #expect(metadata.author == ["Jane Doe", "J. van Dyk"])
    #expect(metadata.datePublished?.text == "2020-10-03")
    #expect(metadata.dateModified?.text == "2020-11-04")
    #expect(article("<p>By the river it rained.").metadata.author.isEmpty)
  }

  @Test(
    "By-lines in French, German and Spanish are those of two words or more with capitals",
    arguments: [
      ("Par Jean Dupont et Marie-Ève Curie", ["Jean Dupont", "Marie-Ève Curie"]),
      ("Von Hans Meier und Eva von der Heide", ["Hans Meier", "Eva von der Heide"]),
      ("Por Ana López y Álvaro de la Cruz | 3 de octubre de 2020", ["Ana López", "Álvaro de la Cruz"]),
      ("PAR JEAN DUPONT", ["JEAN DUPONT"]), ("Par ailleurs, il pleut", []), ("Von Berlin nach Paris", []),
      ("Von Neumann", []), ("Por favor", []), ("Party Politics", []), ("Portland Oregon", []),
      ("Par AFP.", []),
    ])
  func foreignByLines(line: String, authors: [String]) {
    #expect(article("# T\n\n\(line)\n\nText.", "a.md").metadata.author == authors)
  }

  @Test(
    "The day in a file's name or path is the date",
    arguments: [
      ("_posts/2016-03-15-title.md", "2016-03-15"), ("2016/03/15/x.md", "2016-03-15"),
      ("2016-13-15-x.md", nil), ("x.md", nil),
    ] as [(String, String?)])
  func fileNames(path: String, date: String?) {
    #expect(article("x", path).metadata.datePublished?.text == date)
  }

  @Test(
    "Words are counted, and Han characters and kana one each",
    arguments: [
      ("Stele 是 石碑", 4), ("one two-three don't — 4", 4), ("你好，世界。", 4), ("한국어 단어", 2), ("", 0), ("... !", 0),
      ("ひらカタ abc", 5),
    ])
  func wordCount(text: String, count: Int) { #expect(WordCount.count(Array(text.utf8)) == count) }
}
