internal import CCurl

/// A handle of libcurl's for one transfer at a time; it keeps its settings' memory, not its connections.
@safe final class EasyHandle {
  let pointer: UnsafeMutableRawPointer

  init() {
    guard let made = unsafe curl_easy_init() else { preconditionFailure("libcurl makes no handle") }
    unsafe pointer = unsafe made
  }

  deinit { unsafe curl_easy_cleanup(pointer) }

  /// Which handle it is, in libcurl's messages too.
  var number: Int { Int(bitPattern: unsafe pointer) }
}
