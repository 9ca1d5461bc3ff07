internal import Synchronization
internal import SystemPackage

/// The certificates of test servers, made once for each list of names: a test has a server of its own, and making
/// keys takes longer than most tests.
enum TestCertificates {
  private static let made = Mutex<[[String]: [String: String]]>([:])

  /// The files `ca.pem`, `server.pem`, `server.key` and `leaf.pem` for a server of these names.
  static func of(_ hosts: [String]) throws -> [String: String] {
    try made.withLock { made in
      if let files = made[hosts] { return files }
      let files = try make(hosts)
      made[hosts] = files
      return files
    }
  }

  private static func make(_ hosts: [String]) throws -> [String: String] {
    let folder = try TemporaryFolder()
    func openssl(_ arguments: String) throws {
      // Names of files are written as @name.
      let words = arguments.split(separator: " ").map {
        $0.hasPrefix("@") ? folder[String($0.dropFirst())].string : String($0)
      }
      try ServerProcess.run("openssl", words, log: folder["openssl.log"])
    }
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    try openssl("req -x509 \(key) -keyout @ca.key -out @ca.pem -days 2 -subj /CN=Stele-test-authority")
    try openssl("req \(key) -keyout @server.key -out @server.csr -subj /CN=stele-test")
    let names = hosts.map { "DNS:\($0)" }.joined(separator: ",")
    try folder.makeFile("names", "subjectAltName=\(names)\n")
    try openssl(
      "x509 -req -in @server.csr -CA @ca.pem -CAkey @ca.key -CAcreateserial -days 2 -extfile @names -out @leaf.pem"
    )
    let leaf = try folder.text("leaf.pem")
    let authority = try folder.text("ca.pem")
    return [
      "ca.pem": authority, "leaf.pem": leaf, "server.pem": leaf + authority,
      "server.key": try folder.text("server.key"),
    ]
  }
}
