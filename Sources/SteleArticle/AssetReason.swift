/// Why an asset is not in the package: the words of `reason`. See Spec §8.2.
package struct AssetReason: Hashable, Sendable {
  /// The word, or what became of the attempt to fetch it.
  package let text: String

  /// A reason in other words than those below.
  package init(_ text: String) { self.text = text }

  /// Its address leads elsewhere, and no mapping covers it.
  package static let remote = AssetReason("remote")
  /// Its address leads into the source, but no file is there.
  package static let notFound = AssetReason("not-found")
  /// Its address is made by a template, and no path can be told from it.
  package static let template = AssetReason("template")
  /// Its address has a scheme that no package can hold, such as `blob:` or `file:`.
  package static let scheme = AssetReason("scheme")
  /// Its address is none: too long, or not text.
  package static let invalid = AssetReason("invalid")
  /// It is a picture of no more than one pixel, which counts readers and shows nothing.
  package static let tracker = AssetReason("tracker")
}

/// Whether an asset is in the package.
package enum AssetStatus: String, Hashable, Sendable, CaseIterable {
  case included, missing, skipped
}
