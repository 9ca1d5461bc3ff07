/// How something was asked for and what came: one line of `captures.jsonl`. See Spec §8.4.
public struct CaptureRecord: Hashable, Sendable {
  /// The address that was asked for, without its fragment.
  public var url: String
  /// When the last attempt began, in seconds since 1970-01-01T00:00:00Z.
  public var time: Int64
  /// How often it was asked for; 0 if no request was made.
  public var attempts: Int
  /// The answers that led to other addresses, in order.
  public var redirects: [CaptureRedirect] = []
  /// The address that answered in the end, where it is another one.
  public var finalURL: String?
  /// The status of the last answer.
  public var status: Int?
  /// The headers of the last answer, in its order.
  public var headers: [CaptureHeader] = []
  /// The media type that the answer declares, with its parameters.
  public var declaredFormat: String?
  /// The media type that the bytes show.
  public var encodingFormat: String?
  /// The digest of the bytes, if they are kept.
  public var digest: Digest?
  /// How many bytes are kept.
  public var contentSize: UInt64?
  /// The address of the machine that answered, or of the proxy.
  public var remoteAddress: String?
  /// The digests of the certificates (DER) that the machine showed, its own first; empty without TLS.
  public var certificates: [Digest] = []
  /// Why nothing is kept: `404`, `timeout`, `tls` …; `nil` if something is.
  public var error: String?

  /// A record of what was not asked for yet.
  public init(url: String, time: Int64, attempts: Int) {
    self.url = url
    self.time = time
    self.attempts = attempts
  }
}

/// A field of an answer's head.
public struct CaptureHeader: Hashable, Sendable {
  /// As the server spells it.
  public var name: String
  /// Without white space at its ends; bytes that are not UTF-8 are replaced.
  public var value: String

  /// A header.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// An answer that led to another address.
public struct CaptureRedirect: Hashable, Sendable {
  /// The address that was asked for.
  public var url: String
  /// 301, 302, 303, 307 or 308.
  public var status: Int
  /// Where it led, as the server wrote it.
  public var location: String
  /// The address of the machine that answered, or of the proxy.
  public var remoteAddress: String?

  /// A redirect.
  public init(url: String, status: Int, location: String, remoteAddress: String? = nil) {
    self.url = url
    self.status = status
    self.location = location
    self.remoteAddress = remoteAddress
  }
}
