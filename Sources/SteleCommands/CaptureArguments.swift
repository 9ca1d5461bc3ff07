import ArgumentParser
import Stele
import SteleCapture

/// The options of `stele pack` that say how assets are fetched. They stand on a help page of their own.
struct CaptureArguments: ParsableArguments {
  @Flag(help: "Fetch the pages that articles link to as well.")
  var captureAllLinks = false

  @Option(
    help: ArgumentHelp(
      "Keep what is fetched here, and use what is kept (default: a day in ~/.cache).", valueName: "dir"))
  var captureCache: String?

  @Flag(help: "Ask nobody; use what the cache holds.")
  var offline = false

  @Flag(help: "Keep all requests and answers as captures.warc too.")
  var warc = false

  @Option(
    help: ArgumentHelp("The most bytes of one file (default: 256M).", valueName: "size"),
    transform: Value.byteCount)
  var maxAssetSize: UInt64?

  @Option(
    help: ArgumentHelp("The most bytes in all (default: no limit).", valueName: "size"),
    transform: Value.byteCount)
  var maxTotal: UInt64?

  @Option(
    help: ArgumentHelp("Tries after 429, 5xx, broken connections (default: 3).", valueName: "n"),
    transform: Value.wholeNumber(0...100))
  var retry = 3

  @Option(
    help: ArgumentHelp("Between two requests to a host (default: 0).", valueName: "seconds"),
    transform: Value.seconds(from: 0, to: 86_400))
  var delay = 0.0

  @Option(
    help: ArgumentHelp("Until a connection must be there (default: 20).", valueName: "seconds"),
    transform: Value.seconds(from: 1, to: 1_000_000))
  var connectTimeout = 20.0

  @Option(
    help: ArgumentHelp("Without a byte until it is given up (default: 30).", valueName: "seconds"),
    transform: Value.seconds(from: 1, to: 1_000_000))
  var idleTimeout = 30.0

  @Option(
    help: ArgumentHelp("That one request may take (default: 3600).", valueName: "seconds"),
    transform: Value.seconds(from: 1, to: 1_000_000))
  var maxTime = 3600.0

  @Option(help: ArgumentHelp("What servers are told that asks (default: stele/0.1.0).", valueName: "name"))
  var userAgent: String?

  @Option(
    help: ArgumentHelp("http, https or socks5h://HOST:PORT, for everything.", valueName: "url"))
  var proxy: String?

  @Flag(help: "Ask machines of private and local networks too.")
  var allowPrivateNetwork = false

  @Option(
    name: .customLong("connect-to"),
    help: ArgumentHelp("Ask ADDR for HOST, as in curl; may be private.", valueName: "host:port:addr:port"))
  var connectTo: [String] = []

  @Option(help: ArgumentHelp("Authorities to trust, PEM (default: the system's).", valueName: "file"))
  var caFile: String?

  func validate() throws {
    if let userAgent, userAgent.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ValidationError("--user-agent must be one line of text")
    }
  }

  /// Whether any of them was given.
  var areGiven: Bool {
    captureAllLinks || captureCache != nil || offline || warc || maxAssetSize != nil || maxTotal != nil
      || retry != 3 || delay != 0 || connectTimeout != 20 || idleTimeout != 30 || maxTime != 3600
      || userAgent != nil || proxy != nil || allowPrivateNetwork || !connectTo.isEmpty || caFile != nil
  }

  /// Makes what fetches.
  func capturer() throws -> Capturer {
    var options = CaptureOptions(cacheFolder: try cacheFolder())
    // A cache that the user did not name does not grow for ever, and does not answer for last year's web.
    if captureCache == nil { options.maximumAge = 86_400 }
    options.isOffline = offline
    options.writesWARC = warc
    if let maxAssetSize { options.maximumAssetSize = maxAssetSize }
    options.maximumTotal = maxTotal
    options.retries = retry
    options.delay = delay
    options.connectTimeout = connectTimeout
    options.idleTimeout = idleTimeout
    options.totalTimeout = maxTime
    if let userAgent { options.userAgent = userAgent }
    options.proxies = proxy.map { CaptureProxies($0) } ?? CaptureProxies(environment: Terminal.environment)
    options.allowsPrivateNetworks = allowPrivateNetwork
    options.connectTo = connectTo
    options.certificateAuthorities = caFile
    return try Capturer(options)
  }

  private func cacheFolder() throws -> String {
    if let captureCache { return captureCache }
    if let base = Terminal.environment("XDG_CACHE_HOME"), base.hasPrefix("/") {
      return base + "/stele/capture"
    }
    if let home = Terminal.environment("HOME"), !home.isEmpty { return home + "/.cache/stele/capture" }
    throw ValidationError("there is no home folder for the cache; name one with --capture-cache")
  }
}

/// The help page of the options above: `stele pack --help-capture`.
struct CaptureHelp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Fetch what articles show and the sources do not have.",
    usage: "stele pack --capture [<options>] SOURCE…",
    discussion: """
      A source may be the address of a page, too. What cannot be fetched is recorded as missing, with the reason. \
      HTTP_PROXY, HTTPS_PROXY and ALL_PROXY are obeyed.

      EXIT STATUS
        as 'stele pack --help' says; also
        1  something is missing, and --require-complete was given

      EXAMPLE
        stele pack --capture --warc -o kept/ https://news.example/2020/stone.htm
      """)

  @OptionGroup var arguments: CaptureArguments
}
