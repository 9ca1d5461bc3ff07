import SteleBag
import SteleCore

/// What a line of `files.jsonl` says that the tar must agree with. See Spec §7.6.
struct FileClaim: Sendable {
  /// What is said of a file, and not of a folder.
  struct File: Hashable, Sendable {
    let size: UInt64
    let isExecutable: Bool
  }

  /// The number of the line, from 1.
  let line: Int
  let path: PackagePath
  let time: Int64
  /// `nil` for a folder.
  let file: File?

  fileprivate init(_ line: FilesLine, number: Int) {
    self.line = number
    path = line.path
    time = line.time
    file = line.file.map { File(size: $0.size, isExecutable: $0.isExecutable) }
  }
}

/// Reads `files.jsonl` line by line.
struct FileLines {
  private(set) var claims: [FileClaim] = []
  let findings = Findings()
  private var last: [UInt8]?
  private var number = 0

  mutating func take(_ line: LineSplitter.Line) {
    number += 1
    guard case .bytes(let bytes) = line else { return add(ArticleLines.tooLong) }
    guard let line = FilesLine(bytes) else {
      return add("the line is not an object in the one form that it may have")
    }
    if let last, !last.lexicographicallyPrecedes(line.sortKey) {
      add("'\(line.path)' does not stand in the order of paths, or twice")
    }
    last = line.sortKey
    claims.append(FileClaim(line, number: number))
  }

  private func add(_ message: String) {
    findings.add(.filesLine, path: TagFile.files.rawValue, "files.jsonl, line \(number): \(message)")
  }
}
