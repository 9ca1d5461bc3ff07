import ArgumentParser
import Stele

struct ShowCommand: RandomAccessCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    _superCommandName: SteleCommand.name,
    abstract: "Show what is known of an article.",
    usage: "stele show [--json] PKG ARTICLE",
    discussion: """
      Author, date, address and all else that the record has, then what the article shows: included, missing \
      or skipped, and why.

      EXIT STATUS
        0  done
        1  the package is damaged
        2  wrong usage
        3  no package, no such article, or it cannot be read

      EXAMPLE
        stele show news.stele.tar.gz '*n1001*'
      """)

  @OptionGroup var file: PackageArgument

  @Argument(help: ArgumentHelp("Its path, or a pattern as for 'stele extract'.", valueName: "article"))
  var article: String

  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func run() throws {
    let found = try file.open(limits.limits).articles(matching: article)
    if options.json { return try Terminal.write(found.map { $0.json + "\n" }.joined()) }
    try Terminal.write(found.map(Self.text).joined(separator: "\n"))
  }

  private static func text(_ article: PackageArticle) -> String {
    let fields: [(String, String?)] = [
      ("author", article.author.isEmpty ? nil : article.author.joined(separator: ", ")),
      ("editor", article.editor), ("publisher", article.publisher), ("published", article.datePublished),
      ("modified", article.dateModified), ("address", article.url), ("section", article.articleSection),
      ("language", article.inLanguage), ("words", article.wordCount.map(String.init)),
      ("description", article.description), ("path", article.path.description),
      ("digest", article.digest.description),
    ]
    var text = Diagnostics.shown(article.headline ?? "(no headline)") + "\n"
    text += Formatting.table(
      fields.compactMap { label, value in value.map { (label, Diagnostics.shown($0)) } })
    let included = article.assets.count { $0.status == .included }
    text +=
      article.assets.isEmpty ? "no assets\n" : "assets: \(included) of \(article.assets.count) included\n"
    for asset in article.assets {
      let reason = asset.reason.map { " (\($0))" } ?? ""
      text +=
        "  " + Diagnostics.shown("\(asset.status.rawValue)\(reason)  \(asset.role)  \(asset.url)") + "\n"
      if let sheet = asset.referrer { text += "    named in \(Diagnostics.shown(sheet.description))\n" }
      if let path = asset.path, let size = asset.contentSize {
        let kind = asset.encodingFormat ?? ""
        text += "    " + Diagnostics.shown("\(path), \(kind), \(Formatting.bytes(size))") + "\n"
      }
    }
    return text
  }
}
