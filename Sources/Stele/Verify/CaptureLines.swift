import SteleBag
import SteleCore

/// What a line of `captures.jsonl` says of the payload. See Spec §8.4.
struct CaptureClaim: Sendable {
  /// The number of the line, from 1.
  let line: Int
  let file: CapturesLine.File
}

/// Reads `captures.jsonl` line by line.
struct CaptureLines: LineReader {
  /// Of the lines that name a file.
  private(set) var claims: [CaptureClaim] = []

  static func parse(_ bytes: ArraySlice<UInt8>) throws(CapturesLineError) -> CapturesLine {
    try CapturesLine(bytes)
  }

  mutating func take(_ line: CapturesLine, _ judge: inout LineJudge) {
    judge.place(Array(line.url.utf8), shown: line.url)
    if let file = line.file { claims.append(CaptureClaim(line: judge.number, file: file)) }
  }
}
