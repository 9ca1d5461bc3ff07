import Testing

@testable import SteleArticle

/// A page of the kind that news mirrors make: Markdown around HTML whose links are `ok` elements.
private let page = """
  ### 【独家】山城市议会审议饮水预算
  ------------------------

  #### [首页](https://mirror.example/news/blob/master/README.md) &nbsp;|&nbsp; [说明](https://mirror.example/wiki)

  <div><img alt="图" class="wp-post-image" src="https://i.example.com/2020/07/cover-600x400.jpg"/>
  <div class="caption">
   市议会大楼。(路人摄)
  </div></div><hr/>

  <div><p>
   【山城报2020年10月03日讯】（山城报记者李四报导）
   <ok href="https://www.example.com/tag/%E6%B0%B4.html">
    饮水
   </ok>
   预算今天进入审议。
  </p>
  <p>
   <ok href="https://i.example.com/2020/10/002-1.jpg">
    <img alt="" src="https://i.example.com/2020/10/002-1-600x376.jpg"/>
   </ok>
  </p>
  <figure>
   <ok href="https://i.example.com/2020/10/002-2.jpg">
    <img alt="" src="https://i.example.com/2020/10/002-2.jpg"/>
   </ok>
  </figure>
  <p>
   <noscript>
    <ok href="https://docs.example.com/7/预算-草案.pdf">
     草案 (PDF)
    </ok>
   </noscript>
  </p>
  <p>
   <ok href="https://docs.example.com/7/预算-草案.txt">
    草案 (Text)
   </ok>
  </p>
  <p>
   责任编辑：王五#
  </p>
  </div>
  <hr/>
  手机上长按并复制下列链接或二维码分享本文章：<br/>
  https://mirror.example/news/blob/master/pages/n12345.md <br/>
  <a href='https://mirror.example/news/blob/master/pages/n12345.md'><img src='https://mirror.example/news/blob/master/pages/n12345.md.png'/></a> <br/>
  原文地址（需特别访问）：https://www.example.com/gb/20/10/2/n12345.htm

  <img src='http://count.example/news/pages/n12345.md' width='0px' height='0px'/>
  """

struct MirroredArticleTests {
  @Test("A mirrored article tells its metadata by its text alone", arguments: ["000.txt", "pages/n12345.md"])
  func metadata(path: String) {
    let metadata = article(page, path).metadata
    #expect(metadata.headline == "【独家】山城市议会审议饮水预算")
    #expect(metadata.datePublished?.text == "2020-10-03")
    #expect(metadata.author == ["李四"])
    #expect(metadata.editor == "王五")
    #expect(metadata.publisher == "山城报")
    #expect(metadata.url == "https://www.example.com/gb/20/10/2/n12345.htm")
  }

  @Test(
    "Each picture stands beside its full-size twin, each document in both forms, and the tracker is marked")
  func assets() {
    #expect(
      references(page, "000.txt") == [
        "image https://i.example.com/2020/07/cover-600x400.jpg",
        "image https://i.example.com/2020/10/002-1.jpg",
        "thumbnail https://i.example.com/2020/10/002-1-600x376.jpg",
        "image https://i.example.com/2020/10/002-2.jpg",
        "document https://docs.example.com/7/预算-草案.pdf",
        "document https://docs.example.com/7/预算-草案.txt",
        "companion https://mirror.example/news/blob/master/pages/n12345.md.png",
        "image tracker http://count.example/news/pages/n12345.md",
      ])
  }

  @Test(
    "The seed documents tell what they are", .enabled(if: !Corpus.files(below: "seeds").isEmpty),
    arguments: [
      (
        "seeds/000_014e08c086c1221e.txt", "【独家】吉林省委书记出国推销敏感服务", "2020-10-03",
        "https://www.epochtimes.com/gb/20/10/2/n12448868.htm", 28
      ),
      (
        "seeds/001_2d89c8248906f4ef.txt", "【内幕】花钱保政权 中山网信办购五大服务", "2020-09-06",
        "https://www.epochtimes.com/gb/20/9/2/n12376505.htm", 36
      ),
    ])
  func seeds(path: String, headline: String, date: String, url: String, count: Int) {
    let article = article(Corpus.read(path), path)
    #expect(article.metadata.headline == headline)
    #expect(article.metadata.datePublished?.text == date)
    #expect(article.metadata.author == ["何坚"])
    #expect(article.metadata.editor == "张宪义")
    #expect(article.metadata.publisher == "大纪元")
    #expect(article.metadata.url == url)
    #expect(article.references.count == count)
    let documents = article.references.filter { $0.role == .document }.map(\.url)
    #expect(
      documents.filter { $0.hasSuffix(".pdf") }.count == documents.filter { $0.hasSuffix(".txt") }.count)
    for thumbnail in article.references where thumbnail.role == .thumbnail {
      let twin = thumbnail.url.replacing(#/-600x\d+/#, with: "")
      #expect(article.references.contains { $0.url == twin && $0.role == .image })
    }
    #expect(article.references.filter { $0.role == .companion }.count == 1)
    #expect(article.references.filter(\.isTracker).count == 1)
  }
}
