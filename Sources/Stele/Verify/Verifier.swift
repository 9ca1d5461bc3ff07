import SteleBag
import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Verifies packages.
public struct Verifier: Sendable {
  public var limits = Limits()
  /// How many tasks decompress at once.
  public var threads = 2
  /// The package digest that the package must have; `nil` if any will do.
  public var expected: Digest?

  public init() {}

  /// Reads a package from first to last byte and checks everything. See Spec §9.2.
  ///
  /// - Throws: ``SteleError`` if the file cannot be read. Whatever is wrong with what was read is in the report.
  public func verify(_ path: String, progress: ProgressHandler? = nil) async throws -> VerificationReport {
    try await SteleError.translatingFileErrors {
      try await verify(StoredFile(FilePath(path)), progress)
    }
  }

  /// The same for what comes from a pipe.
  public func verify(descriptor: Int32, progress: ProgressHandler? = nil) async throws -> VerificationReport {
    try await SteleError.translatingFileErrors {
      try await verify(StoredFile(descriptor: descriptor, name: "standard input"), progress)
    }
  }

  private func verify(_ file: StoredFile, _ progress: ProgressHandler?) async throws -> VerificationReport {
    var reader = PackageReader(limits: limits, threads: threads, sink: NoSink())
    let result = try await reader.read(file, phase: .verifying, progress)
    return result.report(expected: expected)
  }
}
