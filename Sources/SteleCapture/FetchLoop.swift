internal import CCurl
internal import Glibc
import Stele
import SteleArticle
import SteleCore
import SteleFile
import Synchronization

/// Runs all requests of one call, several at a time, on one thread. See libcurl-multi(3).
@safe final class FetchLoop {
  /// Told from another thread that the work is to end.
  final class Stop: Sendable {
    private let flag = Atomic(false)
    func set() { flag.store(true, ordering: .relaxed) }
    var isSet: Bool { flag.load(ordering: .relaxed) }
  }

  private let options: CaptureOptions
  private let cache: CaptureCache
  private let keeper: BodyKeeper
  private let stop: Stop
  private let progress: ProgressHandler?
  private let connectTo: [ConnectTo]
  private let multi: UnsafeMutableRawPointer
  private var connectToList: UnsafeMutablePointer<curl_slist>?
  private var idle: [EasyHandle] = []
  /// By the numbers of their handles.
  private var active: [Int: (transfer: Transfer, job: FetchJob)] = [:]
  private var hosts: [String: HostQueue] = [:]
  /// Those with something to ask, in the order in which they got it.
  private var waiting: [HostQueue] = []
  private var unfinished = 0
  private var state: Stele.Progress
  private var told = ContinuousClock.now
  private var bytes: UInt64 = 0
  /// The certificates that were shown on each connection, by ``Transfer/connection``.
  private var certificates: [String: [Digest]] = [:]

  /// How long a wait may be until progress is told and a wish to stop is heard.
  private static let tick = 0.2

  /// libcurl's own start, once in a process.
  private static let isReady: Bool = stele_curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  init(
    _ options: CaptureOptions, _ cache: CaptureCache, _ connectTo: [ConnectTo], _ stop: Stop,
    fetchedBefore: UInt64, _ progress: ProgressHandler?
  ) {
    precondition(Self.isReady, "libcurl does not start")
    self.options = options
    self.cache = cache
    keeper = BodyKeeper(cache)
    self.connectTo = connectTo
    self.stop = stop
    self.progress = progress
    state = Stele.Progress(phase: .capturing)
    bytes = fetchedBefore
    unsafe multi = unsafe stele_curl_multi_init()!
    _ = unsafe stele_curl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.connections)
    // How many go to one host, the queues see to: libcurl would count all that go through a proxy, or to the machine of
    // a --connect-to, as one host's.
    for entry in connectTo {
      unsafe connectToList = unsafe stele_curl_slist_append(connectToList, entry.text)
    }
  }

  deinit {
    for (transfer, _) in active.values {
      _ = unsafe stele_curl_multi_remove_handle(multi, transfer.curl.pointer)
    }
    _ = unsafe stele_curl_multi_cleanup(multi)
    unsafe stele_curl_slist_free_all(connectToList)
  }

  /// The bytes that have come in all, in earlier calls too.
  var fetchedBytes: UInt64 { bytes }

  /// Does all jobs. What is done is in the cache.
  ///
  /// - Throws: `CancellationError` if it is stopped; what cannot be written. What was fetched in part can be
  ///   gone on with then.
  func run(_ jobs: [FetchJob]) throws {
    // libcurl takes names beyond ASCII in the thread's character set.
    let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    let before = unsafe uselocale(locale)
    defer {
      _ = unsafe uselocale(before)
      if unsafe locale != nil { unsafe freelocale(locale!) }
    }
    unfinished = jobs.count
    state.totalFiles = jobs.count
    for job in jobs {
      let host = self.host(of: job)
      host.totalFiles += 1
      wait(job, host)
    }
    do {
      while unfinished > 0 {
        if stop.isSet { throw CancellationError() }
        try keeper.check()
        let wait = isFull ? giveUp() : try begin()
        var running: Int32 = 0
        _ = unsafe stele_curl_multi_perform(multi, &running)
        let isBusy = try takeResults()
        if unfinished > 0, !isBusy {
          _ = unsafe stele_curl_multi_poll(multi, Int32(1000 * wait))
        }
        try tell()
      }
      let digests = try keeper.finish()
      for job in jobs { if let digest = digests[job.number] { job.kept(as: digest) } }
      try tell(isLast: true)
    } catch {
      _ = try? keeper.finish()
      for (transfer, job) in active.values { try job.note(transfer, isLast: true) }
      try cache.flush()
      throw error
    }
  }

  private func host(of job: FetchJob) -> HostQueue {
    let name = job.host
    if let host = hosts[name] { return host }
    let host = HostQueue(name)
    hosts[name] = host
    return host
  }

  private func wait(_ job: FetchJob, _ host: HostQueue) {
    if host.isEmpty { waiting.append(host) }
    host.add(job)
  }

  // MARK: Beginning

  /// Begins what may begin.
  ///
  /// - Returns: How many seconds to wait at most for anything to happen.
  private func begin() throws -> Double {
    let now = ContinuousClock.now
    var wait = Self.tick
    for host in waiting {
      while active.count < options.connections, host.active < options.connectionsPerHost,
        let job = host.take(now)
      {
        guard let request = try job.next(connectTo, now: Int64(time(nil))) else {
          finished(job, host)
          continue
        }
        if options.delay > 0 { host.notBefore = now + .seconds(options.delay) }
        host.active += 1
        start(job, request, host)
      }
      // Whatever is busy goes on when one of its requests ends, which ends the wait by itself.
      guard active.count < options.connections else { break }
      if host.active < options.connectionsPerHost, let next = host.next(now) {
        wait = min(wait, max(0.001, Self.seconds(next - now)))
      }
    }
    waiting.removeAll(where: \.isEmpty)
    return wait
  }

  /// Whether all files together have as many bytes as they may.
  private var isFull: Bool { options.maximumTotal.map { bytes >= $0 } ?? false }

  /// Asks for nothing more.
  private func giveUp() -> Double {
    let now = ContinuousClock.now.advanced(by: .seconds(1_000_000_000))
    for host in waiting {
      host.notBefore = nil
      while let job = host.take(now) {
        job.refuse(FailureReason.totalReached, now: Int64(time(nil)))
        finished(job, host)
      }
    }
    waiting = []
    return Self.tick
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private func start(_ job: FetchJob, _ request: Transfer.Request, _ host: HostQueue) {
    let curl = idle.popLast() ?? EasyHandle(options)
    let transfer = unsafe Transfer(
      curl, request, now: job.record.time, connectTo: connectToList,
      sink: { job.sink($0) },
      count: { [unowned self] count in
        bytes += count
        state.bytes += count
        host.bytes += count
        return options.maximumTotal.map { bytes <= $0 } ?? true
      })
    active[curl.number] = (transfer, job)
    let code = unsafe stele_curl_multi_add_handle(multi, curl.pointer)
    precondition(code == CURLM_OK, "libcurl refuses a handle: \(code.rawValue)")
  }

  // MARK: Ending

  private func takeResults() throws -> Bool {
    var any = false
    var left: Int32 = 0
    while let message = unsafe stele_curl_multi_info_read(multi, &left) {
      guard unsafe message.pointee.msg == CURLMSG_DONE, let pointer = unsafe message.pointee.easy_handle,
        let (transfer, job) = active[Int(bitPattern: pointer)]
      else { continue }
      any = true
      try end(transfer, job, unsafe stele_curl_result(message))
    }
    try cache.flush()
    return any
  }

  /// Takes what came of a request, and sees to what is next.
  private func end(_ transfer: Transfer, _ job: FetchJob, _ code: CURLcode) throws {
    let host = self.host(of: job)
    let step = try job.finish(transfer, code, certificates: certificates(of: transfer))
    _ = unsafe stele_curl_multi_remove_handle(multi, transfer.curl.pointer)
    active[transfer.curl.number] = nil
    idle.append(transfer.curl)
    host.active -= 1
    switch step {
    case .done: finished(job, host)
    case .keep(let body, let entry):
      keeper.keep(body, of: job.number, entry)
      count(host)
    case .follow:
      // It goes on at another host, or another address of the same.
      host.totalFiles -= 1
      let next = self.host(of: job)
      next.totalFiles += 1
      wait(job, next)
    case .again(let seconds, let isHostWide):
      let then = ContinuousClock.now + .seconds(seconds)
      if isHostWide { host.notBefore = then } else { job.notBefore = then }
      wait(job, host)
    }
  }

  /// What the server showed; libcurl says it of the request alone that made the connection. Without TLS to the server it
  /// would say what a proxy showed.
  private func certificates(of transfer: Transfer) -> [Digest] {
    guard transfer.request.address.scheme == "https" else { return [] }
    let shown = transfer.shownCertificates
    if !shown.isEmpty { certificates[transfer.connection] = shown }
    return shown.isEmpty ? certificates[transfer.connection] ?? [] : shown
  }

  /// Ends requests on which nothing has come for too long: libcurl would take means over some seconds.
  private func endIdle(_ now: ContinuousClock.Instant) throws {
    for (transfer, job) in Array(active.values) {
      guard let last = transfer.lastSign, Self.seconds(now - last) > options.idleTimeout else { continue }
      try end(transfer, job, CURLE_OPERATION_TIMEDOUT)
    }
  }

  private func finished(_ job: FetchJob, _ host: HostQueue) {
    // Of what nobody was asked there is nothing to know.
    if job.record.attempts > 0 { cache.keep(job.entry) }
    count(host)
  }

  private func count(_ host: HostQueue) {
    unfinished -= 1
    state.files += 1
    host.files += 1
  }

  private func tell(isLast: Bool = false) throws {
    let now = ContinuousClock.now
    guard isLast || Self.seconds(now - told) >= Self.tick else { return }
    told = now
    try endIdle(now)
    for (transfer, job) in active.values { try job.note(transfer) }
    try cache.flush()
    guard let progress else { return }
    state.hosts = hosts.sorted { $0.key < $1.key }.map { name, queue in
      Stele.Progress.Host(
        name: name, files: queue.files, totalFiles: queue.totalFiles, bytes: queue.bytes)
    }
    progress(state)
  }
}
