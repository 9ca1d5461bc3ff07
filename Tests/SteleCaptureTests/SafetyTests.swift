import Stele
import SteleCapture
import SteleCore
import SteleTestSupport
import SystemPackage
import Testing

@Suite("Whom nobody is to ask")
struct SafetyTests {
  let desk: CaptureDesk

  init() throws { desk = try CaptureDesk() }

  static let privateHosts = [
    "127.0.0.1", "localhost", "localhost.", "a.localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "255.255.255.255",
    "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    // For documentation, benchmarks, shared and reserved space, and what only looks like a public address.
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "240.0.0.1",
    "[::8.8.8.8]", "[64:ff9b:1::808:808]", "[64:ff9b:0:1::808:808]", "[100::1]", "[2001::1]", "[2001:2::1]",
    "[2001:10::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[fec0::1]", "[fd00::1]", "[::ffff:0:808:808]",
    "１２７.0.0.1", "127。0。0。1", "ⓛⓞⓒⓐⓛhost",
  ]

  @Test("Machines of private and local networks are not asked", arguments: privateHosts)
  func privateNetworks(host: String) async throws {
    let server = try WebServer(["a.png": png("a")])
    let result = try await desk.capturer().capture(
      [CaptureRequest(url: "http://\(host):\(server.port)/a.png", expectation: .anything)], progress: nil)[0]
    #expect(result.record.error == "refused: private network" && result.file == nil)
    #expect(result.record.attempts == 0)
    #expect(try server.requests().isEmpty)
  }

  @Test("They are asked where the user allows it")
  func allowed() async throws {
    let server = try WebServer(["a.png": png("a")])
    let result = try await desk.capturer { $0.allowsPrivateNetworks = true }.capture(
      [CaptureRequest(url: "http://127.0.0.1:\(server.port)/a.png", expectation: .picture)], progress: nil)[0]
    #expect(try desk.bytes(of: result) == png("a"))
  }

  @Test("A redirect does not lead to them either, by number or by name")
  func redirect() async throws {
    let inner = try WebServer(["a.png": png("a")])
    let server = try WebServer(
      server: """
        location = /1 { return 302 http://127.0.0.1:\(inner.port)/a.png; }
        location = /2 { return 302 http://localhost:\(inner.port)/a.png; }
        """)
    let results = try await desk.capturer { $0.connectTo = [server.connectTo("web.example")] }.capture(
      ["1", "2"].map { CaptureRequest(url: "http://web.example/\($0)", expectation: .anything) },
      progress: nil)
    for result in results {
      #expect(result.record.error == "refused: private network" && result.record.redirects.count == 1)
      #expect(result.record.attempts == 1)
    }
    #expect(try server.requests().count == 2)
    #expect(try inner.requests().isEmpty)
  }

  @Test("A machine that the user names for a host may be private; for another host it is not asked")
  func connectTo() async throws {
    let server = try WebServer(["a.png": png("a")])
    let results = try await desk.capturer { $0.connectTo = [server.connectTo("web.example")] }.capture(
      ["http://web.example/a.png", "http://127.0.0.1:\(server.port)/a.png"].map {
        CaptureRequest(url: $0, expectation: .anything)
      }, progress: nil)
    #expect(results.map(\.record.error) == [nil, "refused: private network"])
  }

  @Test("Where only the port is named, the machine is judged as without")
  func connectToPort() async throws {
    let server = try WebServer(["a.png": png("a")])
    let result = try await desk.capturer { $0.connectTo = ["localhost:80::\(server.port)"] }.capture(
      [CaptureRequest(url: "http://localhost/a.png", expectation: .anything)], progress: nil)[0]
    #expect(result.record.error == "refused: private network")
    // The first entry that fits is the one that libcurl goes by.
    let second = try await desk.capturer {
      $0.connectTo = ["localhost:80::\(server.port)", "localhost:80:127.0.0.1:\(server.port)"]
    }.capture([CaptureRequest(url: "http://localhost/a.png", expectation: .anything)], progress: nil)[0]
    #expect(second.record.error == "refused: private network")
    #expect(try server.requests().isEmpty)
  }

  @Test(
    "A user name in an address is not sent",
    arguments: ["http://a:b@web.example/a.png", "http://a@web.example/a.png"])
  func userName(url: String) async throws {
    let server = try WebServer(["a.png": png("a")])
    let result = try await desk.capture(url, from: server)
    #expect(result.record.error == "refused: user name in address")
    #expect(try server.requests().isEmpty)
  }

  @Test("A redirect to an address with a user name is not followed")
  func userNameInRedirect() async throws {
    let server = try WebServer(
      ["b.png": png("b")], server: "location = /a.png { return 302 http://me:secret@web.example/b.png; }")
    let result = try await desk.capture("http://web.example/a.png", from: server)
    #expect(result.record.error == "refused: user name in address" && result.record.finalURL == nil)
    #expect(try server.paths() == ["/a.png"])
  }

  @Test("A file of authorities that is not there, or holds none, is said at once")
  func badAuthorities() async throws {
    try desk.temporary.makeFile("empty.pem")
    #expect(
      await errorCode { _ = try desk.capturer { $0.certificateAuthorities = desk.path("no.pem") } }
        == .inputOutput)
    #expect(
      await errorCode { _ = try desk.capturer { $0.certificateAuthorities = desk.path("empty.pem") } }
        == .usage)
  }

  @Test("TLS is verified: the authority, the name, and what the certificates were is recorded")
  func tls() async throws {
    let server = try WebServer(["a.png": png("a")], hosts: ["web.example"])
    func ask(_ host: String, trusted: Bool) async throws -> CaptureResult {
      try await desk.capturer {
        $0.connectTo = [server.connectTo(host, isTLS: true)]
        if trusted { $0.certificateAuthorities = server.authority }
      }.capture([CaptureRequest(url: "https://\(host)/a.png", expectation: .picture)], progress: nil)[0]
    }
    #expect(try await ask("web.example", trusted: false).record.error == "tls")
    #expect(try await ask("other.example", trusted: true).record.error == "tls")
    #expect(try server.requests().isEmpty)
    let result = try await ask("web.example", trusted: true)
    #expect(try desk.bytes(of: result) == png("a"))
    #expect(result.record.certificates.count == 2)
    try ServerProcess.run(
      "openssl",
      ["x509", "-in", server.temporary["leaf.pem"].string, "-outform", "DER", "-out", desk.path("leaf.der")],
      log: desk.temporary["openssl.log"])
    #expect(result.record.certificates.first == Digest(hashing: try desk.temporary.bytes("leaf.der")))
  }

  @Test("The certificates are recorded of every request, also of those on a connection that was there")
  func certificatesOfAll() async throws {
    let server = try WebServer(["a.png": png("a"), "b.png": png("b")])
    let results = try await desk.capturer {
      $0.connectTo = [server.connectTo("web.example", isTLS: true)]
      $0.certificateAuthorities = server.authority
      $0.connectionsPerHost = 1
    }.capture(
      ["a", "b"].map { CaptureRequest(url: "https://web.example/\($0).png", expectation: .picture) },
      progress: nil)
    #expect(results.map(\.record.certificates.count) == [2, 2])
    #expect(results[0].record.certificates == results[1].record.certificates)
  }

  @Test("A machine that never takes the connection is a timeout, and is asked again")
  func silent() async throws {
    let result = try await desk.capture("http://web.example/a.png", from: SilentPort()) {
      $0.connectTimeout = 0.2
      $0.retries = 1
    }
    #expect(result.record.error == "timeout" && result.record.attempts == 2 && result.record.status == nil)
  }

  @Test("An address that leads nowhere has its reason")
  func nowhere() async throws {
    let port = try ReservedPort()
    let results = try await desk.capturer {
      $0.connectTo = ["closed.example:80:127.0.0.1:\(port.number)"]
    }.capture(
      ["http://closed.example/a", "http://\(CaptureDesk.impossibleHost)/a"].map {
        CaptureRequest(url: $0, expectation: .anything)
      }, progress: nil)
    withExtendedLifetime(port) {}
    #expect(results.map(\.record.error) == ["no connection", "unknown host"])
  }

  @Test(
    "What is no option is refused before anything is asked",
    arguments: ["web.example:80", "a:b:c:d", "a:80:b", "[::1:80:b:80", "a:80:b:80:"])
  func badConnectTo(text: String) async throws {
    #expect(await errorCode { _ = try desk.capturer { $0.connectTo = [text] } } == .usage)
  }
}
