import SteleBag
import SteleCore

/// A tag file whose bytes are coming: beside the reading of what follows, some tasks find its digest, and what its lines say.
final class TagFileReader {
  /// Those of a tag file that is read line by line.
  enum Lines {
    case articles(TagLines<ArticleLines>)
    case files(TagLines<FileLines>)
    case captures(TagLines<CaptureLines>)

    fileprivate var ofAnyKind: any LinesInOrder {
      switch self {
      case .articles(let lines): lines
      case .files(let lines): lines
      case .captures(let lines): lines
      }
    }
  }

  let file: TagFile
  let lines: Lines?
  private let lane: WorkLane<TagFileBytes>
  /// There when a manifest of the payload came whole.
  private(set) var manifest: PendingManifest?

  /// - Parameter keepsBytes: Whether all bytes are wanted, of a file that is read line by line too.
  init(_ file: TagFile, keepsBytes: Bool) {
    self.file = file
    lines =
      switch file {
      case .articles:
        .articles(TagLines(ArticleLines(), LineJudge(file, .articlesLine, sortedBy: "paths")))
      case .files: .files(TagLines(FileLines(), LineJudge(file, .filesLine, sortedBy: "paths")))
      case .captures:
        .captures(TagLines(CaptureLines(), LineJudge(file, .capturesLine, sortedBy: "addresses")))
      default: nil
      }
    lane = WorkLane(TagFileBytes(isKept: keepsBytes || lines == nil))
  }

  /// Takes more bytes; the work that they make.
  func push(_ bytes: ArraySlice<UInt8>) -> [any LadenLane] {
    lane.push(bytes)
    return [lane] + (lines?.ofAnyKind.push(bytes) ?? [])
  }

  /// All bytes came; the work that this makes.
  func end() -> (any LadenLane)? {
    if file == .manifest || file == .manifestSHA512 { manifest = PendingManifest(lane, file) }
    return manifest
  }

  /// Takes in the lines that were read in the meantime.
  func takeLines() { lines?.ofAnyKind.take(waits: false) }

  /// The bytes, if nothing more comes.
  func bytes() -> TagFileBytes { lane.withWorker { $0 } }
}

/// The bytes of a tag file on their way to its digest.
struct TagFileBytes: LaneWorker {
  /// `nil` if they are not kept.
  private(set) var kept: [UInt8]?
  private var text = TagTextCheck()
  private var hasher = DigestHasher()

  init(isKept: Bool) { kept = isKept ? [] : nil }

  var digest: Digest { hasher.finalize() }

  /// What is wrong with it as text.
  var problem: String? { text.problem }

  static func size(of bytes: ArraySlice<UInt8>) -> Int { bytes.count }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    hasher.update(bytes)
    text.update(bytes)
    kept? += bytes
  }
}
