import ArgumentParser
import Stele
import SteleCore

struct ListCommand: RandomAccessCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    _superCommandName: SteleCommand.name,
    abstract: "List the articles of a package, or its files.",
    usage: "stele list [--files] [--json] PKG",
    discussion: """
      Columns: date, assets included of all, headline (80 characters at most), path. With --files: size, time (UTC), \
      path. With --json: one object a line, whole.

      EXIT STATUS
        0  done
        1  the package is damaged
        2  wrong usage
        3  no package, or it cannot be read

      EXAMPLE
        stele list --files news.stele.tar.gz
      """)

  @OptionGroup var file: PackageArgument

  @Flag(help: "List the files instead of the articles.")
  var files = false

  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func run() throws {
    let package = try file.open(limits.limits)
    if files { try listFiles(package) } else { try listArticles(package) }
  }

  private func listArticles(_ package: Package) throws {
    if options.json {
      var text = ""
      try package.forEachArticle { text += $0.json + "\n" }
      return try Terminal.write(text)
    }
    // What an article shows may be much; of that only the columns are kept.
    var rows: [(date: String, count: String, rest: String)] = []
    try package.forEachArticle { article in
      rows.append(
        (
          article.datePublished.map { Diagnostics.shown(String($0.unicodeScalars.prefix(10))) } ?? "-",
          "\(article.assets.count { $0.status == .included })/\(article.assets.count)",
          Diagnostics.shown(Formatting.beginning(article.headline ?? "(no headline)", 80)) + "  "
            + Diagnostics.shown(article.path.description)
        ))
    }
    let width = rows.map(\.count.count).max() ?? 0
    var text = ""
    for row in rows {
      text += row.date + String(repeating: " ", count: max(0, 10 - row.date.count)) + "  "
      text += String(repeating: " ", count: width - row.count.count) + row.count + "  " + row.rest + "\n"
    }
    try Terminal.write(text)
    if rows.isEmpty, !options.quiet {
      Diagnostics.hint("there are no articles in this package; --files lists its files")
    }
  }

  private func listFiles(_ package: Package) throws {
    let files = try package.files()
    if options.json {
      return try Terminal.write(files.map { FindingText.line(Self.json($0)) }.joined())
    }
    let width = files.map { String($0.size).count }.max() ?? 0
    var text = ""
    for file in files {
      let size = file.isFolder ? "" : String(file.size)
      text += String(repeating: " ", count: width - size.count) + size
      text +=
        "  \(Formatting.time(file.modified))  \(Diagnostics.shown(file.path.description))\(file.isFolder ? "/" : "")\n"
    }
    try Terminal.write(text)
  }

  private static func json(_ file: PackageFileInfo) -> JSONValue {
    .object([
      "path": .string(file.path.description + (file.isFolder ? "/" : "")),
      "contentSize": file.isFolder ? .null : .integer(Int64(clamping: file.size)),
      "encodingFormat": file.isFolder ? .null : .string(file.mediaType),
      "executable": .bool(file.isExecutable), "mtime": .integer(file.modified),
      "sha256": file.digest.map { .string($0.description) } ?? .null,
    ])
  }
}
