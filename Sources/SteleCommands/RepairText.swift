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
      var rows: [(String, String)] = []
      if let digest = report.verification?.packageDigest {
        rows.append(("package digest", digest.description))
      }
      let (verdict, container) = words(report.proof)
      rows.append(("container", container))
      return "\(Diagnostics.shown(output)): \(verdict)\n" + Formatting.table(rows) + list(report.steps)
    }
  }

  /// How the repair went, and what is known of the container.
  private static func words(_ proof: RepairProof?) -> (verdict: String, container: String) {
    switch proof {
    case .sealed:
      ("repaired, and verified in full", "as it was sealed: what is left of the package proves it")
    case .receipt: ("repaired, and verified in full", "as it was sealed: the receipt proves it")
    case .copy(let path):
      (
        "made whole from a copy, and verified in full",
        "that of '\(Diagnostics.shown(path))': nothing that is left of the package itself proves it"
      )
    case .files, nil:
      (
        "repaired; its files are proven, the container is not",
        "not proven: no digest of the stored bytes is left; a receipt would tell (--receipt)"
      )
    }
  }

  /// A note in one line.
  static func line(_ note: RepairNote) -> String {
    "'\(Diagnostics.shown(note.path))' \(Diagnostics.shown(note.message))"
  }

  private static func list(_ steps: [RepairStep], limit: Int = 40) -> String {
    let lines = steps.prefix(limit).map { step in
      "  bytes \(step.offset) to \(step.offset + step.count - 1), \(words(step.part)): \(words(step))\n"
    }
    let rest = steps.count > limit ? "  … and \(steps.count - limit) more; --json shows all of them\n" : ""
    return lines.joined() + rest
  }

  /// A part of a package.
  static func words(_ part: DamageReport.Range.Part) -> String {
    switch part {
    case .data: "data frames"
    case .behindEnd: "behind the end"
    default: part.rawValue
    }
  }

  private static func words(_ step: RepairStep) -> String {
    switch step.means {
    case .parity: "restored from parity"
    case .moved: "found at another place in the file"
    case .copy: "taken from '\(Diagnostics.shown(step.copy ?? ""))'"
    case .derived: "made anew from the data"
    case .removed: "taken away"
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
        "proof": report.proof.map { .string($0.name) } ?? .null,
        "proofCopy": proofCopy(report.proof),
        "notes": .array(report.notes.map(\.json)),
        "steps": .array(report.steps.map(\.json)),
        "lost": .array(report.lost.map(\.json)),
      ]))
  }

  private static func proofCopy(_ proof: RepairProof?) -> JSONValue {
    if case .copy(let path) = proof { return .string(path) }
    return .null
  }
}
