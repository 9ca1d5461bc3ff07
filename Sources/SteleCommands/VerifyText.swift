import Stele
import SteleCore

/// What `stele verify` prints.
enum VerifyText {
  static func text(_ report: VerificationReport, _ package: String) -> String {
    var words = verdict(report)
    if let isExpected = report.isExpected { words.append(isExpected ? "expected" : "NOT THE EXPECTED ONE") }
    var text =
      "\(package == "-" ? "standard input" : Diagnostics.shown(package)): \(words.joined(separator: ", "))"
    if report.depth == .quick { text += " (stored bytes only)" }
    text += "\n"
    var rows: [(String, String)] = []
    if let digest = report.packageDigest { rows.append(("package digest", digest.description)) }
    rows.append(("files", "\(report.files), \(Formatting.bytes(report.bytes))"))
    if let articles = report.articles { rows.append(("articles", "\(articles)")) }
    if let damage = report.damage { rows += self.rows(damage, of: report.files, package) }
    text += Formatting.table(rows)
    return text + FindingText.list(report.findings)
  }

  /// What the report says in a few words. What was not checked to its end is not said to be damaged unless it is.
  static func verdict(_ report: VerificationReport) -> [String] {
    if !report.isCheckedToEnd {
      return report.isKnownDamaged ? ["NOT INTACT", "NOT CHECKED TO THE END"] : ["NOT CHECKED TO THE END"]
    }
    return [report.isIntact ? "intact" : "NOT INTACT", report.isComplete ? "complete" : "NOT COMPLETE"]
  }

  static func json(_ report: VerificationReport, _ package: String) -> String {
    func text(_ digest: Digest?) -> JSONValue { digest.map { .string($0.description) } ?? .null }
    return FindingText.line(
      .object([
        "package": .string(package),
        "depth": .string(report.depth.rawValue),
        "checkedToEnd": .bool(report.isCheckedToEnd),
        "intact": .bool(report.isIntact),
        "complete": .bool(report.isComplete),
        "expected": report.isExpected.map(JSONValue.bool) ?? .null,
        "packageDigest": text(report.packageDigest),
        "contentDigest": text(report.contentDigest),
        "containerDigest": text(report.containerDigest),
        "files": .integer(Int64(report.files)),
        "bytes": .integer(Int64(clamping: report.bytes)),
        "articles": report.articles.map { .integer(Int64($0)) } ?? .null,
        "findings": .array(report.findings.map(FindingText.json)),
        "damage": report.damage.map(json) ?? .null,
      ]))
  }

  private static func rows(_ damage: DamageReport, of files: Int, _ package: String) -> [(String, String)] {
    guard !damage.ranges.isEmpty else {
      return [("damage", "none: the stored bytes are those that were written, so repair cannot help")]
    }
    let bytes = damage.ranges.reduce(0) { $0 + $1.count }
    let repair =
      damage.isRepairable
      ? "possible: stele repair \(Diagnostics.shown(package)) -o FIXED"
      : damage.stripes.all == 0
        ? "not from this file alone, which has no recovery data; another copy may help (--from)"
        : "not from this file alone: \(damage.stripes.lost) of \(damage.stripes.all) stripes lost too much; another copy may help (--from)"
    return [
      ("damage", "\(Formatting.count(damage.ranges.count, "range")), \(Formatting.bytes(bytes))"),
      (
        "touched",
        "\(damage.files.count) of \(Formatting.count(files, "file")), \(Formatting.count(damage.articles.count, "article")); the other \(max(0, files - damage.files.count)) files are proven"
      ),
      ("repair", repair),
    ]
  }

  private static func json(_ damage: DamageReport) -> JSONValue {
    .object([
      "ranges": .array(
        damage.ranges.map { range in
          .object([
            "part": .string(range.part.rawValue), "offset": .integer(Int64(clamping: range.offset)),
            "bytes": .integer(Int64(clamping: range.count)),
          ])
        }),
      "files": .array(damage.files.map(JSONValue.string)),
      "articles": .array(damage.articles.map(JSONValue.string)),
      "repairable": .bool(damage.isRepairable),
      "stripes": .object([
        "all": .integer(Int64(damage.stripes.all)), "damaged": .integer(Int64(damage.stripes.damaged)),
        "lost": .integer(Int64(damage.stripes.lost)),
      ]),
    ])
  }
}
