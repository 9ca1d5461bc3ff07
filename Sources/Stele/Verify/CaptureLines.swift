import SteleBag
import SteleCore

/// What a line of `captures.jsonl` says of the payload. See Spec §8.4.
struct CaptureClaim: Sendable {
  /// The number of the line, from 1.
  let line: Int
  let file: CapturesLine.File
}

/// Reads `captures.jsonl` line by line.
struct CaptureLines: Sendable {
  /// Of the lines that name a file.
  private(set) var claims: [CaptureClaim] = []
  private(set) var judge = LineJudge(.captures, .capturesLine, sortedBy: "addresses")

  mutating func take(_ line: LineSplitter.Line) {
    guard let bytes = judge.next(line) else { return }
    do throws(CapturesLineError) {
      let line = try CapturesLine(bytes)
      judge.place(Array(line.url.utf8), shown: line.url)
      if let file = line.file { claims.append(CaptureClaim(line: judge.number, file: file)) }
    } catch {
      judge.add(error.description)
    }
  }
}
