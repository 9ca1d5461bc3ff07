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
          Formatting.assets(
            report.assetsIncluded, missing: report.assetsMissing, skipped: report.assetsSkipped)
        ))
    }
    if let capture = report.capture { rows.append(("captured", text(capture))) }
    rows.append(
      (
        "files",
        "\(report.files), \(Formatting.bytes(report.bytes)) in \(Formatting.bytes(report.packageBytes))"
      ))
    let place = report.path.map(Diagnostics.shown) ?? "standard output"
    return "\(place)\(report.wasThere ? " is there already, the very same package" : "")\n"
      + Formatting.table(rows)
  }

  private static func text(_ capture: CaptureSummary) -> String {
    let failed = capture.failures.values.reduce(0, +)
    return
      "\(capture.fetched) fetched (\(Formatting.bytes(capture.fetchedBytes))), \(capture.cached) from the cache, \(failed) failed"
  }

  /// What could not be captured, in one line; `nil` if everything could.
  static func failures(_ capture: CaptureSummary) -> String? {
    guard !capture.failures.isEmpty else { return nil }
    let failed = capture.failures.values.reduce(0, +)
    let reasons = capture.failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \(Diagnostics.shown($0.key))" }
    return
      "\(failed) of \(Formatting.count(capture.requests, "address")) could not be captured (\(reasons.joined(separator: ", "))); captures.jsonl says more"
  }

  private static func json(_ capture: CaptureSummary) -> JSONValue {
    .object([
      "requests": .integer(Int64(capture.requests)), "fetched": .integer(Int64(capture.fetched)),
      "fetchedBytes": .integer(Int64(clamping: capture.fetchedBytes)),
      "cached": .integer(Int64(capture.cached)),
      "failures": .object(JSONObject(capture.failures.map { ($0.key, .integer(Int64($0.value))) })),
    ])
  }

  static func json(_ report: PackEachReport) -> String {
    FindingText.line(
      .object([
        "packages": .integer(Int64(report.packages)), "leftOut": .integer(Int64(report.leftOut)),
        "findings": .array(report.findings.map(\.json)),
      ]))
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
      "assets": Formatting.json(
        included: report.assetsIncluded, missing: report.assetsMissing, skipped: report.assetsSkipped),
      "capture": report.capture.map(json) ?? .null,
      "findings": .array(report.findings.map(\.json)),
    ])
    return FindingText.line(value)
  }
}
