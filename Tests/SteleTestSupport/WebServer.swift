internal import SteleCore
internal import SteleFile
internal import SystemPackage

/// An nginx on loopback ports, for one test: what it serves stands in a temporary folder.
package final class WebServer: LocalServer {
  package let temporary: TemporaryFolder
  /// Plain HTTP.
  package var port: UInt16 { ports[0].number }
  /// HTTP over TLS, with a certificate of an authority that the tests made.
  package var tlsPort: UInt16 { ports[1].number }
  /// Answers, and leaves no line in the log.
  private var quietPort: UInt16 { ports[2].number }
  private let ports: [ReservedPort]
  private let process: ServerProcess

  /// - Parameters:
  ///   - server: Directives for the only `server` block; `ROOT` stands for the folder `www`.
  ///   - http: Directives for the `http` block.
  ///   - hosts: The names that the certificate is for.
  ///   - files: What is served, by path.
  package init(
    _ files: [String: [UInt8]] = [:], server: String = "", http: String = "",
    hosts: [String] = ["web.example"]
  ) throws {
    temporary = try TemporaryFolder()
    try temporary.makeFolder("www")
    for (path, bytes) in files { try temporary.makeFile("www/" + path, bytes: bytes) }
    ports = try (0..<3).map { _ in try ReservedPort() }
    for (name, text) in try TestCertificates.of(hosts) { try temporary.makeFile(name, text) }
    let root = temporary["www"].string
    let configuration = """
      daemon off;
      master_process off;
      pid \(temporary["pid"].string);
      error_log \(temporary["error.log"].string);
      events { worker_connections 512; }
      http {
        log_format one '$scheme $host $request_uri $status "$http_range" "$http_if_range" "$http_cookie"';
        access_log \(temporary["access.log"].string) one;
        client_body_temp_path \(temporary["t1"].string);
        proxy_temp_path \(temporary["t2"].string);
        fastcgi_temp_path \(temporary["t3"].string);
        uwsgi_temp_path \(temporary["t4"].string);
        scgi_temp_path \(temporary["t5"].string);
        types {
          text/html html htm; text/css css; text/plain txt; image/png png; image/jpeg jpg jpeg;
          application/pdf pdf; font/woff2 woff2;
        }
        \(http)
        server {
          listen 127.0.0.1:\(ports[2].number);
          access_log off;
          return 204;
        }
        server {
          listen 127.0.0.1:\(ports[0].number);
          listen 127.0.0.1:\(ports[1].number) ssl;
          ssl_certificate \(temporary["server.pem"].string);
          ssl_certificate_key \(temporary["server.key"].string);
          root \(root);
          \(server.replacing("ROOT", with: root))
        }
      }
      """
    try temporary.makeFile("nginx.conf", configuration)
    process = try ServerProcess(
      "nginx", ["-p", temporary.path.string, "-c", temporary["nginx.conf"].string], ports: ports,
      log: temporary["nginx.log"])
  }

  /// The certificate of the authority that made the server's.
  package var authority: String { temporary["ca.pem"].string }

  /// What leads a name to this server: `--connect-to`.
  package func connectTo(_ host: String, isTLS: Bool = false) -> String {
    "\(host):\(isTLS ? 443 : 80):127.0.0.1:\(isTLS ? tlsPort : port)"
  }

  /// The requests so far: `http web.example /a.png 200 "range" "if-range" "cookie"`.
  ///
  /// nginx writes the line of a request after its answer, so that who has the answer may look too early. Its one
  /// process handles one thing after the other: once it has answered another request, the line is there.
  package func requests() throws -> [String] {
    _ = try LocalSocket.get("/", quietPort)
    return try temporary.text("access.log").split(separator: "\n").map(String.init)
  }

  /// The paths that were asked for so far.
  package func paths() throws -> [String] {
    try requests().map { String($0.split(separator: " ")[2]) }
  }
}

/// A server that answers each path with given bytes, whatever HTTP says of them, and then hangs up.
package final class RawServer: LocalServer {
  /// A request, and when it came.
  package struct Request: Sendable {
    package let path: String
    package let time: ContinuousClock.Instant
  }

  package let port: UInt16
  private let connections: RawConnections

  /// - Parameter answers: The bytes that a path is answered with, whole: status line, headers, body. The first time
  ///   the first, and so on; the last for ever.
  package init(inTurn answers: [String: [[UInt8]]]) throws {
    let (listening, port) = try LocalSocket.listen()
    self.port = port
    connections = RawConnections(listening, answers)
  }

  /// - Parameter answers: The bytes that a path is always answered with.
  package convenience init(_ answers: [String: [UInt8]]) throws {
    try self.init(inTurn: answers.mapValues { [$0] })
  }

  deinit { connections.stop() }

  /// The requests so far.
  package var requests: [Request] { connections.all }
}
