package import SteleCore

/// Which names of a package other systems and stock tools stumble over. Only packing asks: a package that has
/// such names is sound. See Spec §7.8.
package enum NamePortability {
  /// How many of the paths that one collides with a finding names.
  private static let namedCollisions = 8

  /// What stands in the package.
  package struct Entry: Sendable {
    /// Its path below the folder that all stand in.
    package let path: PackagePath
    /// An empty folder; other folders are known by what they hold.
    package let isFolder: Bool

    package init(path: PackagePath, isFolder: Bool) {
      self.path = path
      self.isFolder = isFolder
    }
  }

  /// All findings, in the order of the paths.
  ///
  /// What is wrong with a folder's name is said once, of the folder; what makes a tool miss a file, of each file.
  ///
  /// - Parameters:
  ///   - entries: All that the package holds below the folder; no path twice.
  ///   - folder: The folder's path in the bag.
  package static func findings(of entries: some Sequence<Entry>, below folder: PackagePath) -> [Finding] {
    let folder = folder.bytes + [UInt8(ascii: "/")]
    let entries = entries.sorted { $0.path < $1.path }
    var found: [(number: Int, finding: Finding)] = []
    var collisions = NameCollisions(capacity: entries.count)
    var previous: [UInt8] = []
    for (number, entry) in entries.enumerated() {
      let path = entry.path.bytes
      // In sorted order all that a folder holds stands together, so that the path before knows the folder.
      let known = commonFolders(previous, path)
      func report(_ bytes: ArraySlice<UInt8>) -> NameRules.Report {
        { code, message in
          found.append((number, Finding(code, path: String(readable: folder + bytes), message)))
        }
      }
      var start = known
      while start < path.count {
        let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
        NameRules.check(path[start..<end], report(path[..<end]))
        start = end + 1
      }
      if !entry.isFolder { NameRules.checkListed(entry.path, report(path[...])) }
      collisions.add(path, number: number, isFolder: entry.isFolder, known: known)
      previous = path
    }
    found += collisionFindings(collisions, entries, folder)
    func key(_ item: (number: Int, finding: Finding)) -> (Int, String, String) {
      (item.number, item.finding.code.rawValue, item.finding.path ?? "")
    }
    return found.sorted { key($0) < key($1) }.map(\.finding)
  }

  /// Findings of a package's own name, which is in no manifest but is typed at command lines.
  package static func findings(ofPackageName name: String) -> [Finding] {
    var found: [Finding] = []
    let bytes = Array(name.utf8)
    func report(_ code: RuleCode, _ message: String) {
      found.append(Finding(code, "the package's name, '\(String(readable: bytes))': \(message)"))
    }
    NameRules.check(bytes[...], report)
    if bytes.first == UInt8(ascii: "-") {
      report(.nameStart, "programs take a name that begins with '-' for an option")
    } else if bytes.first == UInt8(ascii: "~") {
      report(.nameStart, "shells take a name that begins with '~' for a user's folder")
    }
    return found
  }

  /// Where the first name begins that the paths do not share as a folder of both.
  private static func commonFolders(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var start = 0
    for index in 0..<min(a.count, b.count) {
      guard a[index] == b[index] else { break }
      if a[index] == UInt8(ascii: "/") { start = index + 1 }
    }
    return start
  }

  private static func collisionFindings(
    _ collisions: NameCollisions, _ entries: [Entry], _ folder: [UInt8]
  ) -> [(number: Int, finding: Finding)] {
    func bytes(_ node: NameCollisions.Node) -> [UInt8] {
      folder + entries[Int(node.path)].path.bytes.prefix(Int(node.length))
    }
    func shown(_ node: NameCollisions.Node) -> String { "'\(String(readable: bytes(node)))'" }
    var found: [(number: Int, finding: Finding)] = []
    for group in collisions.groups(bytes) {
      for (place, node) in group.enumerated().dropFirst() {
        let others = group[..<place]
        let more = others.count - namedCollisions
        let names = others.prefix(namedCollisions).map(shown).joined(separator: ", ")
        let isMerged = node.isFolder && others.allSatisfy(\.isFolder)
        found.append(
          (
            Int(node.path),
            Finding(
              .nameCollision, path: String(readable: bytes(node)),
              "it differs from \(names)\(more > 0 ? " and \(more) more" : "") in case or normalisation alone;"
                + " some file systems make \(isMerged ? "one folder of them" : "one of them overwrite the other")"
            )
          ))
      }
    }
    return found
  }
}
