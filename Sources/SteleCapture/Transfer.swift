internal import CCurl
import Glibc
import Stele
import SteleArticle
import SteleCore
import SteleFile

/// One request of libcurl's, from its beginning to its end. Used on the thread of its loop alone.
@safe final class Transfer {
  /// What a request asks for, and what it may get.
  struct Request {
    let address: WebAddress
    /// Where the file goes on, and what it must still be; `nil` from its beginning.
    var resumption: (offset: UInt64, validator: String)?
    /// Whether the address connected to must be public.
    var isGuarded: Bool
    var proxy: String?
    /// The most bytes of the body.
    let maximumSize: UInt64
  }

  /// Why a transfer was ended by this side.
  enum Refusal: Error {
    case privateNetwork
    case tooLarge
    case headTooLarge
    /// Enough came of an answer that is no asset.
    case enough
    case disk(FileError)
  }

  /// How much is read from a connection at once, in bytes.
  private static let bufferLength = 1 << 17

  let curl: EasyHandle
  let request: Request
  let began: Int64
  private let options: CaptureOptions
  /// Gives the place for a body that is an asset, or the rest of one.
  private let sinkOfAsset: (_ isRest: Bool) -> BodySink
  /// Is told how many bytes came; says whether so many more may come in all.
  private let count: (UInt64) -> Bool

  private(set) var head = ResponseHead()
  private(set) var requestHead: [UInt8] = []
  private(set) var sink: BodySink?
  private(set) var refusal: Refusal?
  private var fields: UnsafeMutablePointer<curl_slist>?
  private let connectTo: UnsafeMutablePointer<curl_slist>?

  init(
    _ curl: EasyHandle, _ request: Request, _ options: CaptureOptions, now: Int64,
    connectTo: UnsafeMutablePointer<curl_slist>?, sink: @escaping (Bool) -> BodySink,
    count: @escaping (UInt64) -> Bool
  ) {
    self.curl = curl
    unsafe self.connectTo = unsafe connectTo
    self.request = request
    self.options = options
    sinkOfAsset = sink
    self.count = count
    began = now
    configure()
  }

  deinit { unsafe curl_slist_free_all(fields) }

  private func configure() {
    unsafe curl_easy_reset(curl.pointer)
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    func set(_ option: CURLoption, _ value: Int) {
      _ = unsafe stele_curl_set_long(curl.pointer, option, value)
    }
    func set(_ option: CURLoption, _ value: String) {
      _ = unsafe stele_curl_set_text(curl.pointer, option, value)
    }
    func set(_ option: CURLoption, milliseconds: Double) { set(option, Int(milliseconds * 1000)) }

    set(CURLOPT_URL, request.address.text)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    // Each hop is judged and recorded by us.
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_HTTP09_ALLOWED, 0)
    set(CURLOPT_USERAGENT, options.userAgent)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_BUFFERSIZE, Self.bufferLength)
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: options.connectTimeout)
    set(CURLOPT_TIMEOUT_MS, milliseconds: options.totalTimeout)
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, max(1, Int(options.idleTimeout.rounded(.up))))
    set(CURLOPT_CERTINFO, 1)
    if let file = options.certificateAuthorities { set(CURLOPT_CAINFO, file) }
    // Proxies from the environment are the caller's to name: libcurl is to see none of its own.
    set(CURLOPT_PROXY, request.proxy ?? "")
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let file = options.certificateAuthorities { set(CURLOPT_PROXY_CAINFO, file) }
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_CONNECT_TO, connectTo)

    unsafe fields = unsafe curl_slist_append(nil, "Accept: */*")
    if let resumption = request.resumption {
      unsafe fields = unsafe curl_slist_append(fields, "Range: bytes=\(resumption.offset)-")
      unsafe fields = unsafe curl_slist_append(fields, "If-Range: \(resumption.validator)")
    } else {
      set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    }
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_HTTPHEADER, fields)

    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_WRITEDATA, me)
    _ = unsafe stele_curl_set_callback(curl.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, number, me in
      unsafe Transfer.from(me).receive(UnsafeRawBufferPointer(start: bytes, count: size * number))
    }
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_HEADERDATA, me)
    _ = unsafe stele_curl_set_callback(curl.pointer, CURLOPT_HEADERFUNCTION) { bytes, size, number, me in
      unsafe Transfer.from(me).header(UnsafeRawBufferPointer(start: bytes, count: size * number))
    }
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_OPENSOCKETDATA, me)
    _ = unsafe stele_curl_set_open_socket(curl.pointer) { me, _, address in
      guard let address = unsafe address else { return -1 }
      return unsafe Transfer.from(me).open(address)
    }
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_DEBUGDATA, me)
    _ = unsafe stele_curl_set_debug(curl.pointer) { _, kind, bytes, count, me in
      if kind == CURLINFO_HEADER_OUT, let bytes = unsafe bytes {
        unsafe Transfer.from(me).sent(UnsafeRawBufferPointer(start: bytes, count: count))
      }
      return 0
    }
    // libcurl says what it sends to a debug function alone.
    set(CURLOPT_VERBOSE, 1)
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer {
    unsafe Unmanaged<Transfer>.fromOpaque(pointer!).takeUnretainedValue()
  }

  // MARK: What libcurl calls

  private func sent(_ bytes: UnsafeRawBufferPointer) {
    // A request to a proxy to make a connection comes first, and is not the one to keep.
    if unsafe bytes.starts(with: "GET ".utf8) { requestHead = [] }
    if requestHead.count + bytes.count <= ResponseHead.maximumLength {
      unsafe requestHead.append(contentsOf: bytes)
    }
  }

  private func header(_ line: UnsafeRawBufferPointer) -> Int {
    guard unsafe head.take(line) else {
      refusal = .headTooLarge
      return 0
    }
    if head.isComplete, isAsset, let length = head.value("content-length").flatMap({ UInt64($0) }),
      length > request.maximumSize
    {
      refusal = .tooLarge
      return 0
    }
    return line.count
  }

  /// Whether the answer's body is what was asked for, or the rest of it.
  private var isAsset: Bool {
    head.status == 200
      || head.status == 206 && request.resumption != nil && head.rangeStart == request.resumption?.offset
  }

  private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
    do throws(FileError) {
      let sink = body()
      if !sink.isAsset {
        try unsafe sink.write(bytes)
        if sink.size <= UInt64(BodySink.smallBody) { return bytes.count }
        refusal = .enough
        return 0
      }
      guard sink.size + UInt64(bytes.count) <= request.maximumSize, count(UInt64(bytes.count)) else {
        refusal = .tooLarge
        return 0
      }
      try unsafe sink.write(bytes)
      return bytes.count
    } catch {
      refusal = .disk(error)
      return 0
    }
  }

  /// Where the body goes: made with its first byte, or at the end if there was none.
  func body() -> BodySink {
    if let sink { return sink }
    let sink = isAsset ? sinkOfAsset(head.status == 206) : BodySink()
    self.sink = sink
    return sink
  }

  private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    if request.isGuarded {
      let bytes = unsafe withUnsafePointer(to: &address.pointee.addr) { unsafe NetworkGuard.bytes($0) }
      guard let bytes, NetworkGuard.isPublic(bytes) else {
        refusal = .privateNetwork
        return -1
      }
    }
    return unsafe socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
      address.pointee.protocol)
  }

  // MARK: What came of it

  private func text(_ information: CURLINFO) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard unsafe stele_curl_get_text(curl.pointer, information, &value) == CURLE_OK, let value = unsafe value
    else {
      return nil
    }
    return unsafe String(cString: value)
  }

  var remoteAddress: String? { text(CURLINFO_PRIMARY_IP).flatMap { $0.isEmpty ? nil : $0 } }

  var certificates: [Digest] { unsafe CertificateChain.digests(curl.pointer) }

  /// The seconds that the answer asks to wait; `nil` if it does not.
  var retryAfter: Double? {
    var seconds: curl_off_t = 0
    guard unsafe stele_curl_get_number(curl.pointer, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK, seconds > 0
    else {
      return nil
    }
    return Double(seconds)
  }

  var validator: String? {
    head.validator { date in
      let seconds = unsafe curl_getdate(date, nil)
      return seconds < 0 ? nil : Int(seconds)
    }
  }
}
