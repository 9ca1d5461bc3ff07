import Testing

@testable import SteleArticle

struct ReferenceTests {
  @Test(
    "What a page shows is found in every form that HTML has for it",
    arguments: [
      ("<img src=a.png>", ["image a.png"]),
      ("<img src=a.png><img src='a.png'>", ["image a.png"]),
      (
        "<img srcset='a.png 1x, data:image/png;base64,AA,BB= 2x, b.png 3x' src=data:image/gif;base64,R0>",
        ["image a.png", "image b.png"]
      ),
      (
        "<picture><source srcset='a.webp, b.avif 2x'><img src=c.jpg></picture>",
        ["image a.webp", "image b.avif", "image c.jpg"]
      ),
      (
        "<video poster=p.jpg src=v.mp4><source src=w.webm><track src=t.vtt></video><audio src='s'></audio>",
        ["image p.jpg", "media v.mp4", "media w.webm", "media t.vtt", "media s"]
      ),
      (
        "<link rel=stylesheet href=s.css><link rel='shortcut icon' href=i.ico><link rel=preload as=font href=f>"
          + "<link rel=canonical href=https://x.example/a.png><link rel=alternate href=feed.pdf>",
        ["stylesheet s.css", "image i.ico", "font f"]
      ),
      (
        "<object data=o.pdf></object><embed src=e.swf><iframe src=d.pdf></iframe><iframe src=page.html></iframe>",
        ["document o.pdf", "media e.swf", "document d.pdf"]
      ),
      (
        "<img data-src=a.jpg><img data-original=b data-lazy-srcset='c.jpg 2x'><div data-bg='d.jpg'></div><p data-src=e></p>",
        ["image a.jpg", "image b", "image c.jpg", "image d.jpg"]
      ),
      (
        "<img src=none.gif file=a.jpg zoomfile=b.jpg><img _src=c real_src=d.jpg><p data-bg='url(\"e f.jpg\")'><i file=g.jpg>",
        ["image none.gif", "image a.jpg", "image b.jpg", "image c", "image d.jpg", "image e f.jpg"]
      ),
      ("<noscript><p><img src=n.png></noscript>", ["image n.png"]),
      (
        "<svg><image href=a.svg /><image xlink:href=b.svg /><use href='#x'/><use xlink:href=c.svg#x /></svg>",
        ["image a.svg", "image b.svg", "image c.svg#x"]
      ),
      (
        "<style>@import 'a.css'; @import url(b.css); /* url(no.png) */ p { background: url( \"c (1).png\" ) } @font-face { src: url(d.woff2) }</style>",
        ["stylesheet a.css", "stylesheet b.css", "image c (1).png", "font d.woff2"]
      ),
      ("<p style=\"background: url('a.png'), url(data:x,y)\">", ["image a.png"]),
      (
        "<style>p { background: -webkit-image-set('a.png' 1x, \"b.png\" type('image/png') 2x, url(c.png) 3x); content: 'no.png' }</style>",
        ["image a.png", "image b.png", "image c.png"]
      ),
      (
        "<style>p { background: image-set('a.png' 1x; content: 'no.png' } i { content: 'no.png' }</style>",
        ["image a.png"]
      ),
      (
        "<meta property=og:image content=a.png><meta name=twitter:image content=b>",
        ["image a.png", "image b"]
      ),
      ("<body background=a.gif><input type=image src=b.gif>", ["image a.gif", "image b.gif"]),
      (
        "<ok href=a.pdf>x</ok><a href='b.txt?x=1#y'></a><area href=c.zip><a href=d.html></a><a href=e.md></a><a href=f.MP3></a>",
        ["document a.pdf", "document b.txt?x=1#y", "document c.zip", "media f.MP3"]
      ),
      ("<a href=http://example.zip>x</a><a href='https://w.example/wiki/File:a.png'>", []),
      ("<a href=big.jpg><img src=small.jpg></a><img src=small.jpg>", ["image big.jpg", "image small.jpg"]),
      ("<a href=big.jpg><img src=small.jpg></a>", ["image big.jpg", "thumbnail small.jpg"]),
      ("<a href=page.html><img src=small.jpg></a>", ["image small.jpg"]),
      (
        "<img src='https://x.example/image'><img src=shot.md>",
        ["image https://x.example/image", "image shot.md"]
      ),
      ("<img src='a.png?x=1&amp;y=2'><img src='&#22270;.png'>", ["image a.png?x=1&y=2", "image 图.png"]),
      (
        "<img src=\\\"a.png\\\"><img src='a\\b.png'><img src=' c d.png '>",
        ["image \\\"a.png\\\"", "image a\\b.png", "image c d.png"]
      ),
      ("<img src=''><img src='#'><img src='data:image/png;base64,AA'><a href='javascript:a.png'>", []),
      ("<img src=blob:x><img src='file:///C:/a.png'>", ["image blob:x", "image file:///C:/a.png"]),
      ("<!-- <img src=a.png> --><script>'<img src=b.png>'</script><textarea><img src=c.png></textarea>", []),
      ("<html><body>x</body></html><img src=late.png>", ["image late.png"]),
    ])
  func html(text: String, expected: [String]) { #expect(references(text) == expected) }

  @Test("The pictures and media that JSON-LD gives the article are among what it shows, and no others")
  func linkedData() {
    let text = """
      <script type="application/ld+json">{"@graph": [{"@type": "Organization", "logo": "no.png"},
      {"@type": "NewsArticle", "image": ["a.jpg", {"@type": "ImageObject", "url": "b"}, {"@id": "#c"}],
       "thumbnailUrl": "d.jpg", "video": {"contentUrl": "e.mp4", "embedUrl": "no.mp4"}, "publisher": {"logo": "no.png"}},
      {"@id": "#c", "@type": "ImageObject", "contentUrl": "c.jpg", "url": "no.html"},
      {"@type": "NewsArticle", "image": "no.jpg"}]}</script><img src=a.jpg>
      """
    #expect(references(text) == ["image a.jpg", "image b", "image c.jpg", "image d.jpg", "media e.mp4"])
  }

  @Test(
    "What a Markdown document shows is found by its own syntax and by the HTML in it",
    arguments: [
      (
        "![x](a.png) ![y](<b c.png> \"t\") ![z][r]\n\n[r]: ../d.png",
        ["image a.png", "image b c.png", "image ../d.png"]
      ),
      ("![](图 片.png)", []),
      (
        "![](图片.png) ![](a%20b.png) ![](a\\_b.png) ![](a&amp;b.png)",
        ["image 图片.png", "image a%20b.png", "image a_b.png", "image a&b.png"]
      ),
      (
        "[![s](s.png)](big.png) [doc](x.pdf) [page](other.md)",
        ["image big.png", "thumbnail s.png", "document x.pdf"]
      ),
      (
        "| a |\n|---|\n| ![](t.png) |\n\nhttps://x.example/y.pdf",
        ["image t.png", "document https://x.example/y.pdf"]
      ),
      ("`![](code.png)` \n\n    ![](block.png)\n\n```\n<img src=fence.png>\n```", []),
      ("text[^1]\n\n[^1]: ![](note.png)", ["image note.png"]),
      ("a <img src=\"in.png\"> b\r\n\r\n<p><img src=block.png>\r\n", ["image in.png", "image block.png"]),
      ("![](data:image/png;base64,AAAA)", []),
      (
        "<figure markdown=\"1\">\n<figcaption>x</figcaption>\n![](fig.png \"t\")\n</figure>\n![](after.png)",
        ["image fig.png", "image after.png"]
      ),
      ("<figure>\n![](raw.png)\n</figure>", []),
      ("text[^a] [x]\n\n[^a]: note\n[x]: /y.pdf", ["document /y.pdf"]),
      (
        "![](//x.example/a.png) ![](/top.png) ![](..\\\\b.png)",
        ["image //x.example/a.png", "image /top.png", "image ..\\b.png"]
      ),
    ])
  func markdown(text: String, expected: [String]) { #expect(references(text, "a.md") == expected) }

  @Test(
    "A picture of one pixel or none is a tracker",
    arguments: [
      ("<img src=a width=1 height=1>", true), ("<img src=a width='0px' height='0px'>", true),
      ("<img src=a style='height: 1px; width:1px !important'>", true), ("<img src=a width=0>", true),
      ("<img src=a width=1 height=200>", false), ("<img src=a width=100%>", false), ("<img src=a>", false),
      ("<img src=a width=1 height=1><img src=a>", false), ("<img src=a style='width: 1em'>", false),
    ])
  func trackers(text: String, isTracker: Bool) {
    #expect(article(text).references.map(\.isTracker) == [isTracker])
  }

  @Test("A picture named after the article is its companion")
  func companion() {
    #expect(references("![](n1.md.png)", "pages/n1.md") == ["companion n1.md.png"])
    #expect(references("![](n2.md.png)", "pages/n1.md") == ["image n2.md.png"])
    #expect(references("[![](n2.md.png)](x/n2.md)", "pages/n1.md") == ["companion n2.md.png"])
  }

  @Test("Only ASCII white space around an address is cut off")
  func edges() {
    let found = article("<img src=' \n\ta.png\u{3000} '>").references
    #expect(found.map(\.url) == ["a.png\u{3000}"])
  }

  @Test("Two spellings of one text are two addresses")
  func spellings() {
    #expect(article("<img src='\u{E9}.png'><img src='e\u{301}.png'>").references.count == 2)
  }

  @Test("A base address is told, and embedded files are counted")
  func base() {
    let page = article("<base href='//x.example/y/'><img src=data:image/png;base64,AA><img src=a.png>")
    #expect(page.base == "//x.example/y/")
    #expect(page.embeddedCount == 1)
  }

  @Test(
    "A slash parts attributes where browsers take it for a blank, and is part of an address elsewhere",
    arguments: [
      ("<img/src=a.png>", ["image a.png"]), ("<img/alt=x/src=b.png><p>", []),
      ("<img/alt='x'/src='a.png'/>", ["image a.png"]), ("<img / src=a.png />", ["image a.png"]),
      ("<IMG/SRC=a.png>", ["image a.png"]), ("<img src=/x/a.png>", ["image /x/a.png"]),
      ("<img src= /x/a.png>", ["image /x/a.png"]), ("<a href=x/a.pdf>b</a>", ["document x/a.pdf"]),
      ("<img//src=a.png>", ["image a.png"]), ("<img src=//x.example/a.png>", ["image //x.example/a.png"]),
      ("<img src=it's/a.png>", ["image it's/a.png"]), ("<img src=\"a.png\"/alt=\"x/y\">", ["image a.png"]),
      ("<br/><img src=a.png/>", ["image a.png/"]),
      ("<script>'<img/src=no.png>'</script><!-- <img/src=no.png> -->", []),
    ])
  func slashes(html: String, expected: [String]) { #expect(references(html) == expected) }

  @Test("What the page inside of an iframe shows counts, in its place, and its text does not")
  func sourceDocument() {
    let page = article(
      """
      <img src=a.png><iframe srcdoc="<h1>No</h1><img src='b.png'><style>p{background:url(c.png)}</style>\
      &lt;img src=&quot;d.png&quot;&gt;<a href=e.pdf><iframe srcdoc='<img src=f.png>'></iframe>"></iframe><img src=g.png><p>Text
      """)
    #expect(page.references.map(\.url) == ["a.png", "b.png", "c.png", "d.png", "e.pdf", "f.png", "g.png"])
    #expect(page.metadata.headline == nil && page.metadata.wordCount == 1)
  }

  @Test("Pages inside of pages end somewhere")
  func nestedSourceDocuments() {
    var html = "<img src=deep.png>"
    for _ in 0..<12 {
      html =
        "<iframe srcdoc=\"\(html.replacing("&", with: "&amp;").replacing("\"", with: "&quot;"))\"></iframe>"
    }
    #expect(references("<img src=a.png>" + html) == ["image a.png"])
  }

  @Test(
    "Template tags give the address that can be seen in them",
    arguments: [
      ("{% image \"assets/a.jpg\" \"alt, with b.jpg\" %}", ["assets/a.jpg"], ["assets/a.jpg"]),
      (
        "<img src=\"{{ \"/assets/a.png\" | url }}\" alt=\"x\">", ["{{ \"/assets/a.png\" | url }}"],
        ["/assets/a.png"]
      ),
      ("![x]({{ '/a b.png' | relative_url }})", ["{{ '/a b.png' | relative_url }}"], ["/a b.png"]),
      ("![x]({{site.baseurl}}/assets/a.png)", ["{{site.baseurl}}/assets/a.png"], ["/assets/a.png"]),
      ("![x]({{ page.image }})", ["{{ page.image }}"], [nil]),
      ("![x](https://x.example/{{ y }}/a.png)", ["https://x.example/{{ y }}/a.png"], [nil]),
      ("{% include figure.html src=\"a.png\" alt='x' %}", ["a.png"], ["a.png"]),
      ("{% img left /images/a.png 350 'A title' %}", ["/images/a.png"], ["/images/a.png"]),
      ("{{ figure(src=\"a.png\") }} {{< figure src=\"b.png\" >}}", ["a.png", "b.png"], ["a.png", "b.png"]),
      ("`{% image \"code.png\" %}` and {{ no end", [], []),
      ("[see]({{ \"/2015/09/15/launch/\" | url }})", [], []),
    ] as [(String, [String], [String?])])
  func templates(text: String, urls: [String], targets: [String?]) {
    let found = article(text, "a.md").references
    #expect(found.map(\.url) == urls)
    #expect(found.map(\.target) == targets)
  }

  @Test("A template tag may name a value of the front matter")
  func frontMatterValue() {
    let found = article(
      "---\nimage: /a.png\nname: b\n---\n![]({{ page.image | url }}) ![]({{ page.name }})", "a.md"
    ).references
    #expect(found.map(\.target) == ["/a.png", "/a.png", nil])
  }

  @Test("Front matter names pictures and files")
  func frontMatter() {
    let text = """
      ---
      title: logo.png
      image: /a.jpg
      cover: { image: b.webp, alt: c.png }
      header:
        teaser: d.gif
      redirect_from: /e.png
      audio: f.mp3
      hero: true
      ---
      x
      """
    #expect(references(text, "a.md") == ["image /a.jpg", "image b.webp", "image d.gif", "media f.mp3"])
  }
}
