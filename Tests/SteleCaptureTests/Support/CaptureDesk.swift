import Stele
import SteleCapture
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

/// A folder with a cache, and what is captured with it.
final class CaptureDesk: Sendable {
  let temporary: TemporaryFolder

  /// A host that no server of names is asked for: a label has 63 bytes at most (RFC 1035 §2.3.4).
  static let impossibleHost = String(repeating: "a", count: 64) + ".example"

  init() throws { temporary = try TemporaryFolder() }

  func path(_ relative: String) -> String { temporary[relative].string }

  /// A capturer that asks without delay.
  func capturer(_ change: (inout CaptureOptions) -> Void = { _ in }) throws -> Capturer {
    var options = CaptureOptions(cacheFolder: path("cache"))
    options.retryDelay = 0.01
    change(&options)
    return try Capturer(options)
  }

  /// Captures addresses from a server that stands for all hosts.
  func capture(
    _ urls: [String], from server: any LocalServer, expecting: CaptureRequest.Expectation = .anything,
    _ change: (inout CaptureOptions) -> Void = { _ in }
  ) async throws -> [CaptureResult] {
    // A server stops when nobody needs it any more.
    defer { withExtendedLifetime(server) {} }
    return try await capturer {
      $0.connectTo = ["::127.0.0.1:\(server.port)"]
      change(&$0)
    }.capture(urls.map { CaptureRequest(url: $0, expectation: expecting) }, progress: nil)
  }

  func capture(
    _ url: String, from server: any LocalServer, expecting: CaptureRequest.Expectation = .anything,
    _ change: (inout CaptureOptions) -> Void = { _ in }
  ) async throws -> CaptureResult {
    try await capture([url], from: server, expecting: expecting, change)[0]
  }

  func bytes(of result: CaptureResult) throws -> [UInt8] {
    try temporary.bytes("cache/" + #require(result.file).description)
  }

  /// Packs, with a capturer or without.
  func pack(
    _ sources: [String], as name: String = "p.stele.tar.gz", _ capturer: Capturer? = nil,
    _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> PackReport {
    var options = PackOptions()
    options.capturer = capturer
    change(&options)
    return try await Packer(options).pack(sources, to: .file(path(name), overwriting: true))
  }

  func package(_ name: String = "p.stele.tar.gz") throws -> Package { try Package(contentsOf: path(name)) }

  /// The assets of the only article, as `status role url path reason`.
  func assets(_ name: String = "p.stele.tar.gz") throws -> [String] {
    try package(name).articles()[0].assets.map {
      [$0.status.rawValue, $0.role, $0.url, $0.path?.description ?? "-", $0.reason ?? "-"]
        .joined(separator: " ")
    }
  }

  /// The lines of captures.jsonl.
  func captures(_ name: String = "p.stele.tar.gz") throws -> [JSONValue] {
    try package(name).tagFile("captures.jsonl").split(separator: 0x0A).map {
      try #require(JSONValue(canonical: $0))
    }
  }
}

/// The smallest beginning of a PNG, and something that tells one from another.
func png(_ name: String, _ count: Int = 40) -> [UInt8] {
  [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(name.utf8) + .noise(count)
}

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
