internal import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Sockets of this machine alone.
package enum LocalSocket {
  /// Not for programs that the test starts: they would keep the port.
  private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

  /// A listening socket at a port of 127.0.0.1 that nobody else has.
  static func listen(backlog: Int32 = 64) throws -> (descriptor: Int32, port: UInt16) {
    let (descriptor, port) = try bound()
    guard Glibc.listen(descriptor, backlog) == 0 else { throw failed(descriptor) }
    return (descriptor, port)
  }

  /// A socket that has a port of 127.0.0.1, and does not listen there.
  static func bound() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, kind, 0)
    var yes: Int32 = 1
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let size = socklen_t(MemoryLayout<Int32>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0
          && bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard descriptor >= 0, result else { throw failed(descriptor) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// Whether somebody listens at a port.
  package static func isOpen(_ port: UInt16) -> Bool {
    guard let descriptor = try? connected(port) else { return false }
    _ = close(descriptor)
    return true
  }

  /// What a server answers to a request by HTTP/1.0, whole.
  package static func get(_ path: String, _ port: UInt16) throws -> [UInt8] {
    let descriptor = try connected(port)
    defer { _ = close(descriptor) }
    let request = Array("GET \(path) HTTP/1.0\r\n\r\n".utf8)
    guard unsafe send(descriptor, request, request.count, 0) == request.count else {
      throw Errno(rawValue: errno)
    }
    var answer: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe recv(descriptor, &piece, piece.count, 0)
      guard count >= 0 else { throw Errno(rawValue: errno) }
      guard count > 0 else { return answer }
      answer += piece[..<count]
    }
  }

  /// A connection to a port.
  ///
  /// - Parameter waits: Whether the connection must be there; if not, it may also come later.
  static func connected(_ port: UInt16, waits: Bool = true) throws -> Int32 {
    let descriptor = socket(AF_INET, kind | (waits ? 0 : Int32(SOCK_NONBLOCK.rawValue)), 0)
    var address = loopback(port)
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 || !waits && errno == EINPROGRESS else { throw failed(descriptor) }
    return descriptor
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func failed(_ descriptor: Int32) -> Errno {
    let code = errno
    if descriptor >= 0 { _ = close(descriptor) }
    return Errno(rawValue: code)
  }
}

/// A port of 127.0.0.1 that is nobody else's while this is held: for a server that the test starts, or for nobody.
///
/// A port that is merely free can be taken by another test's server or connection before the server listens. The
/// socket behind this one is bound and does not listen. A server sets `SO_REUSEADDR`, as this does, and so may
/// listen there all the same; a port that the system chooses for others is never this one.
package final class ReservedPort: Sendable {
  package let number: UInt16
  private let descriptor: Int32

  package init() throws { (descriptor, number) = try LocalSocket.bound() }

  deinit { _ = close(descriptor) }
}

/// A port of 127.0.0.1 where connections are never made: the system's queue of them is full, and nobody takes any.
package final class SilentPort: LocalServer {
  package let port: UInt16
  private let descriptors: [Int32]

  package init() throws {
    let (descriptor, port) = try LocalSocket.listen(backlog: 0)
    self.port = port
    descriptors = try [descriptor] + (0..<4).map { _ in try LocalSocket.connected(port, waits: false) }
  }

  deinit { for descriptor in descriptors { _ = close(descriptor) } }
}
