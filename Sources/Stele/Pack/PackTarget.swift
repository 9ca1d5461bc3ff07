import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// The place of a package that is being made: what is there already, and the file that is to get the name.
///
/// It is made as soon as the name is known, so that whatever stands against it is told before hours of work.
struct PackTarget {
  /// `nil` for a descriptor.
  let path: FilePath?
  private let overwrites: Bool
  /// The very package, which is there already.
  let there: PackageFile?
  /// Where its bytes go; `nil` if it is there already.
  let output: PackageOutput?

  /// - Returns: `nil` if the name depends on the package's digest.
  /// - Throws: ``SteleError/Code/alreadyExists``, or that nothing can be written there.
  init?(_ destination: PackDestination, name: String, _ options: PackOptions) throws {
    switch destination {
    case .descriptor(let number):
      self.init(nil, output: try PackageOutput(descriptor: number, keepingCopy: options.parity != .none))
    case .file(_, let overwriting), .named(_, let overwriting):
      try self.init(destination.path(name: name, options.codec)!, overwriting)
    case .folder:
      return nil
    }
  }

  /// The place in a folder under a name that holds the first digits of the digest; the folder is made if it is not
  /// there.
  init(
    in folder: FilePath, name: String, digest: Digest, overwriting: Bool, _ options: PackOptions
  ) async throws {
    if try UserPath.facts(folder) == nil { _ = try OutputTree.create(folder) }
    let path = folder.appending(Self.fileName(name + "-", digest, options.codec))
    if !overwriting, let there = try await Self.package(at: path, digest, options) {
      self.init(path, there: there)
    } else {
      try self.init(path, overwriting)
    }
  }

  /// The name of a package that is named by its digest.
  static func fileName(_ prefix: String, _ digest: Digest, _ codec: Codec) -> String {
    prefix + digest.hex.prefix(12) + codec.fileNameExtension
  }

  private init(_ path: FilePath, _ overwriting: Bool) throws {
    let kind = try UserPath.facts(path)?.kind
    if kind == .folder {
      throw SteleError(
        overwriting ? .inputOutput : .alreadyExists,
        "'\(path)' is a folder; write '\(path)/' to put the package into it, under a name of its own")
    }
    if !overwriting, kind != nil { throw SteleError.exists(path.string) }
    if let kind, !kind.isReplaceable {
      throw SteleError(
        .inputOutput,
        "'\(path)' is a \(kind.rawValue), which no package replaces; to write into it, use '-o -' and redirect"
      )
    }
    self.init(path, output: try PackageOutput(at: path), overwrites: overwriting)
  }

  private init(
    _ path: FilePath?, output: PackageOutput? = nil, there: PackageFile? = nil, overwrites: Bool = false
  ) {
    self.path = path
    self.output = output
    self.there = there
    self.overwrites = overwrites
  }

  /// The package that is there already, if it is this very one, and every stored byte of it is as sealed.
  private static func package(
    at path: FilePath, _ digest: Digest, _ options: PackOptions
  ) async throws -> PackageFile? {
    guard try UserPath.facts(path) != nil, let file = try? PackageFile(path),
      file.footer.packageDigest == digest
    else { return nil }
    var check = QuickCheck(file, threads: options.threads)
    return try await check.findings().isEmpty ? file : nil
  }

  /// Gives the file its name.
  func publish() throws {
    do {
      try output?.publish(replacing: overwrites)
    } catch {
      throw error.isExisting ? SteleError.exists(path!.string) : SteleError(error)
    }
  }
}

extension PackDestination {
  /// The path that the user gave; `nil` for a descriptor.
  var pathGiven: String? {
    switch self {
    case .file(let path, _), .named(let path, _), .folder(let path, _): path
    case .descriptor: nil
    }
  }

  /// Whether a folder stands at a path that the user gave.
  package static func isFolder(_ path: String) throws -> Bool {
    try SteleError.translatingFileErrors { try UserPath.facts(FilePath(path))?.kind == .folder }
  }

  /// The package's path, if it is one of a file and known before the package is.
  func path(name: String, _ codec: Codec) -> FilePath? {
    switch self {
    case .file(let path, _): return FilePath(path)
    case .named(let folder, _):
      let name = name + codec.fileNameExtension
      return folder == "." ? FilePath(name) : FilePath(folder).appending(name)
    case .folder, .descriptor: return nil
    }
  }
}
