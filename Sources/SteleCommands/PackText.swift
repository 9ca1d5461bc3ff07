import Stele
import SteleCore

/// What `stele pack` prints.
enum PackText {
  static func text(_ report: PackReport) -> String {
    var rows = [
      ("package digest", report.packageDigest.description),
      ("articles", "\(report.articles)"),
    ]
    if report.articles > 0 {
      rows.append(
        (
          "assets",
          "\(report.assetsIncluded) included, \(report.assetsMissing) missing, \(report.assetsSkipped) skipped"
        ))
    }
    rows.append(
      (
        "files",
        "\(report.files), \(Formatting.bytes(report.bytes)) in \(Formatting.bytes(report.packageBytes))"
      ))
    let place = report.path.map(Diagnostics.shown) ?? "standard output"
    return "\(place)\(report.wasThere ? " is there already, the very same package" : "")\n"
      + Formatting.table(rows)
  }

  static func json(_ report: PackReport) -> String {
    let value: JSONValue = .object([
      "package": report.path.map(JSONValue.string) ?? .null,
      "name": .string(report.name),
      "wasThere": .bool(report.wasThere),
      "packageDigest": .string(report.packageDigest.description),
      "contentDigest": .string(report.contentDigest.description),
      "containerDigest": .string(report.containerDigest.description),
      "files": .integer(Int64(report.files)),
      "bytes": .integer(Int64(clamping: report.bytes)),
      "packageBytes": .integer(Int64(clamping: report.packageBytes)),
      "articles": .integer(Int64(report.articles)),
      "assets": .object([
        "included": .integer(Int64(report.assetsIncluded)),
        "missing": .integer(Int64(report.assetsMissing)),
        "skipped": .integer(Int64(report.assetsSkipped)),
      ]),
      "findings": .array(report.findings.map(FindingText.json)),
    ])
    return FindingText.line(value)
  }
}
