import Stele
import SteleCapture
import SteleCore
import SteleTestSupport
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
    #expect(results[0].file == nil)
    #expect(try target.requests().isEmpty)
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
      #expect(results[0].file == nil)
    }
    withExtendedLifetime(port) {}
    #expect(try server.requests().isEmpty)
  }

  @Test("What is plainly private is not asked of a proxy")
  func privateHost() async throws {
    let proxy = try WebServer(["a.png": png("a")])
    let results = try await ask([
      "http://127.0.0.1/a.png", "http://localhost/a.png", "http://192.168.0.1/a.png",
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
