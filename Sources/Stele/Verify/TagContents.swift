import SteleBag
import SteleCore

/// What the tag files of a package say, as they come: of those that are read line by line only what is checked
/// and used later is kept.
struct TagContents {
  /// What the lines of tag files say that came whole and are read line by line.
  struct Claims {
    var articles: CompactList<ArticleClaims>?
    var files: FileClaims?
    var captures: [CaptureClaim]?
  }

  /// The tag files that came whole and are kept as they are.
  private(set) var bytes: [TagFile: [UInt8]] = [:]
  /// Those of which some bytes came out of a frame without its checksum.
  private(set) var doubtful: Set<TagFile> = []
  /// The digests of all tag files that came whole.
  private(set) var digests: [TagFile: Digest] = [:]
  /// The manifests of the payload that came whole.
  private(set) var manifests: [TagFile: ManifestLines] = [:]
  private(set) var claims = Claims()
  /// What the records of articles say together that could be read; `nil` if there are none.
  private(set) var articleTotals: ArticleTotals?
  /// Whether these are all records.
  private(set) var hasAllArticles = false

  /// Takes in a tag file that came whole.
  mutating func take(_ reader: TagFileReader, isDoubtful: Bool, _ findings: Findings) {
    let file = reader.file
    let read = reader.bytes()
    if isDoubtful { doubtful.insert(file) }
    digests[file] = read.digest
    if let bytes = read.kept { self.bytes[file] = bytes }
    if let problem = read.problem {
      findings.add(.tagText, path: file.rawValue, "'\(file.rawValue)' \(problem)")
    }
    if let manifest = reader.manifest { manifests[file] = manifest.read() }
    switch reader.lines {
    case .articles(let all):
      let (said, judge) = all.settled()
      claims.articles = said.claims
      articleTotals = said.totals
      // A last line that does not end may be cut off, and was not read.
      hasAllArticles = read.problem == nil && said.claims.count == judge.number
      findings.take(judge.findings)
    case .files(let all):
      let (said, judge) = all.settled()
      claims.files = said.claims
      findings.take(judge.findings)
    case .captures(let all):
      let (said, judge) = all.settled()
      claims.captures = said.claims
      findings.take(judge.findings)
      if judge.number == 0 {
        findings.add(.capturesLine, path: file.rawValue, "captures.jsonl has no line")
      }
    case nil: break
    }
  }

  /// Gives away what lines say: who checks it can let go of it piece by piece.
  mutating func takeClaims() -> Claims {
    defer { claims = Claims() }
    return claims
  }

  /// Lets go of the bytes of tag files of which the lines were taken.
  mutating func releaseLines() {
    if claims.articles != nil { bytes[.articles] = nil }
    if claims.files != nil { bytes[.files] = nil }
    if claims.captures != nil { bytes[.captures] = nil }
  }
}
