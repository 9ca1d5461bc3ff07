/// What became of the things that articles show, in numbers.
package struct AssetCounts: Hashable, Sendable {
  package private(set) var included = 0
  package private(set) var missing = 0
  package private(set) var skipped = 0

  package init() {}

  package var all: Int { included + missing + skipped }

  /// Counts one more.
  package mutating func add(_ status: AssetStatus) {
    switch status {
    case .included: included += 1
    case .missing: missing += 1
    case .skipped: skipped += 1
    }
  }

  package static func += (counts: inout AssetCounts, more: AssetCounts) {
    counts.included += more.included
    counts.missing += more.missing
    counts.skipped += more.skipped
  }
}
