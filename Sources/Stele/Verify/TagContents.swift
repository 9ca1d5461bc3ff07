import SteleBag
import SteleCore

/// What the tag files of a package say, as they come: of those that are read line by line only what is checked
/// and used later is kept.
struct TagContents {
  /// The tag files that came whole and are kept as they are.
  private(set) var bytes: [TagFile: [UInt8]] = [:]
  /// Those of which some bytes came out of a frame without its checksum.
  private(set) var doubtful: Set<TagFile> = []
  /// The digests of all tag files that came whole.
  private(set) var digests: [TagFile: Digest] = [:]
  private(set) var articles: CompactList<ArticleClaims>?
  /// What the records of articles say together that could be read; `nil` as long as `articles` is.
  private(set) var articleTotals: ArticleTotals?
  /// Whether these are all records.
  private(set) var hasAllArticles = false
  private(set) var files: FileClaims?
  private(set) var captures: [CaptureClaim]?

  /// Takes in a tag file that came whole.
  mutating func take(_ reader: TagFileReader, isDoubtful: Bool, _ findings: Findings) {
    let file = reader.file
    if isDoubtful { doubtful.insert(file) }
    digests[file] = reader.digest
    if let bytes = reader.bytes { self.bytes[file] = bytes }
    if let problem = reader.problem {
      findings.add(.tagText, path: file.rawValue, "'\(file.rawValue)' \(problem)")
    }
    switch reader.lines {
    case .articles(let lines):
      articles = lines.claims
      articleTotals = lines.totals
      // A last line that does not end may be cut off, and was not read.
      hasAllArticles = reader.problem == nil && lines.areWhole
      findings.take(lines.judge.findings)
    case .files(let lines):
      files = lines.claims
      findings.take(lines.judge.findings)
    case .captures(let lines):
      captures = lines.claims
      findings.take(lines.judge.findings)
      if lines.judge.number == 0 {
        findings.add(.capturesLine, path: file.rawValue, "captures.jsonl has no line")
      }
    case nil: break
    }
  }

  /// Lets go of what lines say.
  mutating func releaseClaims() { (articles, files, captures) = (nil, nil, nil) }

  /// Lets go of the bytes of tag files of which the lines were taken.
  mutating func releaseLines() {
    if articles != nil { bytes[.articles] = nil }
    if files != nil { bytes[.files] = nil }
    if captures != nil { bytes[.captures] = nil }
  }
}

/// The bytes of a tag file on their way to what they say: beside the reading of what follows.
typealias TagFileLane = WorkLane<TagFileReader>

/// A tag file whose bytes are coming.
struct TagFileReader: LaneWorker {
  enum Lines: Sendable {
    case articles(ArticleLines)
    case files(FileLines)
    case captures(CaptureLines)
  }

  let file: TagFile
  /// `nil` if they are not kept.
  private(set) var bytes: [UInt8]?
  private(set) var lines: Lines?
  private var splitter = LineSplitter()
  private var text = TagTextCheck()
  private var hasher = DigestHasher()

  /// - Parameter keepsBytes: Whether all bytes are wanted, of a file that is read line by line too.
  init(_ file: TagFile, keepsBytes: Bool) {
    self.file = file
    switch file {
    case .articles: lines = .articles(ArticleLines())
    case .files: lines = .files(FileLines())
    case .captures: lines = .captures(CaptureLines())
    default: break
    }
    bytes = keepsBytes || lines == nil ? [] : nil
  }

  var digest: Digest { hasher.finalize() }

  /// What is wrong with it as text.
  var problem: String? { text.problem }

  static func size(of bytes: ArraySlice<UInt8>) -> Int { bytes.count }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    hasher.update(bytes)
    text.update(bytes)
    self.bytes? += bytes
    switch lines {
    case .articles(var lines):
      self.lines = nil
      splitter.push(bytes) { lines.take($0) }
      self.lines = .articles(lines)
    case .files(var lines):
      self.lines = nil
      splitter.push(bytes) { lines.take($0) }
      self.lines = .files(lines)
    case .captures(var lines):
      self.lines = nil
      splitter.push(bytes) { lines.take($0) }
      self.lines = .captures(lines)
    case nil: break
    }
  }
}
