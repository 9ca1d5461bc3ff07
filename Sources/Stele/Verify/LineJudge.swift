import SteleBag
import SteleCore

/// Counts the lines of a tag file in JSON lines, sees that they stand in order, and reports what is wrong with one.
/// See Spec §8.1.
struct LineJudge: Sendable {
  private(set) var findings = FindingList()
  /// Lines so far.
  private(set) var number = 0
  private let file: TagFile
  private let code: RuleCode
  /// What the lines are sorted by, for people.
  private let order: String
  private var last: [UInt8]?

  init(_ file: TagFile, _ code: RuleCode, sortedBy order: String) {
    self.file = file
    self.code = code
    self.order = order
  }

  /// Goes on to the line that comes next.
  mutating func next() { number += 1 }

  /// Sees that the line stands behind the one before it.
  mutating func place(_ key: [UInt8], shown: String) {
    if let last, !last.lexicographicallyPrecedes(key) {
      add("'\(shown)' does not stand in the order of \(order), or twice")
    }
    last = key
  }

  mutating func add(_ message: String) {
    findings.add(
      Finding(code, path: file.rawValue, "\(file.rawValue), line \(number): \(message)"), of: code)
  }
}
