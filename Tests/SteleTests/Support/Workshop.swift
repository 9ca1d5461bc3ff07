import Stele
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// A temporary folder with a folder `source` in it, and what is made of that.
final class Workshop: Sendable {
  let temporary: TemporaryFolder

  init() throws {
    temporary = try TemporaryFolder()
    try temporary.makeFolder("source")
  }

  func path(_ relative: String) -> String { temporary[relative].string }

  @discardableResult
  func pack(
    _ name: String = "p.stele.tar.gz", source: String = "source", overwriting: Bool = false,
    _ change: (inout PackOptions) -> Void = { _ in }, progress: ProgressHandler? = nil
  ) async throws -> PackReport {
    var options = PackOptions()
    change(&options)
    return try await Packer(options).pack(
      [path(source)], to: .file(path(name), overwriting: overwriting), progress: progress)
  }

  @discardableResult
  func extract(
    _ name: String = "p.stele.tar.gz", to folder: String = "out",
    _ change: (inout ExtractOptions) -> Void = { _ in }
  ) async throws -> ExtractReport {
    var options = ExtractOptions()
    options.folder = path(folder)
    change(&options)
    return try await Extractor(options).extract(path(name))
  }

  func verify(_ name: String = "p.stele.tar.gz") async throws -> VerificationReport {
    try await Verifier().verify(path(name))
  }

  func open(_ name: String = "p.stele.tar.gz") throws -> Package { try Package(contentsOf: path(name)) }

  /// Whether something stands under a name.
  func exists(_ name: String) throws -> Bool { try temporary.names().contains(name) }
}

/// The code of the error that a call ends with; `nil` if it ends well.
func errorCode(_ body: () async throws -> Void) async -> SteleError.Code? {
  do {
    try await body()
    return nil
  } catch let error as SteleError {
    return error.code
  } catch {
    Issue.record("another error: \(error)")
    return nil
  }
}

extension Codec {
  static let names: [(Codec, String)] = [(.gzip, "p.stele.tar.gz"), (.zstd, "p.stele.tar.zst")]
}
