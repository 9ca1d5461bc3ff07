import ArgumentParser
import Stele
import SteleCore

struct InfoCommand: RandomAccessCommand, ReportingCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    _superCommandName: SteleCommand.name,
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

  @OptionGroup var file: PackageArgument

  @OptionGroup var limits: LimitOptions
  @OptionGroup var options: OutputOptions

  func run() throws {
    let package = try file.open(limits.limits)
    let name = try package.name
    let info = try package.info()
    let counts = try package.articleCounts()
    if options.json {
      return try Terminal.write(FindingText.line(json(package, name, info, counts)))
    }
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
      ("recovery data", package.recovery.map(Self.words) ?? "none"),
      ("articles", "\(counts.articles)"),
      ("assets", Formatting.assets(counts.included, missing: counts.missing, skipped: counts.skipped)),
    ]
    rows += info.filter { !Self.shownAbove.contains($0.label) }.map {
      ($0.label, Diagnostics.shown($0.value))
    }
    try Terminal.write("\(Diagnostics.shown(self.package))\n" + Formatting.table(rows))
  }

  /// Elements of which the rows above say all.
  private static let shownAbove = ["Payload-Oxum", "Bag-Size", "Stele-Articles", "Stele-Assets"]

  /// What the recovery data guarantees.
  private static func words(_ recovery: RecoveryData) -> String {
    let blocks = "any \(recovery.rows) of \(recovery.columns + recovery.rows) blocks"
    let stripes = recovery.stripes == 1 ? "" : " in each of \(recovery.stripes) stripes"
    return
      "\(recovery.ratio): \(blocks)\(stripes); any single burst up to \(Formatting.bytes(recovery.burst))"
  }

  private func json(
    _ package: Package, _ name: String, _ info: [BagInfoElement], _ counts: PackageArticleCounts
  ) -> JSONValue {
    .object([
      "package": .string(self.package), "name": .string(name),
      "packageDigest": .string(package.packageDigest.description),
      "contentDigest": .string(package.contentDigest.description),
      "containerDigest": .string(package.containerDigest.description),
      "codec": .string(package.codec.rawValue), "formatVersion": .integer(1),
      "files": .integer(Int64(package.fileCount)), "bytes": .integer(Int64(clamping: package.byteCount)),
      "packageBytes": .integer(Int64(clamping: package.storedByteCount)),
      "recovery": package.recovery.map { recovery in
        .object([
          "hundredthsOfPercent": .integer(Int64(recovery.ratio.hundredths)),
          "stripes": .integer(Int64(recovery.stripes)), "dataBlocks": .integer(Int64(recovery.columns)),
          "parityBlocks": .integer(Int64(recovery.rows)), "blockSize": .integer(Int64(recovery.blockSize)),
          "burst": .integer(Int64(clamping: recovery.burst)),
        ])
      } ?? .null,
      "articles": .integer(Int64(counts.articles)),
      "assets": Formatting.json(
        included: counts.included, missing: counts.missing, skipped: counts.skipped),
      "bagInfo": .array(info.map { .object(["label": .string($0.label), "value": .string($0.value)]) }),
    ])
  }
}
