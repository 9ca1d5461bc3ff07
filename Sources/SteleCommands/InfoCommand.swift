import ArgumentParser
import Stele
import SteleCore

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show a package's digests, sizes and description.",
    usage: "stele info [--json] PKG",
    discussion: """
      Nothing is verified: it is what the package says. 'stele verify' checks it.

      EXIT STATUS
        0  done
        1  the package is damaged
        2  wrong usage
        3  no package, or it cannot be read

      EXAMPLE
        stele info news.stele.tar.gz
      """)

  @Argument(help: ArgumentHelp("The package.", valueName: "pkg"))
  var package: String

  @OptionGroup var options: OutputOptions

  func run() throws {
    let package = try Package(contentsOf: package)
    let name = try package.name
    let info = try package.info()
    let articles = try package.articles()
    if options.json {
      return try Terminal.write(FindingText.line(json(package, name, info, articles)))
    }
    let assets = articles.flatMap(\.assets)
    func count(_ status: PackageAsset.Status) -> Int { assets.count { $0.status == status } }
    var rows = [
      ("name", Diagnostics.shown(name)),
      ("package digest", package.packageDigest.description),
      ("content digest", package.contentDigest.description),
      ("container digest", package.containerDigest.description),
      ("codec", package.codec.rawValue),
      (
        "files",
        "\(package.fileCount), \(Formatting.bytes(package.byteCount)) in \(Formatting.bytes(package.storedByteCount))"
      ),
      ("articles", "\(articles.count)"),
      ("assets", "\(count(.included)) included, \(count(.missing)) missing, \(count(.skipped)) skipped"),
    ]
    rows += info.map { ($0.label, Diagnostics.shown($0.value)) }
    try Terminal.write("\(Diagnostics.shown(self.package))\n" + Formatting.table(rows))
  }

  private func json(
    _ package: Package, _ name: String, _ info: [BagInfoElement], _ articles: [PackageArticle]
  ) -> JSONValue {
    func count(_ status: PackageAsset.Status) -> JSONValue {
      .integer(Int64(articles.reduce(0) { $0 + $1.assets.count { $0.status == status } }))
    }
    return .object([
      "package": .string(self.package), "name": .string(name),
      "packageDigest": .string(package.packageDigest.description),
      "contentDigest": .string(package.contentDigest.description),
      "containerDigest": .string(package.containerDigest.description),
      "codec": .string(package.codec.rawValue), "formatVersion": .integer(1),
      "files": .integer(Int64(package.fileCount)), "bytes": .integer(Int64(clamping: package.byteCount)),
      "packageBytes": .integer(Int64(clamping: package.storedByteCount)),
      "articles": .integer(Int64(articles.count)),
      "assets": .object([
        "included": count(.included), "missing": count(.missing), "skipped": count(.skipped),
      ]),
      "bagInfo": .array(info.map { .object(["label": .string($0.label), "value": .string($0.value)]) }),
    ])
  }
}
