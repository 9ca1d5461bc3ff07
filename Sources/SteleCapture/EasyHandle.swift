internal import CCurl

/// A handle of libcurl's for one transfer at a time, with all settings that are the same for each: setting them costs
/// more than a request does. Connections are the loop's.
@safe final class EasyHandle {
  let pointer: UnsafeMutableRawPointer

  /// How much is read from a connection at once, in bytes.
  static let bufferLength = 1 << 17

  init(_ options: CaptureOptions) {
    guard let made = unsafe stele_curl_easy_init() else { preconditionFailure("libcurl makes no handle") }
    unsafe pointer = unsafe made
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
    set(CURLOPT_CERTINFO, 1)
    if let file = options.certificateAuthorities {
      set(CURLOPT_CAINFO, file)
      set(CURLOPT_PROXY_CAINFO, file)
    }
    set(CURLOPT_NOPROXY, "")
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // libcurl says what it sends to a debug function alone.
    set(CURLOPT_VERBOSE, 1)
  }

  deinit { unsafe stele_curl_easy_cleanup(pointer) }

  /// Which handle it is, in libcurl's messages too.
  var number: Int { Int(bitPattern: unsafe pointer) }

  func set(_ option: CURLoption, _ value: Int) { _ = unsafe stele_curl_set_long(pointer, option, value) }

  /// - Parameter value: `nil` takes the setting back.
  func set(_ option: CURLoption, _ value: String?) {
    guard let value else {
      _ = unsafe stele_curl_set_pointer(pointer, option, nil)
      return
    }
    _ = unsafe stele_curl_set_text(pointer, option, value)
  }

  private func set(_ option: CURLoption, milliseconds: Double) { set(option, Int(milliseconds * 1000)) }

  /// A text that libcurl has about the transfer.
  func text(_ information: CURLINFO) -> String? {
    var value: UnsafeMutablePointer<CChar>?
    guard unsafe stele_curl_get_text(pointer, information, &value) == CURLE_OK, let value = unsafe value
    else {
      return nil
    }
    return unsafe String(cString: value)
  }

  /// A number that libcurl has about the transfer.
  func long(_ information: CURLINFO) -> Int {
    var value = 0
    return unsafe stele_curl_get_long(pointer, information, &value) == CURLE_OK ? value : 0
  }
}
