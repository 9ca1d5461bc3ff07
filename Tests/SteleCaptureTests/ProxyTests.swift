import Stele
import SteleCapture
import SteleCore
import SteleFile
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Proxies")
struct ProxyTests {
  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  func ask(_ urls: [String], _ change: (inout CaptureOptions) -> Void) async throws -> [CaptureResult] {
    try await desk.capturer(change).capture(
      urls.map { CaptureRequest(url: $0, expectation: .anything) }, progress: nil)
  }

  @Test("A SOCKS proxy looks names up: it is told the name, and nobody is asked past it")
  func socks() async throws {
    let server = try WebServer(["a.png": png("a")])
    let port = try ReservedPort()
    let log = desk.temporary["socks.log"]
    let proxy = try ServerProcess(
      "microsocks", ["-i", "127.0.0.1", "-p", "\(port.number)"], ports: [port], log: log)
    let results = try await ask([
      "http://localhost:\(server.port)/a.png", "http://\(CaptureDesk.impossibleHost)/b",
    ]) {
      $0.proxies = CaptureProxies("socks5h://127.0.0.1:\(port.number)")
      $0.allowsPrivateNetworks = true
    }
    #expect(try desk.bytes(of: results[0]) == png("a"))
    #expect(results[1].record.error == "proxy")
    // It was given the name, not a number: so the name went to it unresolved.
    let told = try desk.temporary.text("socks.log")
    #expect(told.contains("connected to localhost:\(server.port)"), "\(told)")
    withExtendedLifetime(proxy) {}
  }

  @Test("Through an HTTP proxy names are not looked up here")
  func http() async throws {
    // A web server answers for any host, as a proxy does.
    let proxy = try WebServer(["a.png": png("a")])
    let results = try await ask(["http://stele-test.invalid/a.png"]) {
      $0.proxies = CaptureProxies("http://127.0.0.1:\(proxy.port)")
    }
    #expect(try desk.bytes(of: results[0]) == png("a"))
    #expect(try proxy.requests().map { $0.split(separator: " ")[1] } == ["stele-test.invalid"])
  }

  @Test("An https address goes through the proxy for http if there is no other, and is not asked past it")
  func nothingPast() async throws {
    let target = try WebServer(["a.png": png("a")])
    let proxy = try WebServer()
    let results = try await ask(["https://web.example/a.png"]) {
      $0.proxies.http = "http://127.0.0.1:\(proxy.port)"
      $0.connectTo = [target.connectTo("web.example", isTLS: true)]
      $0.certificateAuthorities = target.authority
    }
    #expect(results[0].record.error == "proxy" && results[0].file == nil)
    #expect(try target.requests().isEmpty)
  }

  @Test("A proxy is spoken to by TLS: its certificate is verified, and names are not looked up here")
  func https() async throws {
    let target = try WebServer(["a.png": png("a")], hosts: ["localhost"])
    let proxy = try TunnelProxy()
    try desk.temporary.makeFile(
      "both.pem",
      bytes: [target.authority, proxy.authority].flatMap {
        try File.open(FilePath($0)).readToEnd(limit: 1 << 20)
      })
    let urls = ["https://localhost:\(target.tlsPort)/a.png", "http://localhost:\(target.port)/a.png?plain"]
    func results(trusting authorities: String) async throws -> [CaptureResult] {
      try await ask(urls) {
        $0.proxies = CaptureProxies("https://localhost:\(proxy.port)")
        $0.allowsPrivateNetworks = true
        $0.certificateAuthorities = authorities
      }
    }
    let refused = try await results(trusting: target.authority)
    #expect(refused.map(\.record.error) == ["tls", "tls"])
    #expect(try target.requests().isEmpty && proxy.requests().isEmpty)

    let good = try await results(trusting: desk.path("both.pem"))
    for result in good { #expect(try desk.bytes(of: result) == png("a")) }
    let told = try proxy.requests()
    #expect(told.contains { $0.contains("CONNECT localhost:\(target.tlsPort) ") }, "\(told)")
    // The certificates are the server's, not the proxy's, and none where the server was asked without TLS.
    try ServerProcess.run(
      "openssl",
      ["x509", "-in", target.temporary["leaf.pem"].string, "-outform", "DER", "-out", desk.path("leaf.der")],
      log: desk.temporary["openssl.log"])
    #expect(good[0].record.certificates.first == Digest(hashing: try desk.temporary.bytes("leaf.der")))
    #expect(good[1].record.certificates.isEmpty)
  }

  @Test("The password of a proxy is sent to it, and stands in no package")
  func password() async throws {
    let server = try WebServer(
      ["a.png": png("a")], server: #"if ($http_proxy_authorization != "Basic bWU6c2VjcmV0") { return 407; }"#)
    let capturer = try desk.capturer {
      $0.proxies = CaptureProxies("http://me:secret@127.0.0.1:\(server.port)")
      $0.writesWARC = true
    }
    try desk.temporary.makeFile("source/a.md", "![](http://web.example/a.png)")
    let report = try await desk.pack([desk.path("source")], capturer)
    #expect(report.assetsIncluded == 1)
    let package = try desk.package()
    let warc = try package.bytes(of: package.file(at: .path("captured/captures.warc")))
    let text = String(decoding: try warc + package.tagFile("captures.jsonl"), as: UTF8.self)
    #expect(text.contains("GET http://web.example/a.png HTTP/1.1\r\nHost: web.example\r\n"))
    #expect(
      !text.lowercased().contains("proxy-") && !text.contains("bWU6c2VjcmV0") && !text.contains("secret"))
  }

  @Test("A proxy that is not there is not gone past")
  func dead() async throws {
    let server = try WebServer(["a.png": png("a")])
    let port = try ReservedPort()
    for scheme in ["http", "socks5h"] {
      let results = try await ask(["http://web.example/a.png"]) {
        $0.proxies = CaptureProxies("\(scheme)://127.0.0.1:\(port.number)")
        $0.connectTo = [server.connectTo("web.example")]
      }
      #expect(results[0].record.error == "proxy" && results[0].file == nil)
    }
    withExtendedLifetime(port) {}
    #expect(try server.requests().isEmpty)
  }

  @Test("What is plainly private is not asked of a proxy")
  func privateHost() async throws {
    let proxy = try WebServer(["a.png": png("a")])
    let results = try await ask([
      "http://127.0.0.1/a.png", "http://localhost/a.png", "http://192.168.0.1/a.png", "http://１２７.1/a.png",
      "http://intranet/a.png", "http://printer.home.arpa/a.png", "http://[fd00::1]/a.png",
    ]) {
      $0.proxies = CaptureProxies("http://127.0.0.1:\(proxy.port)")
    }
    #expect(results.allSatisfy { $0.record.error == "refused: private network" })
    #expect(try proxy.requests().isEmpty)
  }

  @Test(
    "A proxy that would have us look names up, or is none, is refused",
    arguments: ["socks5://127.0.0.1:1", "socks4://127.0.0.1:1", "127.0.0.1:1", "ftp://127.0.0.1"])
  func refused(proxy: String) async throws {
    #expect(await errorCode { _ = try desk.capturer { $0.proxies = CaptureProxies(proxy) } } == .usage)
  }

  @Test("The usual variables name proxies, small letters first")
  func environment() {
    let some = CaptureProxies(environment: {
      [
        "http_proxy": "http://a:1", "HTTP_PROXY": "http://b:1", "ALL_PROXY": "socks5h://c:1",
        "https_proxy": "",
      ][$0]
    })
    #expect(some.http == "http://a:1" && some.https == "socks5h://c:1")
    #expect(CaptureProxies(environment: { _ in nil }) == CaptureProxies())
  }
}
