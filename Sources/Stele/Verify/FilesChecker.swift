import SteleBag
import SteleContainer
import SteleCore

/// Holds `files.jsonl` against the entries of the tar. See Spec §7.6.
struct FilesChecker {
  let tar: TarChecker
  let findings: Findings
  let hasGaps: Bool

  func check(_ claims: FileClaims) {
    var listed = [Bool](repeating: false, count: tar.files.count)
    var listedFolders: Set<PackagePath> = []
    let folders = Dictionary(tar.folders.map { ($0.path, $0.time) }, uniquingKeysWith: { first, _ in first })
    for claim in claims {
      let number = tar.number(ofFileAt: claim.path)
      if let number { listed[number] = true }
      if folders[claim.path] != nil { listedFolders.insert(claim.path) }
      check(claim, number.map { tar.files[$0] }, folders)
    }
    for number in listed.indices where !listed[number] { unlisted(tar.paths[number]) }
    for (path, _) in tar.folders where !listedFolders.contains(path) { unlisted(path) }
  }

  private func unlisted(_ path: PackagePath) {
    findings.add(.filesMismatch, path: path.description, "'\(path)' is not listed in files.jsonl")
  }

  private func check(_ claim: FileClaim, _ file: TarChecker.File?, _ folders: [PackagePath: Int64]) {
    let time = min(max(claim.time, 0), TarEntry.maximumTime)
    let agrees: Bool
    if let stated = claim.file {
      guard let file else { return missing(claim) }
      agrees = file.size == stated.size && file.isExecutable == stated.isExecutable && file.time == time
    } else {
      guard let folderTime = folders[claim.path] else { return missing(claim) }
      agrees = folderTime == time
    }
    if !agrees {
      findings.add(
        .filesMismatch, path: claim.path.description,
        "size, time or executable bit of '\(claim.path)' in files.jsonl do not agree with the archive")
    }
  }

  private func missing(_ claim: FileClaim) {
    // What is lost is reported by its line in the manifest.
    guard !hasGaps else { return }
    findings.add(
      .filesMismatch, path: TagFile.files.rawValue,
      "files.jsonl, line \(claim.line): '\(claim.path)' is not there")
  }
}
