import SteleBag
import SteleCore

/// What a line of `captures.jsonl` says of the payload. See Spec §8.4.
struct CaptureClaim: Sendable {
  /// The number of the line, from 1.
  let line: Int
  let file: CapturesLine.File
}

/// Reads `captures.jsonl` line by line.
struct CaptureLines {
  /// Of the lines that name a file.
  private(set) var claims: [CaptureClaim] = []
  let findings = Findings()
  private var last: [UInt8]?
  private(set) var number = 0

  mutating func take(_ line: LineSplitter.Line) {
    number += 1
    guard case .bytes(let bytes) = line else { return add(ArticleLines.tooLong) }
    do throws(CapturesLineError) {
      let line = try CapturesLine(bytes)
      let url = Array(line.url.utf8)
      if let last, !last.lexicographicallyPrecedes(url) {
        add("'\(line.url)' does not stand in the order of addresses, or twice")
      }
      last = url
      if let file = line.file { claims.append(CaptureClaim(line: number, file: file)) }
    } catch {
      add(error.description)
    }
  }

  private func add(_ message: String) {
    findings.add(.capturesLine, path: TagFile.captures.rawValue, "captures.jsonl, line \(number): \(message)")
  }
}
