/// What a look at the beginning of a package found, while its transfer still runs. See Spec §9.6.
public struct PartReport: Sendable {
  /// Bytes that were read.
  public let bytesRead: UInt64
  /// How many of them are right, from the first one on: the transfer goes on at this offset, or, if something is
  /// wrong, is to be done again from there.
  public let soundBytes: UInt64
  /// Whether nothing is wrong with what was read.
  public let isRight: Bool
  /// Payload files that are there whole, each proven by the receipt's manifest.
  public let files: Int
  /// Bytes of these files.
  public let bytes: UInt64
  /// `nil` if the tag manifest has not come yet.
  public let packageDigest: Digest?
  /// `nil` if the manifest has not come yet.
  public let contentDigest: Digest?
  /// In the order in which they were found.
  public let findings: [Finding]
  /// The full verification, if what was read is no part but all of the package.
  public let verification: VerificationReport?
}
