package import SteleCore

/// A file or folder of a source, as the walk found it.
package struct SourceEntry: Hashable, Sendable {
  /// Its path below the source's root, by the names that the user sees.
  package let path: PackagePath
  /// Bytes; 0 for a folder.
  package let size: UInt64
  package let modified: FileTime
  package let kind: Kind
  /// The owner may execute it; always `false` for a folder.
  package let isExecutable: Bool
  /// Which file it is: entries with the same identity are one file under several names.
  package let identity: FileIdentity
  /// Where it really is below the root, without links.
  package let location: SourceLocation

  package enum Kind: Hashable, Sendable {
    case file, folder
  }
}

/// Something in a source that is neither a file nor a folder that can be packed. The caller decides whether
/// that is an error.
package struct SourceProblem: Hashable, Sendable {
  /// Its path below the source's root; not always valid UTF-8. Empty for the root itself.
  package let path: [UInt8]
  package let reason: Reason

  package init(path: [UInt8], reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package enum Reason: Hashable, Sendable {
    /// A link that cannot be followed, and what it says.
    case link(LinkFault, target: [UInt8])
    /// A device, socket or fifo.
    case special(FileKind)
    /// The path cannot be a path in a package; nothing below it was looked at.
    case path(PackagePathError)
    /// The system refused to show it.
    case unreadable(FileError)
  }
}

extension SourceProblem: CustomStringConvertible {
  /// What is wrong, in one line that names the path and shows bytes that are not text.
  package var description: String { "'\(path.isEmpty ? "." : String(readable: path))': \(reason)" }
}

extension SourceProblem.Reason: CustomStringConvertible {
  /// What is wrong, without the path.
  package var description: String {
    switch self {
    case .link(let fault, let target): "\(fault), \(String(readable: target))"
    case .special(let kind): "it is a \(kind.rawValue), which no package can hold"
    case .path(let error): "its path cannot be kept: \(error.rawValue)"
    case .unreadable(let error): "\(error)"
    }
  }
}

/// What a walk comes to next.
package enum SourceItem: Hashable, Sendable {
  case entry(SourceEntry)
  case problem(SourceProblem)
}

/// The true path of something below the source's root, in which no name is a link. Bytes with `/` between
/// names; empty for the root.
package struct SourceLocation: Hashable, Sendable {
  package private(set) var path: [UInt8] = []

  init(path: [UInt8] = []) { self.path = path }

  package func appending(_ name: FileName) -> SourceLocation {
    SourceLocation(path: path.isEmpty ? name.bytes : path + [UInt8(ascii: "/")] + name.bytes)
  }

  /// The folder that holds this; `nil` for the root.
  package var parent: SourceLocation? {
    if path.isEmpty { return nil }
    let slash = path.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return SourceLocation(path: Array(path[..<slash]))
  }

  /// The last name; `nil` for the root.
  package var name: FileName? {
    FileName(path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...])
  }
}
