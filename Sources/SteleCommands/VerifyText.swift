import Stele
import SteleCore

/// What `stele verify` prints.
enum VerifyText {
  static func text(_ report: VerificationReport, _ package: String) -> String {
    "\(name(package)): \(words(report))\n" + facts(report, package)
  }

  /// What was found of a part of a package.
  static func text(_ report: PartReport, _ receipt: Receipt, _ package: String) -> String {
    let sound = report.soundBytes
    if let verification = report.verification {
      var text = "\(name(package)): whole: \(words(verification))"
      if !report.isRight { text += "; the first \(sound) of \(report.bytesRead) bytes are right" }
      return text + "\n" + facts(verification, package)
    }
    var text = "\(name(package)): the first \(sound) of \(receipt.packageBytes) bytes are right"
    text += report.isRight ? "; the transfer can go on at offset \(sound)\n" : ", WRONG from there on\n"
    let rows = [("files", "\(report.files) of \(receipt.files) are there, each proven")]
    return text + Formatting.table(rows) + FindingText.list(report.findings)
  }

  private static func name(_ package: String) -> String {
    package == "-" ? "standard input" : Diagnostics.shown(package)
  }

  private static func words(_ report: VerificationReport) -> String {
    var words = verdict(report)
    if let isExpected = report.isExpected { words.append(isExpected ? "expected" : "NOT THE EXPECTED ONE") }
    return words.joined(separator: ", ") + (report.depth == .quick ? " (stored bytes only)" : "")
  }

  private static func facts(_ report: VerificationReport, _ package: String) -> String {
    var rows: [(String, String)] = []
    if let digest = report.packageDigest { rows.append(("package digest", digest.description)) }
    rows.append(("files", files(report)))
    if let counts = report.articleCounts {
      rows.append(("articles", "\(counts.articles)"))
      if counts.articles > 0 {
        rows.append(
          ("assets", Formatting.assets(counts.included, missing: counts.missing, skipped: counts.skipped)))
      }
    }
    if let damage = report.damage { rows += DamageText.rows(damage, report, package) }
    if report.depth == .quick, !report.isIntact, !report.findings.contains(where: { $0.code == .notAPackage })
    {
      rows.append(
        (
          "repair",
          "not tried: 'stele verify' without --quick says which files are touched, and whether repair is possible"
        ))
    }
    return Formatting.table(rows) + FindingText.list(report.findings)
  }

  private static func files(_ report: VerificationReport) -> String {
    let bytes = Formatting.bytes(report.bytes)
    // A quick check that could not begin, or one that stopped, has counted nothing.
    guard report.isCheckedToEnd else { return "not counted" }
    guard report.hasManifest else { return "none is proven: the manifest is damaged or missing" }
    let isLacking = report.depth == .full && !report.isComplete
    return isLacking ? "\(report.files) listed, \(bytes) found" : "\(report.files), \(bytes)"
  }

  /// What the report says in a few words. What was not checked to its end is not said to be damaged unless it is.
  static func verdict(_ report: VerificationReport) -> [String] {
    if !report.isCheckedToEnd {
      return report.isKnownDamaged ? ["NOT INTACT", "NOT CHECKED TO THE END"] : ["NOT CHECKED TO THE END"]
    }
    return [report.isIntact ? "intact" : "NOT INTACT", report.isComplete ? "complete" : "NOT COMPLETE"]
  }

  static func json(_ report: VerificationReport, _ package: String) -> String {
    FindingText.line(.object(members(report, package)))
  }

  /// What could not be read is neither called intact nor damaged.
  static func json(_ error: SteleError, _ package: String, depth: String) -> String {
    FindingText.line(
      .object([
        "package": .string(package), "depth": .string(depth), "checkedToEnd": .bool(false),
        "intact": .null, "complete": .null, "expected": .null, "packageDigest": .null, "contentDigest": .null,
        "containerDigest": .null, "files": .integer(0), "bytes": .integer(0), "articles": .null,
        "assets": .null, "findings": .array(error.findings.map(\.json)), "damage": .null, "part": .null,
        "error": ErrorReport.json(error),
      ]))
  }

  /// A part is neither intact nor complete: these are words for a whole package.
  static func json(_ report: PartReport, _ receipt: Receipt, _ package: String) -> String {
    var members: JSONObject
    if let verification = report.verification {
      members = self.members(verification, package)
    } else {
      members = [
        "package": .string(package), "depth": .string("partial"),
        "checkedToEnd": .bool(!report.findings.contains { $0.code == .limitExceeded }), "intact": .null,
        "complete": .null,
        "expected": expected(report), "packageDigest": text(report.packageDigest),
        "contentDigest": text(report.contentDigest), "containerDigest": .null,
        "files": .integer(Int64(report.files)), "bytes": .integer(Int64(clamping: report.bytes)),
        "articles": .null, "assets": .null, "findings": .array(report.findings.map(\.json)), "damage": .null,
      ]
    }
    members["error"] = .null
    members["part"] = .object([
      "right": .bool(report.isRight), "bytesRead": .integer(Int64(clamping: report.bytesRead)),
      "soundBytes": .integer(Int64(clamping: report.soundBytes)),
      "packageBytes": .integer(Int64(clamping: receipt.packageBytes)),
    ])
    return FindingText.line(.object(members))
  }

  /// `null` as long as nothing tells that this is the receipt's package.
  private static func expected(_ report: PartReport) -> JSONValue {
    let isOther = report.findings.contains { [.digestUnexpected, .receiptMismatch].contains($0.code) }
    return isOther ? .bool(false) : report.packageDigest == nil ? .null : .bool(true)
  }

  private static func text(_ digest: Digest?) -> JSONValue { digest.map { .string($0.description) } ?? .null }

  private static func members(_ report: VerificationReport, _ package: String) -> JSONObject {
    [
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
      "assets": report.articleCounts.map {
        Formatting.json(included: $0.included, missing: $0.missing, skipped: $0.skipped)
      } ?? .null,
      "findings": .array(report.findings.map(\.json)),
      "damage": report.damage.map(DamageText.json) ?? .null,
      "part": .null,
      "error": .null,
    ]
  }
}
