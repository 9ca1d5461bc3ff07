package import SteleCore

/// Everything below the root of a source, in the byte order of the paths; what cannot be packed comes as a
/// problem, in its place.
///
/// Folders come before what is in them. Holds in memory the names of the folders on the way to where it is,
/// and no others; it does not recurse, however deep the folders are.
package struct SourceWalk: Sequence, IteratorProtocol, Sendable {
  /// How often a folder is walked again for links that lead to it: a handful of links, each to a folder of
  /// links, would otherwise make billions of paths.
  private static let maximumVisits = 64

  private let tree: SourceTree
  private var stack: [Level] = []
  private var visits: [FileIdentity: Int] = [:]

  /// A folder on the way to where the walk is.
  private struct Level {
    var identity: FileIdentity?
    /// What is still to come, the next last.
    var steps: [Step]
  }

  /// One name gives one step, or two if it is a folder.
  private struct Step {
    /// What the step is sorted by: what a folder holds comes where the folder's name and a `/` stand.
    let key: [UInt8]
    let action: Action
  }

  private enum Action {
    case give(SourceItem)
    case enter(path: PackagePath, SourceLocation, FileIdentity)
  }

  init(_ tree: SourceTree) {
    self.tree = tree
    stack = [Level(identity: try? tree.root.facts().identity, steps: [])]
    let steps = steps(path: nil, SourceLocation())
    stack[0].steps = steps
  }

  /// The next entry or problem; `nil` at the end.
  package mutating func next() -> SourceItem? {
    while !stack.isEmpty {
      guard let step = stack[stack.count - 1].steps.popLast() else {
        stack.removeLast()
        continue
      }
      switch step.action {
      case .give(let item):
        return item
      case .enter(let path, let location, let identity):
        stack.append(Level(identity: identity, steps: []))
        let steps = steps(path: path, location)
        stack[stack.count - 1].steps = steps
      }
    }
    return nil
  }

  /// The steps for a folder's names, the first last.
  private mutating func steps(path: PackagePath?, _ location: SourceLocation) -> [Step] {
    let entries: [FolderEntry]
    do throws(FileError) {
      entries = try tree.folder(at: location).entries()
    } catch {
      return [Step(key: [], action: .give(problem(path?.bytes ?? [], .unreadable(error))))]
    }
    var steps: [Step] = []
    steps.reserveCapacity(entries.count)
    for entry in entries { add(entry, in: path, location, to: &steps) }
    steps.sort { $1.key.lexicographicallyPrecedes($0.key) }
    return steps
  }

  private mutating func add(
    _ entry: FolderEntry, in folder: PackagePath?, _ location: SourceLocation, to steps: inout [Step]
  ) {
    let bytes = folder.map { $0.bytes + [UInt8(ascii: "/")] + entry.name.bytes } ?? entry.name.bytes
    func give(_ item: SourceItem) { steps.append(Step(key: entry.name.bytes, action: .give(item))) }

    let path: PackagePath
    do throws(PackagePathError) {
      path = try PackagePath(bytes)
    } catch {
      return give(problem(bytes, .path(error)))
    }
    var target = SourceTree.Target(location: location.appending(entry.name), facts: entry.facts)
    if entry.facts.kind == .link {
      do throws(FileError) {
        target = try tree.follow(linkAt: target.location)
        if let fault = fault(of: target) {
          return give(problem(bytes, .link(fault, target: text(of: entry.name, in: location))))
        }
      } catch {
        guard case .link(let fault) = error.reason else { return give(problem(bytes, .unreadable(error))) }
        return give(problem(bytes, .link(fault, target: text(of: entry.name, in: location))))
      }
    }
    switch target.facts.kind {
    case .file:
      give(.entry(SourceEntry(path, .file, target)))
    case .folder:
      give(.entry(SourceEntry(path, .folder, target)))
      steps.append(
        Step(
          key: entry.name.bytes + [UInt8(ascii: "/")],
          action: .enter(path: path, target.location, target.facts.identity)))
    case let kind:
      give(problem(bytes, .special(kind)))
    }
  }

  /// Why a folder that a link leads to is not walked: it is one that the link stands in, or has been walked
  /// too often.
  private mutating func fault(of target: SourceTree.Target) -> LinkFault? {
    guard target.facts.kind == .folder else { return nil }
    if stack.contains(where: { $0.identity == target.facts.identity }) { return .loop }
    let count = visits[target.facts.identity, default: 0] + 1
    visits[target.facts.identity] = count
    return count > Self.maximumVisits ? .tooMany : nil
  }

  private func problem(_ path: [UInt8], _ reason: SourceProblem.Reason) -> SourceItem {
    .problem(SourceProblem(path: path, reason: reason))
  }

  /// What a link says, for the message; nothing if it is gone by now.
  private func text(of name: FileName, in location: SourceLocation) -> [UInt8] {
    (try? tree.folder(at: location).linkTarget(name)) ?? []
  }
}

extension SourceTree {
  /// The file or folder at a path below the root, links followed as in a walk; `nil` if there is none that
  /// can be packed.
  package func entry(at path: PackagePath) throws(FileError) -> SourceEntry? {
    let target: Target
    do throws(FileError) {
      target = try follow(linkAt: SourceLocation(path: path.bytes))
    } catch {
      if case .link = error.reason { return nil }
      throw error
    }
    switch target.facts.kind {
    case .file: return SourceEntry(path, .file, target)
    case .folder: return SourceEntry(path, .folder, target)
    default: return nil
    }
  }
}

extension SourceEntry {
  fileprivate init(_ path: PackagePath, _ kind: Kind, _ target: SourceTree.Target) {
    self.path = path
    self.kind = kind
    size = kind == .file ? target.facts.size : 0
    modified = target.facts.modified
    isExecutable = kind == .file && target.facts.isExecutable
    identity = target.facts.identity
    // Mostly they are the same: then one array stands for both, since there may be millions.
    location = target.location.path == path.bytes ? SourceLocation(path: path.bytes) : target.location
  }
}
