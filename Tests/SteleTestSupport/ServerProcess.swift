package import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A program that runs beside a test, and is stopped with it.
package final class ServerProcess: Sendable {
  private let number: pid_t
  private let ports: [ReservedPort]

  /// Starts a program, and waits until it listens.
  ///
  /// - Parameters:
  ///   - program: Its name, looked for in the usual folders.
  ///   - ports: Where it listens; reserved till it ends.
  ///   - log: Takes what it writes.
  package init(_ program: String, _ arguments: [String], ports: [ReservedPort], log: FilePath) throws {
    self.ports = ports
    let started = try Self.start(program, arguments, log: log)
    var status: Int32 = 0
    // Long enough for a machine that has far more to do than it can.
    for _ in 0..<12_000 {
      if ports.allSatisfy({ LocalSocket.isOpen($0.number) }) {
        number = started
        return
      }
      if unsafe waitpid(started, &status, WNOHANG) == started {
        throw ServerError(message: "\(program) ended before it listened; see \(log)")
      }
      usleep(10_000)
    }
    Self.stop(started)
    throw ServerError(message: "\(program) does not listen at \(ports.map(\.number))")
  }

  deinit { Self.stop(number) }

  private static func stop(_ number: pid_t) {
    _ = kill(number, SIGTERM)
    var status: Int32 = 0
    for _ in 0..<500 {
      if unsafe waitpid(number, &status, WNOHANG) != 0 { return }
      usleep(10_000)
    }
    _ = kill(number, SIGKILL)
    _ = unsafe waitpid(number, &status, 0)
  }

  /// Runs a program to its end.
  package static func run(_ program: String, _ arguments: [String], log: FilePath) throws {
    let number = try start(program, arguments, log: log)
    var status: Int32 = 0
    while unsafe waitpid(number, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw ServerError(message: "\(program) \(arguments) failed; see \(log)") }
  }

  private static func start(_ program: String, _ arguments: [String], log: FilePath) throws -> pid_t {
    let places = ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/", "/usr/local/bin/"].map { $0 + program }
    guard let path = places.first(where: { unsafe access($0, X_OK) == 0 }) else {
      throw ServerError(message: "\(program) is not installed: run Tools/setup/install test")
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, log.string, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Swift's threads hold signals back, and a program would go on with that.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
    var environment = unsafe [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil]
    defer { _ = unsafe (words + environment).map { unsafe free($0) } }
    var number = pid_t()
    let code = unsafe posix_spawn(&number, path, &actions, &attributes, &words, &environment)
    guard code == 0 else { throw Errno(rawValue: code) }
    return number
  }
}

package struct ServerError: Error, CustomStringConvertible {
  let message: String
  package var description: String { message }
}

/// A server that a test asks.
package protocol LocalServer: AnyObject, Sendable {
  /// Where it listens for plain HTTP.
  var port: UInt16 { get }
}
