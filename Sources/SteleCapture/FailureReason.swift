internal import CCurl
import Stele

/// Why something could not be fetched, in the words that a record has as its `error`. See Spec §8.4.
enum FailureReason {
  static let tooLarge = "too large"
  static let notCached = "not in the cache"
  static let privateNetwork = "refused: private network"
  static let tooManyRedirects = "too many redirects"
  static let proxy = "proxy"
  static let userName = "refused: user name in address"
  static let headTooLarge = "head too large"
  static let totalReached = "total limit"

  /// What a code of libcurl's means, and whether asking again may help.
  static func of(_ code: CURLcode) -> (text: String, isPassing: Bool) {
    switch code {
    case CURLE_PARTIAL_FILE: (CaptureJudgement.truncated, true)
    case CURLE_OPERATION_TIMEDOUT: ("timeout", true)
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR: ("connection broken", true)
    case CURLE_COULDNT_CONNECT: ("no connection", false)
    case CURLE_COULDNT_RESOLVE_HOST: ("unknown host", false)
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: (proxy, false)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED:
      ("tls", false)
    case CURLE_BAD_CONTENT_ENCODING: ("bad encoding", false)
    case CURLE_URL_MALFORMAT: ("invalid address", false)
    case CURLE_LOGIN_DENIED: (userName, false)
    // What libcurl says of a line of a head that is longer than it takes.
    case CURLE_OUT_OF_MEMORY: (headTooLarge, false)
    // The second is said of an answer without a status line.
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP2: ("not HTTP", false)
    default: (unsafe String(cString: stele_curl_easy_strerror(code)).lowercased(), false)
    }
  }
}
