import Stele
import SteleCore

/// How findings are printed.
enum FindingText {
  /// As many findings as a person reads, and how many there are besides.
  static func list(_ findings: [Finding], limit: Int = 40) -> String {
    let shown = findings.prefix(limit).map(text).joined()
    guard findings.count > limit else { return shown }
    return shown + "  … and \(findings.count - limit) more; --json shows all of them\n"
  }

  /// `E308 data/a.jpg: …` and where.
  static func text(_ finding: Finding) -> String {
    var text = "  \(finding.code) \(message(finding))"
    if let offset = finding.offset { text += " (at byte \(offset) of the package)" }
    if let article = finding.article.map(ExactText.init), article != finding.path.map(ExactText.init) {
      text += " (shown by \(Diagnostics.shown(article.text)))"
    }
    return text + "\n"
  }

  /// The message, with the path before it if it does not name it itself.
  static func message(_ finding: Finding) -> String {
    guard let path = finding.path, !finding.message.utf8.contains(path.utf8) else {
      return Diagnostics.shown(finding.message)
    }
    return "'\(Diagnostics.shown(path))': \(Diagnostics.shown(finding.message))"
  }

  /// One JSON value on a line.
  static func line(_ value: JSONValue) -> String {
    String(decoding: value.canonicalBytes, as: UTF8.self) + "\n"
  }
}
