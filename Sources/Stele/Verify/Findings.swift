import SteleContainer
import SteleCore

/// Findings in the order in which they were made, of each code as many as may be kept.
struct FindingList: Sendable {
  /// Findings of one code that are kept: a damaged package must not fill the memory with them. See Spec §10.
  static let maximumOfCode = 10_000
  /// Bytes of their paths and messages, of one code: names may be long.
  static let maximumBytesOfCode = 8 << 20

  private struct Tally {
    var kept = 0
    var keptBytes = 0
    var left = 0
  }

  fileprivate(set) var all: [Finding] = []
  private var tallies: [RuleCode: Tally] = [:]

  mutating func add(_ finding: @autoclosure () -> Finding, of code: RuleCode) {
    var tally = tallies[code] ?? Tally()
    if tally.kept < Self.maximumOfCode, tally.keptBytes < Self.maximumBytesOfCode {
      let finding = finding()
      tally.kept += 1
      tally.keptBytes += finding.message.utf8.count + (finding.path?.utf8.count ?? 0)
      all.append(finding)
    } else {
      tally.left += 1
    }
    tallies[code] = tally
  }

  /// Takes over what another list has.
  mutating func take(_ other: FindingList) {
    for finding in other.all { add(finding, of: finding.code) }
    for (code, tally) in other.tallies { tallies[code]!.left += tally.left }
  }

  /// All that are kept, and for each code of which there were more, how many.
  var summary: [Finding] {
    all
      + tallies.filter { $0.value.left > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }.map {
        Finding($0.key, "\($0.value.left) more findings of this kind are not listed")
      }
  }
}

/// Collects findings, and knows where in the container a place of the tar stands.
final class Findings {
  private var list = FindingList()
  private var frames: [FrameRecord] = []

  var all: [Finding] { list.all }

  func frame(_ record: FrameRecord) { frames.append(record) }

  func add(_ code: RuleCode, path: String? = nil, offset: UInt64? = nil, _ message: @autoclosure () -> String)
  {
    list.add(Finding(code, path: path, offset: offset, message()), of: code)
  }

  /// Says that the package has more than this program knows. See Spec §6.6.
  func addLaterRevision(_ footer: Footer) {
    add(
      .laterRevision,
      "the package is of revision \(footer.version).\(footer.revision) of the format; this program knows"
        + " \(Footer.currentVersion).\(Footer.currentRevision), and checked what was added since by its digests alone"
    )
  }

  /// All findings, and for each code of which more were found than are kept, how many.
  var summary: [Finding] { list.summary }

  /// - Parameter tarOffset: An offset in the tar; the finding gets that of its frame.
  func add(_ code: RuleCode, path: String? = nil, tarOffset: UInt64, _ message: @autoclosure () -> String) {
    add(code, path: path, offset: containerOffset(tarOffset), message())
  }

  /// Offset in the container of the frame that holds a place of the tar.
  func containerOffset(_ place: UInt64) -> UInt64? {
    let next = frames.indices.partitionPoint { frames[$0].place <= place }
    return next == 0 ? nil : frames[next - 1].offset
  }

  /// One finding that stands for all others.
  func replaceAll(_ code: RuleCode, offset: UInt64, _ message: String) {
    list = FindingList()
    list.add(Finding(code, offset: offset, message), of: code)
  }

  /// Takes over what a list has.
  func take(_ other: FindingList) { list.take(other) }

  /// Says to which article each file belongs.
  func name(articles: CompactList<ArticleClaims>) {
    let wanted = Set(all.lazy.filter { $0.article == nil }.compactMap { $0.path.map(ExactText.init) })
    guard !wanted.isEmpty else { return }
    var names: [ExactText: String] = [:]
    for article in articles {
      for path in article.paths.lazy.map(ExactText.init) where wanted.contains(path) && names[path] == nil {
        names[path] = article.article.path
      }
    }
    for index in list.all.indices where list.all[index].article == nil {
      if let path = list.all[index].path { list.all[index].article = names[ExactText(path)] }
    }
  }
}
