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
      ]))
  }
}
