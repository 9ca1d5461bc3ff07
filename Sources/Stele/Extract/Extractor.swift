import SteleCore
import SteleFile
import SystemPackage

/// Extracts packages: the original files, byte for byte.
///
/// Each file is written without a name, and gets its name when its digest is right. Nothing is written outside
/// the target folder, and no link of the file system in it is followed. See Spec §9.4.
public struct Extractor: Sendable {
  private let options: ExtractOptions

  /// An extractor. It keeps nothing between packages.
  public init(_ options: ExtractOptions = ExtractOptions()) { self.options = options }

  /// Extracts a package file.
  ///
  /// Reads all of it, so that the report tells of all that is wrong; files that are not damaged come out.
  ///
  /// - Parameters:
  ///   - path: The package.
  ///   - progress: Is told how far the work has come.
  /// - Throws: ``SteleError``: the package cannot be read, its manifest is damaged, a pattern fits nothing, or a
  ///   file cannot be written or is there already; `CancellationError` if the task is cancelled. Files that
  ///   were extracted by then stay.
  public func extract(_ path: String, progress: ProgressHandler? = nil) async throws -> ExtractReport {
    try await SteleError.translatingFileErrors {
      try await extract(StoredFile(FilePath(path)), named: "'\(path)'", progress)
    }
  }

  /// The same for what comes from a pipe.
  ///
  /// - Parameters:
  ///   - descriptor: An open descriptor. It stays open.
  ///   - progress: Is told how far the work has come.
  /// - Throws: As for a file.
  public func extract(descriptor: Int32, progress: ProgressHandler? = nil) async throws -> ExtractReport {
    try await SteleError.translatingFileErrors {
      let name = "standard input"
      return try await extract(StoredFile(descriptor: descriptor, name: name), named: name, progress)
    }
  }

  private func extract(
    _ file: StoredFile, named name: String, _ progress: ProgressHandler?
  ) async throws -> ExtractReport {
    let sink = ExtractSink(options)
    var reader = PackageReader(limits: options.limits, threads: options.threads, sink: sink)
    let reading = try await reader.read(file, phase: .extracting, progress)
    let report = reading.report(expected: nil)
    guard !report.findings.contains(where: { $0.code == .notAPackage }) else {
      throw SteleError(.notAPackage, "\(name) is not a Stele package", findings: report.findings)
    }
    try sink.finish()
    return ExtractReport(
      folder: sink.folderPath, files: sink.fileCount, bytes: sink.byteCount, hasAll: sink.hasAll,
      verification: report)
  }
}
