internal import Foundation
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The connections of a ``RawServer``: each has a thread, so that none waits for another's end.
final class RawConnections: Sendable {
  private let listening: Int32
  private let answers: [String: [[UInt8]]]
  private let requests = Mutex<[RawServer.Request]>([])

  init(_ listening: Int32, _ answers: [String: [[UInt8]]]) {
    self.listening = listening
    self.answers = answers
    // The thread closes the socket: closed by another, its number could be somebody else's socket by the next call.
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listening, nil, nil)
        if connection < 0 {
          if errno == EINTR || errno == ECONNABORTED { continue }
          break
        }
        // Not for programs that a test starts meanwhile: they would keep the connection open.
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        Thread.detachNewThread { [self] in
          answer(connection)
          _ = close(connection)
        }
      }
      _ = close(listening)
    }
  }

  /// Ends the wait for connections.
  func stop() { _ = shutdown(listening, Int32(SHUT_RDWR)) }

  var all: [RawServer.Request] { requests.withLock { $0 } }

  /// The bytes for a request: the path's next, or its last once more.
  private func next(_ path: String) -> [UInt8] {
    let number = requests.withLock { requests in
      requests.append(RawServer.Request(path: path, time: .now))
      return requests.count { $0.path == path } - 1
    }
    guard let list = answers[path] else {
      return Array("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".utf8)
    }
    return list[min(number, list.count - 1)]
  }

  private func answer(_ connection: Int32) {
    var head: [UInt8] = []
    while !head.contains([0x0D, 0x0A, 0x0D, 0x0A]) {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe recv(connection, &buffer, buffer.count, 0)
      if count <= 0 { return }
      head += buffer[..<count]
    }
    let bytes = next(String(decoding: head.split(separator: 0x20)[1], as: UTF8.self))
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
