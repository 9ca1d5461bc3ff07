import SteleCore
import SteleFile
import SystemPackage

/// The files of folders that are packed article by article, and which of them are in no package: an archivist is never
/// to lose a file unawares because no article shows it.
struct FilesOfFolders {
  private struct Found {
    let source: String
    let item: PackItem
  }

  private var files: [Found] = []
  private let findings = Findings()
  /// Absolute paths of what packages hold.
  private var taken: Set<[UInt8]> = []
  /// The names of the packages, all in one folder.
  private var outputs: Set<FileName> = []
  private var folder: Folder?

  /// Adds the files of a folder, and what was wrong there.
  mutating func add(_ gathered: SourceGatherer.Gathered, _ source: String) {
    files += gathered.items.lazy.filter { !$0.isFolder }.map { Found(source: source, item: $0) }
    for finding in gathered.findings { findings.add(finding.code, path: finding.path, finding.message) }
  }

  /// Says that a package holds these.
  mutating func take(_ items: [PackItem]) {
    for item in items { taken.insert(Self.path(of: item)) }
  }

  /// Says that a file is one of the packages. It may have stood in a folder before, and was not left out there.
  mutating func take(output path: FilePath) throws(FileError) {
    let (folder, name) = try Folder.open(parentOf: path)
    self.folder = folder
    outputs.insert(name)
  }

  /// What is left, each file named once, whatever sources it belongs to.
  consuming func report(packages: Int) -> PackEachReport {
    var count = 0
    var places: [ObjectIdentifier: SourceLocation?] = [:]
    for file in files where taken.insert(Self.path(of: file.item)).inserted {
      let tree = file.item.tree
      let place = places[ObjectIdentifier(tree)] ?? folder.flatMap(tree.location(of:))
      places[ObjectIdentifier(tree)] = .some(place)
      let location = file.item.entry.location
      if let place, location.parent == place, location.name.map(outputs.contains) ?? false { continue }
      count += 1
      findings.add(
        .sourceSkipped, path: file.item.path.description,
        "it is in no package, since no article in '\(file.source)' shows it")
    }
    return PackEachReport(packages: packages, leftOut: count, findings: findings.summary)
  }

  private static func path(of item: PackItem) -> [UInt8] {
    item.tree.root.path + [UInt8(ascii: "/")] + item.entry.path.bytes
  }
}
