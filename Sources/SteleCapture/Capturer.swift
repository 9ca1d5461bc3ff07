internal import CCurl
import Dispatch
internal import Glibc
public import Stele
import SteleArticle
import SteleCore
import SteleFile
import Synchronization
import SystemPackage

/// Fetches what articles show, from the web or from its cache.
///
/// It keeps what it fetches in the cache, so that a run that was interrupted goes on where it ended. One capturer
/// at a time may use a cache.
public final class Capturer: AssetCapturer {
  private let options: CaptureOptions
  private let cache: CaptureCache
  private let connectTo: [ConnectTo]
  private let state = Mutex(State())

  private struct State {
    var fetchedBytes: UInt64 = 0
    var warcFiles: [String] = []
  }

  /// Opens the cache, and makes it if it is not there.
  ///
  /// - Throws: ``SteleError/Code/usage`` if an option's value is not possible;
  ///   ``SteleError/Code/inputOutput`` if the cache cannot be used, or is in use, or if there is no libcurl.
  public init(_ options: CaptureOptions) throws {
    if let reason = unsafe stele_curl_load() {
      throw SteleError(
        .inputOutput,
        "libcurl cannot be loaded, which fetches: \(unsafe String(cString: reason)); install it (Debian: libcurl4)"
      )
    }
    self.options = options
    connectTo = try options.connectTo.map { text in
      guard let entry = ConnectTo(text) else {
        throw SteleError(.usage, "--connect-to '\(text)' is not HOST:PORT:ADDR:PORT")
      }
      return entry
    }
    for proxy in options.proxies.all {
      let scheme = proxy.split(separator: "://", maxSplits: 1).first?.lowercased() ?? ""
      guard proxy.contains("://"), ["http", "https", "socks5h"].contains(scheme) else {
        throw SteleError(
          .usage,
          "the proxy '\(Self.withoutPassword(proxy))' is none that can be used: write http://, https:// or socks5h:// (which looks up names itself), host and port"
        )
      }
    }
    if let file = options.certificateAuthorities { try Self.checkAuthorities(file) }
    cache = try CaptureCache(options.cacheFolder, oldest: options.maximumAge.map { Int64(time(nil)) - $0 })
  }

  /// libcurl would say of each address that the connection is not safe.
  private static func checkAuthorities(_ path: String) throws {
    do {
      // libcurl reads it again.
      guard let file = try File.openPlain(FilePath(path)) else {
        throw SteleError(.inputOutput, "'\(path)' is no plain file, and has to be read more than once")
      }
      let bytes = try file.readToEnd(limit: 1 << 26)
      guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN") else {
        throw SteleError(.usage, "there is no certificate (PEM) in '\(path)'")
      }
    } catch let error as FileError {
      throw SteleError(.inputOutput, error.description)
    }
  }

  private static func withoutPassword(_ proxy: String) -> String {
    guard let at = proxy.lastIndex(of: "@") else { return proxy }
    let start = proxy.firstRange(of: "://")?.upperBound ?? proxy.startIndex
    return start < at ? proxy[..<start] + "…" + proxy[at...] : proxy
  }

  deinit {
    for name in state.withLock({ $0.warcFiles }) { cache.removeFile(name) }
    if let age = options.maximumAge { cache.prune(olderThan: Int64(time(nil)) - age) }
  }

  /// The cache.
  public var folder: String { cache.path }

  /// Fetches addresses; those that the cache holds are not asked for. See ``AssetCapturer``.
  public func capture(
    _ requests: [CaptureRequest], progress: ProgressHandler?
  ) async throws -> [CaptureResult] {
    let stop = FetchLoop.Stop()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // libcurl waits for sockets by itself: that must not hold up a thread of Swift's own.
        // This call keeps the capturer until its end; the queue must not keep it, and with it the cache, for longer.
        DispatchQueue(label: "stele.capture").async { [unowned self] in
          continuation.resume(with: Result { try run(requests, stop, progress) })
        }
      }
    } onCancel: {
      stop.set()
    }
  }

  private func run(
    _ requests: [CaptureRequest], _ stop: FetchLoop.Stop, _ progress: ProgressHandler?
  ) throws -> [CaptureResult] {
    do {
      var results = [CaptureResult?](repeating: nil, count: requests.count)
      var jobs: [FetchJob] = []
      for (number, request) in requests.enumerated() {
        if stop.isSet { throw CancellationError() }
        if let known = try known(request) {
          results[number] = known
        } else if let address = WebAddress(request.url), !options.isOffline {
          jobs.append(FetchJob(number, request, address, cache, options))
        } else {
          results[number] = .failed(request, options.isOffline ? FailureReason.notCached : "invalid address")
        }
      }
      if !jobs.isEmpty {
        let before = state.withLock { $0.fetchedBytes }
        let loop = FetchLoop(options, cache, connectTo, stop, fetchedBefore: before, progress)
        try loop.run(jobs)
        state.withLock { $0.fetchedBytes = loop.fetchedBytes }
      }
      for job in jobs { results[job.number] = CaptureResult(job.record, wasCached: false) }
      return results.map { $0! }
    } catch let error as FileError {
      throw SteleError(.inputOutput, error.description)
    }
  }

  /// What the cache holds, if that will do: when nobody may be asked, an old failure does too.
  private func known(_ request: CaptureRequest) throws -> CaptureResult? {
    guard let entry = try cache.entry(request.url) else { return nil }
    let record = entry.record
    guard let digest = record.digest else {
      return options.isOffline && record.error != nil ? CaptureResult(record, wasCached: true) : nil
    }
    if let age = options.maximumAge, !options.isOffline, Int64(time(nil)) - record.time > age { return nil }
    guard let prefix = try cache.prefix(digest, CaptureJudgement.prefixLength) else { return nil }
    let fault = CaptureJudgement.judge(
      prefix: prefix, url: record.finalURL ?? record.url, declared: record.declaredFormat,
      expectation: request.expectation
    ).fault
    return fault == nil ? CaptureResult(record, wasCached: true) : nil
  }

  /// Writes a WARC file of the exchanges behind results, if the options ask for one. See ``AssetCapturer``.
  public func exchanges(of results: [CaptureResult]) throws -> (path: PackagePath, name: String)? {
    guard options.writesWARC, !results.isEmpty else { return nil }
    do {
      let number = state.withLock { $0.warcFiles.count + 1 }
      let name = "captures-\(number).warc"
      cache.removeFile(name)
      var writer = try WARCWriter(cache, name, software: options.userAgent)
      for result in results {
        if let entry = try cache.entry(result.record.url) { try writer.write(entry) }
      }
      try writer.publish()
      state.withLock { $0.warcFiles.append(name) }
      return (try PackagePath(name), "captures.warc")
    } catch let error as FileError {
      throw SteleError(.inputOutput, error.description)
    }
  }
}

extension CaptureResult {
  fileprivate init(_ record: CaptureRecord, wasCached: Bool) {
    self.init(record: record, file: record.digest.map(CaptureCache.objectPath), wasCached: wasCached)
  }

  fileprivate static func failed(_ request: CaptureRequest, _ reason: String) -> CaptureResult {
    var record = CaptureRecord(url: request.url, time: Int64(Glibc.time(nil)), attempts: 0)
    record.error = reason
    return CaptureResult(record: record, file: nil)
  }
}
