import SteleBag
import SteleContainer
import SteleCore
import Synchronization
import SystemPackage

/// A package file that is open for random access.
///
/// Opening reads the last few hundred bytes; finding a file and reading it costs milliseconds, however large
/// the package is. What is read is checked: a file's bytes against its digest in the manifest, a tag file
/// against the tag manifest, and that against the package digest. It is not a verification of the whole:
/// that is ``Verifier``'s. A value may be used from any number of tasks.
public final class Package: Sendable {
  let file: PackageFile
  private let reader: Mutex<TarRandomReader>
  /// Where the package was opened.
  public let path: String
  /// What the package may make the program hold and give.
  public let limits: Limits

  /// Opens a package.
  ///
  /// - Parameters:
  ///   - path: The package, a file.
  ///   - limits: What it may make the program hold and give.
  /// - Throws: ``SteleError``: the file cannot be read, is no package, or is damaged at its end.
  public init(contentsOf path: String, limits: Limits = Limits()) throws {
    self.path = path
    self.limits = limits
    file = try SteleError.translatingFileErrors { try PackageFile(FilePath(path)) }
    reader = Mutex(try TarRandomReader(file))
  }

  /// What the package is cited by, as its footer states it. See Spec §3.1.
  public var packageDigest: Digest { file.footer.packageDigest }
  /// Of paths and bytes alone, as the footer states it. See Spec §3.1.
  public var contentDigest: Digest { file.footer.contentDigest }
  /// Of the stored bytes of this very file, by way of its footer. See Spec §3.1.
  public var containerDigest: Digest { Digest(hashing: file.footerFrame) }
  /// How the package is compressed.
  public var codec: Codec { Codec(file.footer.profile) }
  /// Payload files.
  public var fileCount: Int { Int(file.footer.payloadFileCount) }
  /// Bytes of payload.
  public var byteCount: UInt64 { file.footer.payloadSize }
  /// Stored bytes.
  public var storedByteCount: UInt64 { file.footer.containerSize }

  /// Refuses what is more than the container's size allows. See Spec §10.
  func checkExpansion(_ size: UInt64, _ name: String) throws {
    guard size <= limits.allowedBytes(stored: storedByteCount) else {
      throw PackageFile.damaged(
        .limitExceeded,
        "'\(name)' has \(size) bytes, more than \(limits.expansion) times those of the package; raise --max-expansion"
          + " if that is right")
    }
  }

  /// Runs a piece of work on the reader, one at a time.
  func withReader<T: Sendable>(_ body: (inout TarRandomReader) throws -> sending T) throws -> T {
    try SteleError.translatingFileErrors { try reader.withLock { try body(&$0) } }
  }
}
