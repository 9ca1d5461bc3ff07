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
}

/// What the lines of `files.jsonl` say, in their order.
struct FileClaims: Sendable {
  private var paths = PathList()
  private var rows: [Row] = []

  private struct Row: Sendable {
    let time: Int64
    let size: UInt64
    let line: UInt32
    let isFile: Bool
    let isExecutable: Bool
  }

  fileprivate mutating func append(_ line: FilesLine, number: Int) {
    paths.append(line.path)
    rows.append(
      Row(
        time: line.time, size: line.file?.size ?? 0, line: UInt32(clamping: number), isFile: line.file != nil,
        isExecutable: line.file?.isExecutable ?? false))
  }
}

extension FileClaims: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { rows.count }

  subscript(number: Int) -> FileClaim {
    let row = rows[number]
    return FileClaim(
      line: Int(row.line), path: paths[number], time: row.time,
      file: row.isFile ? FileClaim.File(size: row.size, isExecutable: row.isExecutable) : nil)
  }
}

/// Reads `files.jsonl` line by line.
struct FileLines: LineReader {
  private(set) var claims = FileClaims()

  struct Fault: Error, CustomStringConvertible {
    let description = "the line is not an object in the one form that it may have"
  }

  static func parse(_ bytes: ArraySlice<UInt8>) throws(Fault) -> FilesLine {
    guard let line = FilesLine(bytes) else { throw Fault() }
    return line
  }

  mutating func take(_ line: FilesLine, _ judge: inout LineJudge) {
    judge.place(line.sortKey, shown: line.path.description)
    claims.append(line, number: judge.number)
  }
}
