/// How assets are fetched. Every value but the cache has a default that suits most.
public struct CaptureOptions: Sendable {
  /// The folder that keeps what was fetched, with its provenance; made if it is not there.
  public var cacheFolder: String
  /// The age in seconds up to which what the cache holds is used; `nil`: whatever its age.
  public var maximumAge: Int64?
  /// Ask nobody; use what the cache holds alone.
  public var isOffline = false
  /// Write all exchanges into a WARC file too.
  public var writesWARC = false

  /// Connections to one host at a time, at least 1.
  public var connectionsPerHost = 4
  /// Connections in all at a time, at least 1.
  public var connections = 16
  /// How often a request is made again after 429, 5xx or a broken connection; 0 or more.
  public var retries = 3
  /// Seconds before the first time that a request is made again; twice as many before each other time.
  public var retryDelay = 1.0
  /// The least number of seconds between the beginnings of two requests to one host.
  public var delay = 0.0
  /// What the servers are told that asks.
  public var userAgent = "stele/0.1.0"

  /// Seconds until a connection must be there.
  public var connectTimeout = 20.0
  /// Seconds without a byte after which a connection counts as broken.
  public var idleTimeout = 30.0
  /// Seconds that one request may take.
  public var totalTimeout = 3600.0
  /// The most bytes of one file, decompressed.
  public var maximumAssetSize: UInt64 = 256 << 20
  /// The most bytes that are fetched in all, decompressed; `nil`: any number.
  public var maximumTotal: UInt64?

  /// Through which proxies requests go.
  public var proxies = CaptureProxies()
  /// Whether machines of private, loopback, link-local and multicast networks may be asked.
  public var allowsPrivateNetworks = false
  /// Machines to ask instead of those that addresses name: `HOST:PORT:ADDR:PORT`, as curl has it. They may be
  /// on any network, since the user names them.
  public var connectTo: [String] = []
  /// A file with the certificates (PEM) of the authorities that are trusted, in place of the system's.
  public var certificateAuthorities: String?

  /// The defaults.
  public init(cacheFolder: String) { self.cacheFolder = cacheFolder }
}

/// The proxies that requests go through: `http://`, `https://` or `socks5h://`, host and port.
///
/// As soon as one is named, no request goes past it: a kind of address without a proxy of its own goes through
/// the other's.
public struct CaptureProxies: Hashable, Sendable {
  /// For `http` addresses.
  public var http: String?
  /// For `https` addresses.
  public var https: String?

  /// None, or one for all.
  public init(_ all: String? = nil) {
    http = all
    https = all
  }

  /// Those that the usual variables name: `http_proxy`, `https_proxy`, `all_proxy`, in capitals too.
  ///
  /// `no_proxy` is not obeyed: what it names would be asked past the proxy.
  public init(environment: (String) -> String?) {
    func value(_ name: String) -> String? {
      [environment(name), environment(name.uppercased())].lazy.compactMap { $0 }.first { !$0.isEmpty }
    }
    let all = value("all_proxy")
    http = value("http_proxy") ?? all
    https = value("https_proxy") ?? all
  }

  func proxy(scheme: String) -> String? { scheme == "http" ? http ?? https : https ?? http }

  var all: [String] { [http, https].compactMap { $0 } }
}
