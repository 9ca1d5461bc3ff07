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
  private(set) var judge = LineJudge(.files, .filesLine, sortedBy: "paths")

  mutating func take(_ line: LineSplitter.Line) {
    guard let bytes = judge.next(line) else { return }
    guard let line = FilesLine(bytes) else {
      return judge.add("the line is not an object in the one form that it may have")
    }
    judge.place(line.sortKey, shown: line.path.description)
    claims.append(FileClaim(line, number: judge.number))
  }
}
