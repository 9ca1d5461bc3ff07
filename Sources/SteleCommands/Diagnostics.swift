import Stele

// The manners of the command line, for all commands:
// - Results go to standard output, and nothing else does. All that is said besides goes to standard error.
// - Each such line begins with "stele: "; then comes "error: ", "warning: " or "hint: ".
// - Messages are in lower case, name the file and what to do, and have no full stop.
// - Colours and progress are for terminals; NO_COLOR and --quiet are obeyed.

/// Lines on standard error.
enum Diagnostics {
  static func error(_ message: String) { say("error", colour: "31", message) }
  static func warning(_ message: String) { say("warning", colour: "33", message) }
  static func hint(_ message: String) { say("hint", colour: "36", message) }

  /// As many warnings as a person reads, and how many there are besides.
  static func warnings(_ findings: [Finding], limit: Int = 20) {
    for finding in findings.prefix(limit) { warning(line(finding)) }
    if findings.count > limit {
      hint("\(findings.count - limit) more warnings; --json shows all of them")
    }
  }

  /// A finding with its path, in one line.
  static func line(_ finding: Finding) -> String {
    let path = finding.path.map { "'\(shown($0))': " } ?? ""
    return "\(finding.code): \(path)\(shown(finding.message))"
  }

  /// A package as messages name it.
  static func named(_ package: String) -> String { package == "-" ? "standard input" : "'\(shown(package))'" }

  /// Text without control characters: what a file's name says must not command the terminal.
  static func shown(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isSteering) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSteering(scalar) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Control characters (general category Cc), and those that make text read in another order than it stands.
  private static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func say(_ kind: String, colour: String, _ message: String) {
    let label = Terminal.errorHasColours ? "\u{1B}[1;\(colour)m\(kind):\u{1B}[0m" : "\(kind):"
    Terminal.writeError("stele: \(label) \(message)\n")
  }
}
