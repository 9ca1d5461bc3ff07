import SteleCore

/// What came out of a damaged package, and what did not. See `Spec/schemas/salvage.schema.json`.
public struct SalvageReport: Sendable {
  /// What proves the files.
  public enum Manifest: String, Sendable {
    /// The manifest is as it was sealed: every file is held against it.
    case proven
    /// There is a manifest, but nothing proves that it is this package's.
    case unproven
    /// There is none any more.
    case lost
  }

  /// Why a file did not come out under its name.
  public enum Reason: String, Sendable {
    /// No entry with it was found: it stood in a damaged or missing part.
    case entryLost = "entry-lost"
    /// Some of its bytes are lost.
    case bytesLost = "bytes-lost"
    /// All of its bytes are there, but some of them are not those that were sealed.
    case bytesWrong = "bytes-wrong"
    /// It is a hard link to a file that is lost.
    case targetLost = "link-target-lost"
    /// The file system does not take its name or size.
    case unwritable
    /// More would have come out of the package than the limits allow.
    case limit = "limit-exceeded"
  }

  /// A file that did not come out under its name.
  public struct Loss: Sendable {
    /// Its path in the bag.
    public let path: PackagePath
    /// What it should be; `nil` if no manifest proves it.
    public let digest: Digest?
    /// Bytes that it should have; `nil` if nothing says.
    public let size: UInt64?
    /// Why.
    public let reason: Reason
    /// The article that shows it, or that it is: a path in the bag.
    public let article: String?
    /// Bytes of it that were there; any of them may be wrong.
    public let bytesFound: UInt64
    /// Which bytes of it were not there, as far as that is known.
    public let gaps: [Range<UInt64>]
    /// Where what was there of it stands below the folder; `nil` if it was not written.
    public let savedAs: PackagePath?
  }

  /// A file that came out, but that nothing proves.
  public struct Unproven: Sendable {
    /// Its path in the bag, as its entry states it.
    public let path: PackagePath
    /// Of what came out.
    public let digest: Digest
    /// Bytes.
    public let size: UInt64
    /// Where it stands below the folder.
    public let savedAs: PackagePath
  }

  /// What another copy gave.
  public struct Copy: Sendable {
    /// Its path, as the user named it.
    public let path: String
    /// Bytes of the package as it was sealed that were taken from it.
    public let storedBytes: UInt64
    /// Payload files that came out of it as it is, since they could not be had otherwise.
    public let files: Int
    /// Why it was passed over, to be read behind its name; `nil` if it was used.
    public let fault: String?
  }

  /// What was salvaged, as it was named.
  public let package: String
  /// The folder that the files went to.
  public let folder: String
  /// What proves the files.
  public let manifest: Manifest
  /// Payload files that stand under their names in `proven/data/`, each proven by its digest.
  public let files: Int
  /// Bytes of these files.
  public let bytes: UInt64
  /// The payload files that do not. Without a proven manifest these are those of which something was found.
  public let lost: [Loss]
  /// The files that came out without a proof.
  public let unproven: [Unproven]
  /// What there is to know of the files that were given: that there is another package in one, or that a copy is another container.
  public let notes: [RepairNote]
  /// The stored bytes that came from recovery data, from other copies or from another place in the file, in the order of the package.
  public let restored: [RepairStep]
  /// What each of the other copies gave, in the order in which they were named.
  public let copies: [Copy]
  /// The verification that went with it: of what is left of the package, but for the bytes that were restored.
  public let verification: VerificationReport

  /// Whether every payload file came out, each proven.
  public var isComplete: Bool { manifest == .proven && lost.isEmpty }
}
