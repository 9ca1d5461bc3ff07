internal import CCurl
import Stele
import SteleArticle
import SteleCore
import SteleFile

/// The work for one address: its request, the ones after it for redirects and failures, and what comes of them.
final class FetchJob {
  /// What is to happen after a request.
  enum Step {
    /// Ask at the address that is the job's now.
    case follow
    /// Ask again after some seconds; if the server said so, nothing is asked of the whole host till then.
    case again(after: Double, isHostWide: Bool)
    case done
  }

  /// The position of the request in the list.
  let number: Int
  let request: CaptureRequest
  /// Whom to ask next.
  private(set) var address: WebAddress
  private(set) var record: CaptureRecord
  private(set) var exchanges: [Exchange] = []
  /// Not before this moment.
  var notBefore: ContinuousClock.Instant?
  private let cache: CaptureCache
  private let options: CaptureOptions

  private static let maximumRedirects = 10
  /// A server that asks to wait longer than this many seconds is not waited for.
  private static let longestWait = 120.0
  /// An unfinished file of so many bytes is made known to later runs at once.
  private static let notedSize = 1 << 20
  private var isNoted = false

  init(
    _ number: Int, _ request: CaptureRequest, _ address: WebAddress, _ cache: CaptureCache,
    _ options: CaptureOptions
  ) {
    self.number = number
    self.request = request
    self.address = address
    self.cache = cache
    self.options = options
    record = CaptureRecord(url: request.url, time: 0, attempts: 0)
  }

  var host: String { address.hostAndPort.host }

  // MARK: Asking

  /// What to ask libcurl for; `nil` if the address is refused, and the job is done.
  func next(_ connectTo: [ConnectTo], now: Int64) throws -> Transfer.Request? {
    record.time = now
    record.attempts += 1
    let isExempt = options.allowsPrivateNetworks || connectTo.contains { $0.covers(address) }
    let proxy = options.proxies.proxy(scheme: address.scheme)
    if !isExempt, NetworkGuard.isPlainlyPrivate(host: host) {
      fail(FailureReason.privateNetwork)
      return nil
    }
    // The connection to a proxy is the user's wish, wherever it stands.
    var request = Transfer.Request(
      address: address, isGuarded: !isExempt && proxy == nil, proxy: proxy,
      maximumSize: options.maximumAssetSize)
    if let resumption = try cache.resumption(self.request.url), resumption.url == address.text {
      let size = try cache.partialFile(self.request.url).facts().size
      if size > 0 { request.resumption = (size, resumption.validator) }
    }
    return request
  }

  func openFile(_ offset: UInt64) throws(FileError) -> BodySink {
    do {
      let file = BodySink.PartialFile(try cache.partialFile(request.url))
      return try BodySink(file, prefixLength: CaptureJudgement.prefixLength, from: offset)
    } catch let error as FileError {
      throw error
    } catch {
      preconditionFailure("only files fail: \(error)")
    }
  }

  /// Lets later runs know of an unfinished file.
  func note(_ transfer: Transfer, isLast: Bool = false) throws {
    guard let sink = transfer.sink, sink.isFile, !isNoted || isLast else { return }
    guard sink.size > 0, let validator = transfer.validator ?? transfer.request.resumption?.validator else {
      if isLast { cache.dropPartial(request.url) }
      return
    }
    guard isLast || sink.size >= Self.notedSize else { return }
    try cache.keep(
      CaptureCache.Resumption(url: address.text, validator: validator), of: request.url)
    isNoted = true
  }

  // MARK: Answers

  /// Takes what came of a request.
  ///
  /// - Throws: What ends all of the work: the disk cannot be written.
  func finish(_ transfer: Transfer, _ code: CURLcode) throws -> Step {
    if case .disk(let error)? = transfer.refusal { throw error }
    record.remoteAddress = transfer.remoteAddress
    record.certificates = transfer.certificates
    if transfer.head.isComplete {
      record.status = transfer.head.status
      record.headers = transfer.head.headers
      record.declaredFormat = transfer.head.value("content-type")
    }
    switch transfer.refusal {
    case .enough?: break
    case .privateNetwork? where code == CURLE_COULDNT_CONNECT:
      return give(up: FailureReason.privateNetwork, transfer)
    case .tooLarge?: return give(up: FailureReason.tooLarge, transfer, keepsPartial: false)
    case .headTooLarge?: return give(up: "not HTTP", transfer)
    default:
      guard code == CURLE_OK else { return try fail(transfer, code) }
    }
    return try answered(transfer)
  }

  private func answered(_ transfer: Transfer) throws -> Step {
    let sink = try transfer.body()
    let status = transfer.head.status
    if sink.isFile { return try complete(transfer, sink) }
    let isCutOff = sink.size > UInt64(BodySink.smallBody)
    try keep(transfer, isCutOff: isCutOff, body: cache.keep(sink.prefix), size: UInt64(sink.prefix.count))
    switch status {
    case 301, 302, 303, 307, 308:
      return redirect(transfer)
    case 206, 416:
      // The server does not go on where the file ends: begin anew.
      cache.dropPartial(request.url)
      return again(after: 0, reason: String(status))
    case 429, 500...599:
      return again(after: transfer.retryAfter, reason: String(status))
    default:
      fail(String(status))
      return .done
    }
  }

  private func redirect(_ transfer: Transfer) -> Step {
    guard let location = transfer.head.value("location"), !location.isEmpty else {
      fail(String(transfer.head.status))
      return .done
    }
    record.redirects.append(
      CaptureRedirect(
        url: address.text, status: transfer.head.status, location: location,
        remoteAddress: transfer.remoteAddress))
    guard record.redirects.count <= Self.maximumRedirects else {
      fail(FailureReason.tooManyRedirects)
      return .done
    }
    guard let next = WebAddress(location, base: address) else {
      fail("refused: scheme")
      return .done
    }
    address = next
    record.finalURL = next.text == request.url ? nil : next.text
    // A redirect is no new attempt.
    record.attempts -= 1
    return .follow
  }

  private func complete(_ transfer: Transfer, _ sink: BodySink) throws -> Step {
    let digest = sink.digest
    try cache.publish(request.url, as: digest)
    try keep(transfer, isCutOff: false, body: digest, size: sink.size)
    let (type, fault) = CaptureJudgement.judge(
      prefix: sink.prefix, url: address.text, declared: record.declaredFormat,
      expectation: request.expectation)
    record.encodingFormat = type
    record.error = fault
    if fault == nil {
      record.digest = digest
      record.contentSize = sink.size
    }
    return .done
  }

  private func fail(_ transfer: Transfer, _ code: CURLcode) throws -> Step {
    let (reason, isPassing) = FailureReason.of(code)
    guard isPassing else { return give(up: reason, transfer) }
    try note(transfer, isLast: true)
    try keep(transfer, isCutOff: true, body: nil, size: 0)
    return again(after: nil, reason: reason)
  }

  private func give(up reason: String, _ transfer: Transfer, keepsPartial: Bool = true) -> Step {
    if !keepsPartial { cache.dropPartial(request.url) }
    try? keep(transfer, isCutOff: true, body: nil, size: 0)
    fail(reason)
    return .done
  }

  private func again(after seconds: Double?, reason: String) -> Step {
    let tries = record.attempts
    guard tries <= options.retries, seconds.map({ $0 <= Self.longestWait }) ?? true else {
      fail(reason)
      return .done
    }
    if let seconds { return .again(after: seconds, isHostWide: seconds > 0) }
    let backOff = options.retryDelay * Double(1 << min(tries - 1, 10))
    return .again(after: backOff * Double.random(in: 0.5...1.5), isHostWide: false)
  }

  private func fail(_ reason: String) { record.error = reason }

  private func keep(_ transfer: Transfer, isCutOff: Bool, body: Digest?, size: UInt64) throws {
    guard transfer.head.isComplete else { return }
    exchanges.append(
      Exchange(
        url: address.text, time: transfer.began, request: transfer.requestHead, response: transfer.head,
        remoteAddress: transfer.remoteAddress, certificates: transfer.certificates, body: body,
        bodySize: size,
        isCutOff: isCutOff))
  }
}
