internal import SteleCore
package import SystemPackage

/// What the operating system refused, on what file, and why.
///
/// Every function of this module throws this type. Its description is one line, such as
/// `cannot open 'x': permission denied`.
package struct FileError: Error, Hashable, Sendable {
  package let operation: Operation
  /// The file, as a message names it; `nil` if it has no name. Never to be opened again by this name.
  package let path: String?
  package let reason: Reason
  /// Where in the file, if that is known: bytes from its start.
  package let offset: UInt64?

  /// What was being done; the raw value completes "cannot …".
  package enum Operation: String, Hashable, Sendable {
    case open, create, read, write, close, examine, list, rename, publish, remove, resize
    case synchronize = "flush"
    case setTimes = "set the times of"
    case setMode = "set the permissions of"
    case readLink = "read the link"
  }

  package enum Reason: Hashable, Sendable {
    /// The operating system's own error number.
    case system(Errno)
    /// It is of another kind than the operation needs: a device, say, where a file must be.
    case wrongKind(FileKind)
    /// The file ended before all the bytes that were asked for.
    case endOfFile
    /// The file is larger than the caller is ready to hold.
    case tooLarge(limit: Int)
    /// A link leads out of the folder that everything must stay in, or too far.
    case link(LinkFault)
    /// The task that waited for it was cancelled.
    case cancelled
  }

  package init(_ operation: Operation, path: [UInt8]?, _ reason: Reason, offset: UInt64? = nil) {
    self.operation = operation
    self.path = path.map { String(readable: $0) }
    self.reason = reason
    self.offset = offset
  }

  /// Nothing has that name.
  package var isNotFound: Bool { reason == .system(.noSuchFileOrDirectory) }

  /// Something has that name already.
  package var isExisting: Bool { reason == .system(.fileExists) }

  /// The disk, or what is between it and us, does not give the bytes back; others of the same file it may.
  package var isMediumFault: Bool { reason == .system(.ioError) || reason == .system(.badMessage) }

  /// The disk is full, or the user's share of it.
  package var isNoSpace: Bool { reason == .system(.noSpace) || reason == .system(.diskQuotaExceeded) }

  /// The user may not do this.
  package var isNoPermission: Bool {
    reason == .system(.permissionDenied) || reason == .system(.notPermitted)
      || reason == .system(.readOnlyFileSystem)
  }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    let object = path.map { " '\($0)'" } ?? ""
    // Elsewhere the place explains nothing.
    let place = isMediumFault ? offset.map { " at byte \($0)" } ?? "" : ""
    return "cannot \(operation.rawValue)\(object)\(place): \(reason)"
  }
}

extension FileError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let errno):
      let text = errno.description
      return text.prefix(1).lowercased() + text.dropFirst()
    case .wrongKind(let kind): return "it is a \(kind.rawValue)"
    case .endOfFile: return "it ended early"
    case .tooLarge(let limit): return "it is larger than \(limit) bytes"
    case .link(let fault): return fault.description
    case .cancelled: return "nobody waits for it any more"
    }
  }
}
