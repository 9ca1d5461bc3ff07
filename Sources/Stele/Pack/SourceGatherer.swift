import SteleCore
import SteleFile
import SystemPackage

/// Finds what is to be packed, and the path that each thing gets.
struct SourceGatherer {
  private let options: PackOptions

  init(_ options: PackOptions) { self.options = options }

  struct Gathered {
    var items: [PackItem] = []
    var suggestedName = "package"
    var findings: [Finding] = []
  }

  /// A single folder gives its contents; otherwise paths begin below the deepest folder that holds all.
  func gather(_ sources: [String]) throws -> Gathered {
    guard let first = sources.first else { throw SteleError(.usage, "there is nothing to pack") }
    var gathered = Gathered()
    var problems: [SourceProblem] = []
    let path = try UserPath.absolute(FilePath(first))
    if sources.count == 1, try UserPath.facts(path)?.kind == .folder {
      let tree = try SourceTree.open(path)
      walk(tree, below: nil, &gathered.items, &problems)
      gathered.suggestedName = PackageName.suggestion(path.lastComponent?.string)
    } else {
      throw SteleError(.usage, "not yet")
    }
    try report(problems, &gathered)
    return gathered
  }

  private func walk(
    _ tree: SourceTree, below folder: PackagePath?, _ items: inout [PackItem], _ problems: inout [SourceProblem]
  ) {
    // A folder is packed only if it is empty: others come back with what is in them.
    var folders: [PackagePath: PackItem] = [:]
    for item in tree.walk() {
      switch item {
      case .problem(let problem): problems.append(problem)
      case .entry(let entry):
        if let parent = entry.path.parent { folders[parent] = nil }
        let item = PackItem(path: entry.path, tree: tree, entry: entry)
        if item.isFolder { folders[entry.path] = item } else { items.append(item) }
      }
    }
    items += folders.values
  }

  private func report(_ problems: [SourceProblem], _ gathered: inout Gathered) throws {
    guard !problems.isEmpty else { return }
    let findings = problems.map {
      Finding(.sourceSkipped, path: String(decoding: $0.path, as: UTF8.self), $0.description)
    }
    guard options.skipsUnreadable else {
      throw SteleError(
        .refused,
        "\(problems.count) of the sources cannot be packed: \(problems[0]); mend them, or leave them out with --skip-unreadable",
        findings: findings)
    }
    gathered.findings += findings
  }
}
