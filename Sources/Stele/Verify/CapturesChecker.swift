import SteleBag
import SteleCore

/// Holds `captures.jsonl` against the manifest and the payload. See Spec §8.4.
struct CapturesChecker {
  let tar: TarChecker
  let findings: Findings

  func check(_ bytes: [UInt8], lines: [(path: PackagePath, digest: Digest, offset: Int)]) {
    let digests = Dictionary(lines.map { ($0.path, $0.digest) }, uniquingKeysWith: { first, _ in first })
    var last: [UInt8]?
    for (number, text) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      .enumerated()
    {
      do throws(CapturesLineError) {
        let line = try CapturesLine(text)
        let url = Array(line.url.utf8)
        if let last, !last.lexicographicallyPrecedes(url) {
          add(.capturesLine, number, "'\(line.url)' does not stand in the order of addresses, or twice")
        }
        last = url
        // Without a manifest there is nothing to agree with; that it is lost is reported.
        if let file = line.file, tar.tagBytes[.manifest] != nil { check(file, number, digests) }
      } catch {
        add(.capturesLine, number, error.description)
      }
    }
    if bytes.isEmpty {
      findings.add(.capturesLine, path: TagFile.captures.rawValue, "captures.jsonl has no line")
    }
  }

  private func check(_ file: CapturesLine.File, _ number: Int, _ digests: [PackagePath: Digest]) {
    let path = try? PackagePath(file.path)
    let size = path.flatMap(tar.file(at:))?.size
    let agrees = path.flatMap { digests[$0] }?.description == file.sha256
    if !agrees || (size != nil && size != UInt64(exactly: file.contentSize)) {
      add(
        .capturesMismatch, number,
        "digest or size of '\(file.path)' do not agree with the manifest and the file")
    }
  }

  private func add(_ code: RuleCode, _ number: Int, _ message: String) {
    findings.add(code, path: TagFile.captures.rawValue, "captures.jsonl, line \(number + 1): \(message)")
  }
}
