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
    /// Nothing more to ask: this body is to be kept as what the entry's last exchange brought.
    case keep([UInt8], CacheEntry)
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
  /// Each time that so many bytes more have come, later runs are told of an unfinished file.
  private static let notedSize: UInt64 = 4 << 20
  private var noted: UInt64 = 0
  /// The beginning of a file that is gone on with.
  private var resumed: BodySink?

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
  func next(_ connectTo: [ConnectTo], now: Int64) throws(FileError) -> Transfer.Request? {
    record.time = now
    record.attempts += 1
    let isExempt = options.allowsPrivateNetworks || connectTo.nameMachine(for: address)
    let proxy = options.proxies.proxy(scheme: address.scheme)
    let asked = address.askedHost
    // A name without a dot is one of a proxy's own network; where nobody stands between, the address is judged.
    let isLocalName = proxy != nil && !asked.contains(".") && !asked.contains(":")
    if !isExempt, isLocalName || NetworkGuard.isPlainlyPrivate(host: asked) {
      // Nobody was asked, but by the requests that led here.
      if record.redirects.isEmpty { record.attempts -= 1 }
      fail(FailureReason.privateNetwork)
      return nil
    }
    // The connection to a proxy is the user's wish, wherever it stands.
    var request = Transfer.Request(
      address: address, isGuarded: !isExempt && proxy == nil, proxy: proxy,
      maximumSize: options.maximumAssetSize)
    resumed = nil
    noted = 0
    if let resumption = try cache.resumption(self.request.url), resumption.url == address.text {
      resumed = try BodySink(
        resuming: resumption, cache, self.request.url, prefixLength: CaptureJudgement.prefixLength)
      if resumed != nil { request.resumption = (resumption.size, resumption.validator) }
    }
    return request
  }

  /// Where the body of an asset goes.
  ///
  /// - Parameter head: The answer's; status 206 if it is the rest of the file that is gone on with.
  func sink(_ head: ResponseHead) -> BodySink {
    defer { resumed = nil }
    if head.status == 206, let resumed { return resumed }
    return BodySink(
      cache, request.url, length: head.contentLength, prefixLength: CaptureJudgement.prefixLength)
  }

  /// Lets later runs know of an unfinished file: when enough more has come, or at its last moment.
  func note(_ transfer: Transfer, isLast: Bool = false) throws(FileError) {
    guard let sink = transfer.sink, sink.isAsset, isLast || sink.size >= noted + Self.notedSize else {
      return
    }
    guard sink.size > 0, let validator = transfer.validator ?? transfer.request.resumption?.validator else {
      if isLast { cache.dropPartial(request.url) }
      return
    }
    try sink.flush()
    cache.keep(
      CaptureCache.Resumption(
        url: address.text, validator: validator, size: sink.size, digest: sink.digest),
      of: request.url, now: record.time)
    noted = sink.size
  }

  // MARK: Answers

  /// Takes what came of a request.
  ///
  /// - Throws: What ends all of the work: the disk cannot be written.
  ///
  /// - Parameter certificates: Those that the server showed when the connection was made.
  func finish(_ transfer: Transfer, _ code: CURLcode, certificates: [Digest]) throws(FileError) -> Step {
    if case .disk(let error)? = transfer.refusal { throw error }
    record.remoteAddress = transfer.remoteAddress
    record.certificates = certificates
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
    case .headTooLarge?: return give(up: FailureReason.headTooLarge, transfer)
    case .totalReached?:
      try note(transfer, isLast: true)
      return give(up: FailureReason.totalReached, transfer)
    default:
      guard code == CURLE_OK else { return try fail(transfer, code) }
    }
    return try answered(transfer)
  }

  private func answered(_ transfer: Transfer) throws(FileError) -> Step {
    // A connection that ends within the head is no fault to libcurl.
    guard transfer.head.isComplete else { return try fail(transfer, CURLE_PARTIAL_FILE) }
    let sink = transfer.body()
    let status = transfer.head.status
    if sink.isAsset { return try complete(transfer, sink) }
    let isCutOff = sink.size > UInt64(BodySink.smallBody)
    let digest = Digest(hashing: sink.prefix)
    try cache.keep(sink.prefix, as: digest)
    keep(transfer, isCutOff: isCutOff, body: digest, size: UInt64(sink.prefix.count))
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
    guard !next.authority.contains("@") else {
      fail(FailureReason.userName)
      return .done
    }
    address = next
    record.finalURL = next.text == request.url ? nil : next.text
    // A redirect is no new attempt.
    record.attempts -= 1
    return .follow
  }

  private func complete(_ transfer: Transfer, _ sink: BodySink) throws(FileError) -> Step {
    keep(transfer, isCutOff: false, body: nil, size: sink.size)
    let (type, fault) = CaptureJudgement.judge(
      prefix: sink.prefix, url: address.text, declared: record.declaredFormat,
      expectation: request.expectation)
    record.encodingFormat = type
    record.error = fault
    if fault == nil { record.contentSize = sink.size }
    if let body = sink.smallAsset { return .keep(body, entry) }
    kept(as: try sink.publish())
    return .done
  }

  /// The body of the last exchange is in the cache.
  func kept(as digest: Digest) {
    var entry = entry
    entry.keep(digest)
    (record, exchanges) = (entry.record, entry.exchanges)
  }

  /// What the cache is to know of the address.
  var entry: CacheEntry { CacheEntry(record: record, exchanges: exchanges) }

  private func fail(_ transfer: Transfer, _ code: CURLcode) throws(FileError) -> Step {
    let (reason, isPassing) =
      transfer.isRefusedByProxy(code) ? (FailureReason.proxy, false) : FailureReason.of(code)
    guard isPassing else { return give(up: reason, transfer) }
    try note(transfer, isLast: true)
    keep(transfer, isCutOff: true, body: nil, size: 0)
    return again(after: nil, reason: reason)
  }

  private func give(up reason: String, _ transfer: Transfer, keepsPartial: Bool = true) -> Step {
    if !keepsPartial { cache.dropPartial(request.url) }
    keep(transfer, isCutOff: true, body: nil, size: 0)
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

  /// Gives up without asking.
  func refuse(_ reason: String, now: Int64) {
    record.time = now
    fail(reason)
  }

  private func keep(_ transfer: Transfer, isCutOff: Bool, body: Digest?, size: UInt64) {
    guard transfer.head.isComplete else { return }
    exchanges.append(
      Exchange(
        url: address.text, time: transfer.began, request: transfer.requestHead, response: transfer.head,
        remoteAddress: transfer.remoteAddress, certificates: record.certificates, body: body,
        bodySize: size,
        isCutOff: isCutOff))
  }
}
