import SteleBag
import SteleContainer
import SteleCore
import SteleFile
import SystemPackage

/// Writes the wanted files of a package as its tar goes by.
///
/// It goes by content: when the first file with a digest comes, all wanted files with this digest are written.
/// So a link needs no look back, and every file is an independent copy.
final class ExtractSink: PayloadSink {
  private let options: ExtractOptions
  private let selection: Selection
  private var topFolder = ""
  private var plan: ExtractPlan?
  private var target: ExtractTarget?
  private var tree: OutputTree?
  /// What was begun and is not over, in order; `nil` for what is not wanted.
  private var open: ArraySlice<ExtractWriter?> = []
  /// The digests of these.
  private var underWay: Set<Digest> = []
  /// The first thing that stopped the work.
  private(set) var failure: (any Error)?
  var folderPath: String { target?.folder.string ?? "" }
  /// Whether the tag files that say what is wanted are as they were sealed.
  private var isPlanProven = false
  /// Whether all that is wanted stands under its name, as far as it has come.
  var hasAll: Bool { failure == nil && isPlanProven && fileCount == plan?.count }
  private(set) var fileCount = 0
  private(set) var byteCount: UInt64 = 0

  init(_ options: ExtractOptions) {
    self.options = options
    selection = Selection(options)
  }

  func topFolder(_ name: String) { topFolder = name }

  var wantsTagFiles: Bool { options.extractsBag && selection.isEverything }

  /// The tag files without which it cannot be told what is wanted, or that are themselves.
  private var needed: Set<TagFile> {
    if wantsTagFiles { return Set(TagFile.allCases.filter(\.isRequired)) }
    return options.articles.isEmpty ? [.manifest, .files] : [.manifest, .files, .articles]
  }

  func payloadBegins(_ contents: TagContents) {
    attempt {
      let plan = try ExtractPlan(contents, selection)
      self.plan = plan
      let target = ExtractTarget(options, topFolder: topFolder)
      self.target = target
      let proven = Self.proven(contents)
      isPlanProven = needed.isSubset(of: proven)
      let tagFiles = wantsTagFiles ? proven : []
      tree = try target.open([AnySequence(plan.paths), AnySequence(tagFiles.map(\.path))].joined())
      for file in tagFiles { try write(file, contents.bytes[file]!) }
    }
  }

  func folder(_ path: PackagePath) {
    guard let tree, selection.isEverything else { return }
    attempt { try tree.createFolder(at: target!.path(path)) }
  }

  func waits(before path: PackagePath) -> Bool {
    plan?.digest(path).map(underWay.contains) ?? false
  }

  func begin(_ path: PackagePath?, _ entry: TarEntry) -> (any PayloadWriter)? {
    let writer = failure == nil ? path.flatMap { self.writer($0, size: entry.dataSize) } : nil
    open.append(writer)
    if let writer { underWay.insert(writer.taken.digest) }
    return writer
  }

  private func writer(_ path: PackagePath, size: UInt64) -> ExtractWriter? {
    guard let tree, let target, let taken = plan?.take(path) else { return nil }
    let file = taken.files[0]
    let overwrites = options.overwrites
    return ExtractWriter(
      taken, size: size,
      make: { ExtractFile(try tree.createFile(at: target.path(file.path), isExecutable: file.isExecutable)) },
      publish: { try $0.publish(time: file.time, replacing: overwrites) })
  }

  func end(_ ending: PayloadEnding, digest: Digest) {
    guard let file = open.removeFirst() else { return }
    underWay.remove(file.taken.digest)
    // A file that is not as it was sealed has no name, and goes.
    guard failure == nil else { return }
    guard case .ofEntry(_, let allowance) = ending, ending.isWhole, digest == file.taken.digest else {
      plan?.giveBack(file.taken)
      return
    }
    attempt {
      if let output = try file.file() {
        for other in file.taken.files.dropFirst() {
          // A manifest may name one content under any number of paths.
          guard byteCount + file.size * 2 <= allowance else { throw tooMuch() }
          try copy(output, file, to: other)
        }
        try publish(output, file.taken.files[0])
      }
      count(file.size)
    }
  }

  func payloadEnds() { plan?.releaseFiles() }

  /// Ends the work.
  ///
  /// - Throws: What stopped it.
  func finish() throws {
    if let failure { throw failure }
    guard let tree, let plan, selection.isEverything else { return }
    for (path, time) in plan.folders {
      let folder = try tree.createFolder(at: target!.path(path))
      try folder.setModified(FileTime(seconds: time))
    }
  }

  private func publish(_ output: ExtractFile, _ file: ExtractPlan.File) throws {
    try output.publish(time: file.time, replacing: options.overwrites)
  }

  private func count(_ size: UInt64) {
    fileCount += 1
    byteCount += size
  }

  private func copy(_ original: ExtractFile, _ file: ExtractWriter, to other: ExtractPlan.File) throws {
    let output = ExtractFile(
      try tree!.createFile(at: target!.path(other.path), isExecutable: other.isExecutable))
    guard try original.copy(to: output) == file.taken.digest else {
      throw SteleError(
        .inputOutput,
        "what was written for '\(file.taken.files[0].path)' reads back differently; check the disk")
    }
    try publish(output, other)
    count(file.size)
  }

  private func tooMuch() -> SteleError {
    let message = options.limits.expansionRefusal
    return SteleError(.damaged, message, findings: [Finding(.limitExceeded, message)])
  }

  /// The tag files that are as the tag manifest says, and it itself.
  private static func proven(_ contents: TagContents) -> [TagFile] {
    guard let tagManifest = contents.bytes[.tagManifest] else { return [] }
    let lines = tagManifest[...].lines.compactMap { try? ManifestLine($0) }
    return TagFile.allCases.filter { file in
      guard let hex = contents.digests[file]?.hex else { return false }
      return file == .tagManifest
        || lines.contains { $0.path == file.path && hex.utf8.elementsEqual($0.digest) }
    }
  }

  private func write(_ file: TagFile, _ bytes: [UInt8]) throws {
    let output = ExtractFile(try tree!.createFile(at: target!.path(file.path)))
    try output.write(bytes[...])
    try output.publish(time: 0, replacing: options.overwrites)
  }

  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do {
      try body()
    } catch let error as FileError {
      failure = error.isExisting ? SteleError.exists(error.path ?? "a file") : SteleError(error)
    } catch {
      failure = error
    }
  }
}
