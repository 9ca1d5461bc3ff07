import Stele
import SteleCore

/// What `stele verify` says of damage.
enum DamageText {
  /// Rows for the table of facts.
  static func rows(
    _ damage: DamageReport, _ report: VerificationReport, _ package: String
  ) -> [(String, String)] {
    var repair = [("repair", words(damage.prospect, package))]
    if damage.prospect != .possible, report.isCheckedToEnd {
      repair.append(("salvage", "what is left gets out: stele salvage -C DIR \(ShellWord.quoted(package))"))
    }
    guard !damage.ranges.isEmpty else { return repair }
    let lines = damage.ranges.prefix(mostRanges).map(words)
    var rows = [("damage", lines[0])] + lines.dropFirst().map { ("", $0) }
    if damage.ranges.count > mostRanges {
      rows.append(("", "… and \(damage.ranges.count - mostRanges) more ranges; --json shows all of them"))
    }
    return rows + [("touched", touched(damage.touched, report))] + repair
  }

  /// Ranges that a person reads.
  private static let mostRanges = 20

  private static func words(_ range: DamageReport.Range) -> String {
    // Where the end stood is not known if the footer is lost.
    guard range.count > 0 else { return "all from byte \(range.offset) on" }
    let part = range.part == .unknown ? "nobody knows what stood there" : range.part.rawValue
    let bytes = "bytes \(range.offset) to \(range.offset + range.count - 1): \(part)"
    guard let shift = range.movedBy else { return bytes }
    let distance = Formatting.count(Int(shift.magnitude), "byte")
    return "\(bytes), sound, but \(distance) further \(shift > 0 ? "on" : "back") in the file"
  }

  private static func touched(_ touched: TouchedFiles, _ report: VerificationReport) -> String {
    var found = Formatting.count(touched.files.count, "file")
    if touched.source != .entries || !touched.articles.isEmpty {
      found += ", " + Formatting.count(touched.articles.count, "article")
    }
    // What was not checked is not proven.
    guard report.isCheckedToEnd else { return "\(found), as far as was checked" }
    switch touched.source {
    case .entries: return "\(found) that can be found; others may be lost without a trace"
    case .restoredManifest: return "all: \(found), by the manifest that repair restores"
    case .manifest:
      let others = report.files - touched.files.count
      guard others > 0 else { return "all: \(found)" }
      let proven = others == 1 ? "file is proven" : "\(others) files are proven"
      return touched.files.isEmpty
        ? "no file; all \(report.files) are proven" : "\(found); the other \(proven)"
    }
  }

  private static func words(_ prospect: DamageReport.Prospect, _ package: String) -> String {
    switch prospect {
    case .possible: "possible: stele repair -o FIXED \(ShellWord.quoted(package))"
    case .needsCopies(let reason):
      "not from this file alone: \(Diagnostics.shown(reason)); another copy may help: stele repair --from COPY -o FIXED \(ShellWord.quoted(package))"
    case .impossible(let reason): "not possible: \(Diagnostics.shown(reason))"
    case .unknown(let reason): "not known, since it could not be tried: \(Diagnostics.shown(reason))"
    }
  }

  static func json(_ damage: DamageReport) -> JSONValue {
    let (repairable, obstacle): (Bool?, String?) =
      switch damage.prospect {
      case .possible: (true, nil)
      case .needsCopies(let reason), .impossible(let reason): (false, reason)
      case .unknown(let reason): (nil, reason)
      }
    return .object([
      "ranges": .array(
        damage.ranges.map { range in
          .object([
            "part": .string(range.part.rawValue), "offset": .integer(Int64(clamping: range.offset)),
            "bytes": .integer(Int64(clamping: range.count)),
            "movedBy": range.movedBy.map(JSONValue.integer) ?? .null,
          ])
        }),
      "files": .array(damage.touched.files.map(JSONValue.string)),
      "articles": .array(damage.touched.articles.map(JSONValue.string)),
      "filesNamedBy": .string(damage.touched.source.rawValue),
      "repairable": repairable.map(JSONValue.bool) ?? .null,
      "obstacle": obstacle.map(JSONValue.string) ?? .null,
      "stripes": .object([
        "all": .integer(Int64(damage.stripes.all)), "damaged": .integer(Int64(damage.stripes.damaged)),
        "lost": .integer(Int64(damage.stripes.lost)),
      ]),
    ])
  }
}
