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
  package static func listen() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard descriptor >= 0, result else { throw Errno(rawValue: errno) }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// A port of 127.0.0.1 that nobody has now.
  package static func freePort() throws -> UInt16 {
    let (descriptor, port) = try listen()
    _ = close(descriptor)
    return port
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

  private static func connected(_ port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard descriptor >= 0, result == 0 else {
      let code = errno
      _ = close(descriptor)
      throw Errno(rawValue: code)
    }
    return descriptor
  }
}
