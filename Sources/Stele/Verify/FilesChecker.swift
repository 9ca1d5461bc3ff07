import SteleBag
import SteleContainer
import SteleCore

/// Holds `files.jsonl` against the entries of the tar. See Spec §7.6.
struct FilesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  func check(_ bytes: [UInt8]) {
    var listed: Set<PackagePath> = []
    var last: [UInt8]?
    let folders = Dictionary(tar.folders.map { ($0.path, $0.time) }, uniquingKeysWith: { first, _ in first })
    for (number, text) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      .enumerated()
    {
      guard let line = FilesLine(text) else {
        add(.filesLine, number, "the line is not an object in the one form that it may have")
        continue
      }
      if let last, !last.lexicographicallyPrecedes(line.sortKey) {
        add(.filesLine, number, "'\(line.path)' does not stand in the order of paths, or twice")
      }
      last = line.sortKey
      listed.insert(line.path)
      check(line, number, folders)
    }
    for path in tar.files.map(\.path) + tar.folders.map(\.path) where !listed.contains(path) {
      findings.add(.filesMismatch, path: path.description, "'\(path)' is not listed in files.jsonl")
    }
  }

  private func check(_ line: FilesLine, _ number: Int, _ folders: [PackagePath: Int64]) {
    let time = min(max(line.time, 0), TarEntry.maximumTime)
    let agrees: Bool
    if let stated = line.file {
      guard let file = tar.file(at: line.path) else { return missing(line, number) }
      agrees = file.size == stated.size && file.isExecutable == stated.isExecutable && file.time == time
    } else {
      guard let folderTime = folders[line.path] else { return missing(line, number) }
      agrees = folderTime == time
    }
    if !agrees {
      findings.add(
        .filesMismatch, path: line.path.description,
        "size, time or executable bit of '\(line.path)' in files.jsonl do not agree with the archive")
    }
  }

  private func missing(_ line: FilesLine, _ number: Int) {
    // What is lost is reported by its line in the manifest.
    if !hasGaps { add(.filesMismatch, number, "'\(line.path)' is not there") }
  }

  private func add(_ code: RuleCode, _ number: Int, _ message: String) {
    findings.add(code, path: TagFile.files.rawValue, "files.jsonl, line \(number + 1): \(message)")
  }
}
