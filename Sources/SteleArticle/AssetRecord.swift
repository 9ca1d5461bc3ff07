package import SteleCore

/// One asset of an article, as `articles.jsonl` lists it. See Spec §8.2.
package struct AssetRecord: Hashable, Sendable {
  /// The address as the article has it.
  package var url: String
  /// What it is to the article.
  package var role: AssetRole
  /// Whether it is in the package.
  package var status: AssetStatus
  /// Why it is not; absent if it is.
  package var reason: AssetReason?
  /// The address that it was captured from, as `captures.jsonl` has it; `nil` if it was not asked for.
  package var address: String?
  /// Where the style sheet that names it is in the bag; `nil` if the article itself does.
  package var referrer: PackagePath?
  /// Where it is in the bag, its content's digest, its size in bytes and its media type; if it is included.
  package var path: PackagePath?
  package var sha256: Digest?
  package var contentSize: UInt64?
  package var encodingFormat: String?

  package init(url: String, role: AssetRole, status: AssetStatus, reason: AssetReason? = nil) {
    self.url = url
    self.role = role
    self.status = status
    self.reason = reason
  }
}
