internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The connections of a ``RawServer``.
enum RawConnections {
  static func serve(_ listening: Int32, _ answers: [String: [UInt8]]) {
    Thread.detachNewThread {
      while true {
        let connection = accept(listening, nil, nil)
        if connection < 0 { return }
        // Not for programs that a test starts meanwhile: they would keep the connection open.
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        answer(connection, answers)
        _ = close(connection)
      }
    }
  }

  static func stop(_ listening: Int32) {
    _ = shutdown(listening, Int32(SHUT_RDWR))
    _ = close(listening)
  }

  private static func answer(_ connection: Int32, _ answers: [String: [UInt8]]) {
    var head: [UInt8] = []
    while !head.contains([0x0D, 0x0A, 0x0D, 0x0A]) {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      if count <= 0 { return }
      head += buffer[..<count]
    }
    let path = String(decoding: head.split(separator: 0x20)[1], as: UTF8.self)
    let bytes = answers[path] ?? Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      start += count
    }
    // What the client still says must not turn the end into a reset.
    _ = shutdown(connection, Int32(SHUT_WR))
    var rest = [UInt8](repeating: 0, count: 4096)
    while unsafe recv(connection, &rest, rest.count, 0) > 0 {}
  }
}

extension [UInt8] {
  fileprivate func contains(_ end: [UInt8]) -> Bool { Data(self).range(of: Data(end)) != nil }
}
