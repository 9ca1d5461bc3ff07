import SteleCore
import SteleFile
import Synchronization

/// Writes one extracted file, on whatever task its bytes are worked on. Its name it gets only if its digest is right.
final class ExtractWriter: PayloadWriter {
  /// What is to be written, and the digest that it must have.
  let taken: ExtractPlan.Taken
  let size: UInt64
  private let make: @Sendable () throws -> ExtractFile
  private let publish: @Sendable (ExtractFile) throws -> Void
  private let state = Mutex(State())

  private struct State {
    var file: ExtractFile?
    var isPublished = false
    var failure: (any Error)?
  }

  /// - Parameters:
  ///   - make: Makes the file, without a name.
  ///   - publish: Gives it its name.
  init(
    _ taken: ExtractPlan.Taken, size: UInt64,
    make: @escaping @Sendable () throws -> ExtractFile,
    publish: @escaping @Sendable (ExtractFile) throws -> Void
  ) {
    self.taken = taken
    self.size = size
    self.make = make
    self.publish = publish
  }

  func write(_ bytes: ArraySlice<UInt8>) {
    state.withLock { state in
      Self.attempt(&state) { state in try open(&state).write(bytes) }
    }
  }

  func close(isWhole: Bool, digest: Digest) {
    state.withLock { state in
      guard isWhole, digest == taken.digest else {
        state.file = nil
        return
      }
      Self.attempt(&state) { state in
        let file = try open(&state)
        // With more paths it is copied first, and how much may come out is counted in the order of the tar.
        guard taken.files.count == 1 else { return }
        try publish(file)
        state.isPublished = true
        state.file = nil
      }
    }
  }

  /// The file that was written, if it has no name yet.
  ///
  /// - Throws: What kept it from being written.
  func file() throws -> ExtractFile? {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.file
    }
  }

  private func open(_ state: inout State) throws -> ExtractFile {
    if let file = state.file { return file }
    let file = try make()
    state.file = file
    return file
  }

  private static func attempt(_ state: inout State, _ body: (inout State) throws -> Void) {
    guard state.failure == nil else { return }
    do {
      try body(&state)
    } catch {
      state.failure = error
      state.file = nil
    }
  }
}
