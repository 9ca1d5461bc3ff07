/// The processors that this process may use.
package enum Processors {
  /// How many there are, at least 1; what parallel work is sized by.
  package static let count = max(1, System.processorCount())
}
