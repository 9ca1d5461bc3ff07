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
  private(set) var judge = LineJudge(.captures, .capturesLine, sortedBy: "addresses")

  enum Parsed: Sendable {
    case line(CapturesLine)
    case wrong(String)
  }

  static func parse(_ line: LineSplitter.Line) -> Parsed {
    guard case .bytes(let bytes) = line else { return .wrong(LineJudge.tooLong) }
    do throws(CapturesLineError) {
      return .line(try CapturesLine(bytes))
    } catch {
      return .wrong(error.description)
    }
  }

  mutating func take(_ parsed: Parsed) {
    judge.next()
    switch parsed {
    case .wrong(let message): judge.add(message)
    case .line(let line):
      judge.place(Array(line.url.utf8), shown: line.url)
      if let file = line.file { claims.append(CaptureClaim(line: judge.number, file: file)) }
    }
  }
}
