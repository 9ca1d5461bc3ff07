import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// A few facts of a package file, by which its copies are told from other files, whole or while they still come.
///
/// Keep it apart from the package: who can replace both proves nothing. It is a small JSON document; see Spec §9.6
/// and `Spec/schemas/receipt.schema.json`.
public struct Receipt: Hashable, Sendable {
  /// The folder in the package: one name.
  let folder: PackagePath
  /// Of content and description: what the package is cited by. See Spec §3.1.
  public let packageDigest: Digest
  /// Of paths and bytes alone. See Spec §3.1.
  public let contentDigest: Digest
  /// Of all stored bytes, by way of the footer. See Spec §3.1.
  public let containerDigest: Digest
  /// Of the content of the block table. See Spec §6.2.
  public let blockTableDigest: Digest
  /// Stored bytes: the size of the package file.
  public let packageBytes: UInt64
  /// Payload files.
  public let files: UInt64
  /// Bytes of payload, links counted as copies.
  public let bytes: UInt64
  /// The version of the format.
  public let formatVersion: Int
  /// How the package is compressed.
  public let codec: Codec

  /// The name of the folder in the package.
  public var name: String { folder.description }

  /// Makes the receipt of a package, after a look at every stored byte: nobody keeps the receipt of a broken file.
  ///
  /// - Parameters:
  ///   - package: An open package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError/Code/damaged`` if the file is not as it was written, with findings;
  ///   ``SteleError/Code/inputOutput`` if it cannot be read.
  public init(of package: Package, progress: ProgressHandler? = nil) async throws {
    let findings = try await SteleError.translatingFileErrors {
      var check = QuickCheck(package.file, threads: Processors.count)
      return try await check.findings(progress).filter { $0.severity == .error }
    }
    guard findings.isEmpty else {
      throw SteleError(
        .damaged, "'\(package.path)' is not as it was written, and gets no receipt; see 'stele verify'",
        findings: findings)
    }
    guard let folder = try? PackagePath(package.name) else {
      throw PackageFile.damaged(.topFolder, "the top folder of '\(package.path)' has no name")
    }
    let footer = package.file.footer
    self.init(
      folder: folder, packageDigest: footer.packageDigest, contentDigest: footer.contentDigest,
      containerDigest: package.containerDigest, blockTableDigest: footer.blockTableDigest,
      packageBytes: footer.containerSize, files: footer.payloadFileCount, bytes: footer.payloadSize,
      formatVersion: Int(footer.version), codec: package.codec)
  }

  init(
    folder: PackagePath, packageDigest: Digest, contentDigest: Digest, containerDigest: Digest,
    blockTableDigest: Digest, packageBytes: UInt64, files: UInt64, bytes: UInt64, formatVersion: Int,
    codec: Codec
  ) {
    self.folder = folder
    self.packageDigest = packageDigest
    self.contentDigest = contentDigest
    self.containerDigest = containerDigest
    self.blockTableDigest = blockTableDigest
    self.packageBytes = packageBytes
    self.files = files
    self.bytes = bytes
    self.formatVersion = formatVersion
    self.codec = codec
  }
}

extension Receipt {
  /// The most bytes that a receipt may have; its names and numbers need far less.
  static let maximumLength = 4096

  /// Reads a receipt from a file.
  ///
  /// - Parameter path: The file, or a pipe.
  /// - Throws: ``SteleError/Code/inputOutput`` if it cannot be read or is no receipt.
  public init(contentsOf path: String) throws {
    let bytes = try SteleError.translatingFileErrors {
      try File.open(FilePath(path)).readToEnd(limit: Self.maximumLength)
    }
    guard let receipt = Receipt(json: bytes) else {
      throw SteleError(
        .inputOutput,
        "'\(path)' is not a receipt of this program's version, or was changed: it must be as 'stele receipt' wrote it"
      )
    }
    self = receipt
  }

  /// Writes the receipt to a file, which gets its name when it is whole.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overwriting: Whether a file that has the name is replaced.
  /// - Throws: ``SteleError/Code/alreadyExists``, ``SteleError/Code/inputOutput``.
  public func write(to path: String, overwriting: Bool = false) throws {
    try SteleError.checkNamesFile(path)
    do {
      let file = try AtomicFile(at: FilePath(path))
      try file.file.write(json)
      try file.publish(replacing: overwriting)
    } catch {
      throw error.isExisting ? SteleError.exists(path) : SteleError(error)
    }
  }
}
