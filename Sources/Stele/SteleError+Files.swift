import SteleFile

extension SteleError {
  init(_ error: FileError) {
    self.init(.inputOutput, error.description)
  }

  /// Makes errors of files into errors of this library; lets all others through.
  static func translatingFileErrors<T>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
  ) async throws -> T {
    do {
      return try await body()
    } catch let error as FileError {
      throw shown(error)
    }
  }

  /// The same for work that does not wait.
  static func translatingFileErrors<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as FileError {
      throw shown(error)
    }
  }

  private static func shown(_ error: FileError) -> any Error {
    error.reason == .cancelled ? CancellationError() : SteleError(error)
  }

  /// Refuses a folder, there or only named as one, where a file is to be written.
  static func checkNamesFile(_ path: String) throws {
    guard try !path.hasSuffix("/") && !PackDestination.isFolder(path) else {
      throw SteleError(.inputOutput, "'\(path)' is a folder; name a file in it")
    }
  }

  static func exists(_ path: String) -> SteleError {
    SteleError(.alreadyExists, "'\(path)' is there already and is not overwritten; use --force to replace it")
  }
}
