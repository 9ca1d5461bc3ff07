/// Why an asset is not in the package: the words of `reason`. See Spec §8.2.
package enum AssetReason: String, Hashable, Sendable, CaseIterable {
  /// Its address leads elsewhere, and no mapping covers it.
  case remote
  /// Its address leads into the source, but no file is there.
  case notFound = "not-found"
  /// Its address is made by a template, and no path can be told from it.
  case template
  /// Its address has a scheme that no package can hold, such as `blob:` or `file:`.
  case scheme
  /// Its address is none: too long, or not text.
  case invalid
  /// It is a picture of no more than one pixel, which counts readers and shows nothing.
  case tracker
  /// It is there, but could not be read.
  case unreadable

  /// The status that goes with the reason: what could not be had is missing, what was left is skipped.
  package var status: AssetStatus {
    switch self {
    case .tracker, .unreadable: .skipped
    case .remote, .notFound, .template, .scheme, .invalid: .missing
    }
  }
}

/// Whether an asset is in the package.
package enum AssetStatus: String, Hashable, Sendable, CaseIterable {
  case included, missing, skipped
}
