#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The two streams that a command writes to: results to standard output, all else to standard error.
enum Terminal {
  /// Whether standard error goes to a person's screen.
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  /// Whether colours are wanted on it: see no-color.org.
  static let errorHasColours = errorIsTerminal && !isSet("NO_COLOR") && !isDumb

  private static let isDumb = ["", "dumb"].contains(environment("TERM") ?? "")

  private static func isSet(_ name: String) -> Bool {
    guard let value = unsafe getenv(name) else { return false }
    return unsafe value.pointee != 0
  }

  /// Writes results.
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes results.
  ///
  /// - Throws: ``OutputError`` if they cannot be written, so that a full disk is not taken for success.
  static func write(_ bytes: [UInt8]) throws {
    try write(bytes, STDOUT_FILENO)
  }

  /// Writes for the person who waits. Nobody can be told if that fails.
  static func writeError(_ text: String) { try? write(Array(text.utf8), STDERR_FILENO) }

  private static func write(_ bytes: [UInt8], _ descriptor: Int32) throws {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes { buffer in
        #if canImport(Darwin)
          unsafe Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
          unsafe Musl.write(descriptor, buffer.baseAddress, buffer.count)
        #else
          unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw OutputError(code: errno)
      }
      start += count
    }
  }

  /// The variable's value; `nil` if it is not set.
  static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}

/// Standard output cannot be written.
struct OutputError: Error {
  let code: Int32
  var message: String { "cannot write to standard output: \(unsafe String(cString: strerror(code)))" }
}
