import Stele
import SteleCore

/// What `stele repair` prints.
enum RepairText {
  static func text(_ report: RepairReport, _ package: String, _ output: String) -> String {
    switch report.outcome {
    case .wasIntact: return "\(Diagnostics.shown(package)): intact; nothing to repair, nothing was written\n"
    case .lost:
      return "\(Diagnostics.shown(package)): CANNOT BE MADE WHOLE; nothing was written\n"
        + FindingText.list(report.lost)
    case .repaired:
      var text = "\(Diagnostics.shown(output)): repaired, and verified in full\n"
      if let digest = report.verification?.packageDigest {
        text += Formatting.table([("package digest", digest.description)])
      }
      return text + list(report.steps)
    }
  }

  private static func list(_ steps: [RepairStep], limit: Int = 40) -> String {
    let lines = steps.prefix(limit).map { step in
      "  bytes \(step.offset) to \(step.offset + step.count - 1): \(words(step))\n"
    }
    let rest = steps.count > limit ? "  … and \(steps.count - limit) more; --json shows all of them\n" : ""
    return lines.joined() + rest
  }

  private static func words(_ step: RepairStep) -> String {
    switch step.means {
    case .parity: "restored from parity"
    case .moved: "found at another place in the file"
    case .copy: "taken from '\(Diagnostics.shown(step.copy ?? ""))'"
    case .derived: "made anew from the data"
    case .removed: "taken away, since they stood behind the end"
    }
  }

  static func json(_ report: RepairReport, _ package: String, _ output: String) -> String {
    let digest = report.verification?.packageDigest.map { JSONValue.string($0.description) }
    let isWritten = report.outcome == .repaired
    return FindingText.line(
      .object([
        "package": .string(package),
        "outcome": .string(report.outcome.rawValue),
        "output": isWritten ? .string(output) : .null,
        "packageDigest": digest ?? .null,
        "steps": .array(report.steps.map(\.json)),
        "lost": .array(report.lost.map(\.json)),
      ]))
  }
}
