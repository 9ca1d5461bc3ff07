internal import SystemPackage

/// A proxy that is spoken to by TLS: tinyproxy, behind an nginx that takes the TLS off.
package final class TunnelProxy: Sendable {
  package var port: UInt16 { front.number }
  private let front: ReservedPort
  private let temporary: TemporaryFolder
  private let processes: [ServerProcess]

  package init() throws {
    temporary = try TemporaryFolder()
    front = try ReservedPort()
    let back = try ReservedPort()
    // Other names than a web server's, and so another certificate.
    for (name, text) in try TestCertificates.of(["localhost", "proxy.example"]) {
      try temporary.makeFile(name, text)
    }
    try temporary.makeFile(
      "tinyproxy.conf",
      """
      Port \(back.number)
      Listen 127.0.0.1
      Allow 127.0.0.1
      Timeout 60
      LogFile "\(temporary["proxy.log"].string)"
      LogLevel Connect

      """)
    try temporary.makeFile(
      "nginx.conf",
      """
      load_module /usr/lib/nginx/modules/ngx_stream_module.so;
      daemon off;
      master_process off;
      pid \(temporary["pid"].string);
      error_log \(temporary["error.log"].string);
      events {}
      stream {
        server {
          listen 127.0.0.1:\(front.number) ssl;
          ssl_certificate \(temporary["server.pem"].string);
          ssl_certificate_key \(temporary["server.key"].string);
          proxy_pass 127.0.0.1:\(back.number);
        }
      }
      """)
    let log = temporary["programs.log"]
    processes = [
      try ServerProcess(
        "tinyproxy", ["-d", "-c", temporary["tinyproxy.conf"].string], ports: [back], log: log),
      try ServerProcess(
        "nginx", ["-p", temporary.path.string, "-c", temporary["nginx.conf"].string], ports: [front], log: log
      ),
    ]
  }

  /// The certificate of the authority that made the proxy's.
  package var authority: String { temporary["ca.pem"].string }

  /// What the proxy says of each request.
  package func requests() throws -> [String] {
    try temporary.text("proxy.log").split(separator: "\n").map(String.init).filter { $0.contains("Request") }
  }
}
