package import SteleCore
package import SteleFile
package import SystemPackage

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Trees of files: made, changed, and compared.
extension TemporaryFolder {
  package func makeFile(_ relative: String, bytes: [UInt8], isExecutable: Bool = false, time: FileTime? = nil)
    throws
  {
    let path = try PackagePath(relative)
    let root = self.folder
    let folder = try path.parent.map { try OutputTree(root: root).createFolder(at: $0) } ?? root
    let file = try folder.createFile(path.lastFileName)
    try file.write(bytes)
    if isExecutable { try file.setMode(0o755) }
    if let time { try file.setModified(time) }
    try file.close()
  }

  /// Writes over a part of a file, in place.
  package func overwrite(_ relative: String, _ bytes: [UInt8], at offset: Int) throws {
    let file = try FileDescriptor.open(self[relative], .readWrite)
    defer { try? file.close() }
    try file.writeAll(toAbsoluteOffset: Int64(offset), bytes)
  }

  /// Makes a file longer, without bytes on the disk, or shorter.
  package func resize(_ relative: String, to size: Int64) throws {
    let file = try FileDescriptor.open(self[relative], .readWrite)
    defer { try? file.close() }
    try file.resize(to: size)
  }

  /// Gives a file the time of another.
  package func copyTime(_ relative: String, from other: FilePath) throws {
    try File.open(self[relative]).setModified(try File.open(other).facts().modified)
  }

  package func bytes(_ relative: String) throws -> [UInt8] {
    try File.open(self[relative]).readToEnd(limit: 1 << 30)
  }

  package func remove(_ relative: String) throws {
    try Folder.open(self[relative].removingLastComponent()).remove(
      FileName(self[relative].lastComponent!.string)!)
  }

  package func makeHardLink(_ relative: String, to existing: String) throws {
    guard unsafe link(self[existing].string, self[relative].string) == 0 else { throw Errno(rawValue: errno) }
  }

  package func setMode(_ relative: String, _ mode: UInt32) throws {
    guard unsafe chmod(self[relative].string, mode) == 0 else { throw Errno(rawValue: errno) }
  }

  package func facts(_ relative: String) throws -> FileFacts {
    let path = self[relative]
    return try Folder.open(path.removingLastComponent()).facts(of: FileName(path.lastComponent!.string)!)
  }

  /// What stands under a name in a tree.
  package struct Node: Hashable, Sendable {
    package let kind: FileKind
    /// The name's bytes: as texts, two names may be equal that differ in Unicode's normalisation form.
    package let name: [UInt8]
    /// Of a file's bytes; of what a link says.
    package var digest: Digest?
    package var isExecutable = false
    /// Seconds; of files alone.
    package var time: Int64 = 0
  }

  /// Everything below a folder, by path; of two paths that are equal as texts, the second has a NUL behind it.
  package func tree(_ relative: String) throws -> [String: Node] {
    var nodes: [String: Node] = [:]
    try Self.collect(try Folder.open(self[relative]), "", &nodes)
    return nodes
  }

  private static func collect(_ folder: Folder, _ prefix: String, _ nodes: inout [String: Node]) throws {
    for entry in try folder.entries() {
      let path = prefix + String(readable: entry.name.bytes)
      var node = Node(kind: entry.facts.kind, name: Array(entry.name.bytes))
      switch entry.facts.kind {
      case .file:
        node.digest = Digest(hashing: try folder.file(entry.name).readToEnd(limit: 1 << 30))
        node.isExecutable = entry.facts.isExecutable
        node.time = entry.facts.modified.seconds
      case .link: node.digest = Digest(hashing: try folder.linkTarget(entry.name))
      case .folder: try collect(folder.folder(entry.name), path + "/", &nodes)
      default: break
      }
      nodes[nodes[path] == nil ? path : path + "\0"] = node
    }
  }
}

extension TemporaryFolder {
  /// Makes a socket that nobody listens at.
  package func makeSocket(_ relative: String) throws {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let descriptor = socket(AF_UNIX, kind, 0)
    defer { _ = Glibc.close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) {
      unsafe $0.copyBytes(from: self[relative].string.utf8)
    }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Errno(rawValue: errno) }
  }
}
