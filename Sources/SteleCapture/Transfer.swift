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
    /// All files together have as many bytes as they may.
    case totalReached
    /// Enough came of an answer that is no asset.
    case enough
    case disk(FileError)
  }

  let curl: EasyHandle
  let request: Request
  let began: Int64
  /// Gives the place for a body that is an asset, or the rest of one.
  private let sinkOfAsset: (ResponseHead) -> BodySink
  /// Is told how many bytes came; says whether so many more may come in all.
  private let count: (UInt64) -> Bool

  private(set) var head = ResponseHead()
  private var sentHead: [UInt8] = []
  /// When a byte came last, or the request went out; `nil` while there is no connection.
  private(set) var lastSign: ContinuousClock.Instant?
  private(set) var sink: BodySink?
  private(set) var refusal: Refusal?
  private var fields: UnsafeMutablePointer<curl_slist>?
  private let connectTo: UnsafeMutablePointer<curl_slist>?

  init(
    _ curl: EasyHandle, _ request: Request, now: Int64,
    connectTo: UnsafeMutablePointer<curl_slist>?, sink: @escaping (ResponseHead) -> BodySink,
    count: @escaping (UInt64) -> Bool
  ) {
    self.curl = curl
    unsafe self.connectTo = unsafe connectTo
    self.request = request
    sinkOfAsset = sink
    self.count = count
    began = now
    configure()
  }

  deinit { unsafe stele_curl_slist_free_all(fields) }

  private func configure() {
    let me = unsafe Unmanaged.passUnretained(self).toOpaque()
    curl.set(CURLOPT_URL, request.address.text)
    // Proxies from the environment are the caller's to name: libcurl is to see none of its own.
    curl.set(CURLOPT_PROXY, request.proxy ?? "")
    _ = unsafe stele_curl_set_pointer(curl.pointer, CURLOPT_CONNECT_TO, connectTo)

    unsafe fields = unsafe stele_curl_slist_append(nil, "Accept: */*")
    if let resumption = request.resumption {
      unsafe fields = unsafe stele_curl_slist_append(fields, "Range: bytes=\(resumption.offset)-")
      unsafe fields = unsafe stele_curl_slist_append(fields, "If-Range: \(resumption.validator)")
    }
    // The rest of a file is the rest of its bytes as they are.
    curl.set(CURLOPT_ACCEPT_ENCODING, request.resumption == nil ? "gzip, deflate" : nil)
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
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Transfer {
    unsafe Unmanaged<Transfer>.fromOpaque(pointer!).takeUnretainedValue()
  }

  // MARK: What libcurl calls

  private func sent(_ bytes: UnsafeRawBufferPointer) {
    lastSign = .now
    // A request to a proxy to make a connection comes first, and is not the one to keep.
    if unsafe bytes.starts(with: "GET ".utf8) { sentHead = [] }
    if sentHead.count + bytes.count <= ResponseHead.maximumLength {
      unsafe sentHead.append(contentsOf: bytes)
    }
  }

  /// The head of the request, without what is between the user and a proxy, such as a password.
  var requestHead: [UInt8] {
    let lines = sentHead.split(separator: 0x0A, omittingEmptySubsequences: false).filter { line in
      !String(decoding: line.prefix(6), as: UTF8.self).lowercased().hasPrefix("proxy-")
    }
    return Array(lines.joined(separator: [0x0A]))
  }

  private func header(_ line: UnsafeRawBufferPointer) -> Int {
    lastSign = .now
    guard unsafe head.take(line) else {
      refusal = .headTooLarge
      return 0
    }
    if head.isComplete, isAsset, let length = head.contentLength,
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
    lastSign = .now
    do throws(FileError) {
      let sink = body()
      if !sink.isAsset {
        try unsafe sink.write(bytes)
        if sink.size <= UInt64(BodySink.smallBody) { return bytes.count }
        refusal = .enough
        return 0
      }
      guard sink.size + UInt64(bytes.count) <= request.maximumSize else {
        refusal = .tooLarge
        return 0
      }
      guard count(UInt64(bytes.count)) else {
        refusal = .totalReached
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
    let sink = isAsset ? sinkOfAsset(head) : BodySink()
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

  var remoteAddress: String? { curl.text(CURLINFO_PRIMARY_IP).flatMap { $0.isEmpty ? nil : $0 } }

  /// Whether there is no connection since the proxy takes none, or makes none.
  func isRefusedByProxy(_ code: CURLcode) -> Bool {
    guard request.proxy != nil else { return false }
    return code == CURLE_COULDNT_CONNECT || ![0, 200].contains(curl.long(CURLINFO_HTTP_CONNECTCODE))
  }

  /// The certificates that were shown when the connection was made; none if it was made for an earlier request.
  var shownCertificates: [Digest] { unsafe CertificateChain.digests(curl.pointer) }

  /// Both ends of the connection: no other one that is open has the same.
  var connection: String {
    [
      curl.text(CURLINFO_LOCAL_IP) ?? "", "\(curl.long(CURLINFO_LOCAL_PORT))",
      curl.text(CURLINFO_PRIMARY_IP) ?? "",
      "\(curl.long(CURLINFO_PRIMARY_PORT))",
    ].joined(separator: " ")
  }

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
      let seconds = unsafe stele_curl_getdate(date)
      return seconds < 0 ? nil : Int(seconds)
    }
  }
}
