import SteleBag
import SteleCore

/// Holds `captures.jsonl` against the manifest and the payload. See Spec §8.4.
struct CapturesChecker {
  let tar: TarChecker
  let findings: Findings

  func check(_ claims: [CaptureClaim], lines: ManifestTable) {
    for claim in claims {
      let file = claim.file
      let path = try? PackagePath(file.path)
      let size = path.flatMap(tar.file(at:))?.size
      let agrees = path.flatMap(lines.digest(of:))?.description == file.sha256
      if !agrees || (size != nil && size != UInt64(exactly: file.contentSize)) {
        findings.add(
          .capturesMismatch, path: TagFile.captures.rawValue,
          "captures.jsonl, line \(claim.line): digest or size of '\(file.path)' do not agree with the manifest and the file"
        )
      }
    }
  }
}
