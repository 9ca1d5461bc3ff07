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
  private var current: Current?
  /// The first thing that stopped the work.
  private(set) var failure: (any Error)?
  var folderPath: String { target?.folder.string ?? "" }
  private(set) var fileCount = 0
  private(set) var byteCount: UInt64 = 0

  /// The file being written, and the paths that its content is wanted under.
  private struct Current {
    let output: ExtractFile
    let paths: [PackagePath]
    let digest: Digest
    let size: UInt64
  }

  init(_ options: ExtractOptions) {
    self.options = options
    selection = Selection(options)
  }

  func topFolder(_ name: String) { topFolder = name }

  var wantsTagFiles: Bool { options.extractsBag && selection.isEverything }

  func payloadBegins(_ contents: TagContents) {
    attempt {
      let plan = try ExtractPlan(contents, selection)
      self.plan = plan
      let target = ExtractTarget(options, topFolder: topFolder)
      self.target = target
      let tagFiles = wantsTagFiles ? Self.proven(contents) : []
      tree = try target.open(plan.paths + tagFiles.map(\.path))
      for file in tagFiles { try write(file, contents.bytes[file]!) }
    }
  }

  func folder(_ path: PackagePath) {
    guard let tree, selection.isEverything else { return }
    attempt { try tree.createFolder(at: target!.path(path)) }
  }

  func begin(_ path: PackagePath?, _ entry: TarEntry) {
    current = nil
    guard let tree, let (digest, paths) = path.flatMap({ plan?.take($0) }) else { return }
    attempt {
      let file = try tree.createFile(
        at: target!.path(paths[0]), isExecutable: plan!.isExecutable(paths[0]))
      current = Current(output: ExtractFile(file), paths: paths, digest: digest, size: entry.dataSize)
    }
  }

  func write(_ bytes: ArraySlice<UInt8>) {
    guard let current else { return }
    attempt { try current.output.write(bytes) }
  }

  func end(isWhole: Bool, digest: Digest, allowance: UInt64) {
    guard let file = current else { return }
    current = nil
    // A file that is not as it was sealed has no name, and goes.
    guard failure == nil else { return }
    guard isWhole, digest == file.digest else {
      plan?.giveBack(file.digest, file.paths)
      return
    }
    attempt {
      for path in file.paths.dropFirst() {
        // A manifest may name one content under any number of paths.
        guard byteCount + file.size * 2 <= allowance else { throw tooMuch() }
        try copy(file, to: path)
      }
      try publish(file.output, file.paths[0], size: file.size)
    }
  }

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

  private func publish(_ file: ExtractFile, _ path: PackagePath, size: UInt64) throws {
    try file.publish(time: plan!.time(path), replacing: options.overwrites)
    fileCount += 1
    byteCount += size
  }

  private func copy(_ file: Current, to path: PackagePath) throws {
    let output = ExtractFile(
      try tree!.createFile(
        at: target!.path(path), isExecutable: plan!.isExecutable(path)))
    guard try file.output.copy(to: output) == file.digest else {
      throw SteleError(
        .inputOutput, "what was written for '\(file.paths[0])' reads back differently; check the disk")
    }
    try publish(output, path, size: file.size)
  }

  private func tooMuch() -> SteleError {
    let message =
      "more than \(options.limits.expansion) times its stored bytes come out of the package; raise --max-expansion"
      + " if that is right"
    return SteleError(.damaged, message, findings: [Finding(.limitExceeded, message)])
  }

  /// The tag files that are as the tag manifest says, and it itself.
  private static func proven(_ contents: TagContents) -> [TagFile] {
    guard let tagManifest = contents.bytes[.tagManifest] else { return [] }
    let lines = tagManifest.split(separator: 0x0A).compactMap { try? ManifestLine($0) }
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
      current = nil
    } catch {
      failure = error
      current = nil
    }
  }
}
