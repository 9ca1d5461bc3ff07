import SteleContainer
import SteleCore

/// Collects findings, and knows where in the container a place of the tar stands.
final class Findings {
  private(set) var all: [Finding] = []
  private var counts: [RuleCode: Int] = [:]
  /// Findings of one code that are kept: a damaged package must not fill the memory with them. See Spec §10.
  static let maximumOfCode = 10_000
  private var frames: [FrameRecord] = []

  func frame(_ record: FrameRecord) { frames.append(record) }

  func add(_ code: RuleCode, path: String? = nil, offset: UInt64? = nil, _ message: @autoclosure () -> String)
  {
    counts[code, default: 0] += 1
    guard counts[code]! <= Self.maximumOfCode else { return }
    all.append(Finding(code, path: path, offset: offset, message()))
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
  var summary: [Finding] {
    all
      + counts.filter { $0.value > Self.maximumOfCode }.sorted { $0.key.rawValue < $1.key.rawValue }.map {
        Finding($0.key, "\($0.value - Self.maximumOfCode) more findings of this kind are not listed")
      }
  }

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
    all = [Finding(code, offset: offset, message)]
    counts = [:]
  }

  /// Takes over what another collection has.
  func take(_ other: Findings) {
    for finding in other.all {
      add(finding.code, path: finding.path, offset: finding.offset, finding.message)
    }
    for (code, count) in other.counts where count > Self.maximumOfCode {
      counts[code]! += count - Self.maximumOfCode
    }
  }

  /// Says to which article each file belongs.
  func name(articles: [ArticleClaims]) {
    let wanted = Set(all.lazy.filter { $0.article == nil }.compactMap { $0.path.map(ExactText.init) })
    guard !wanted.isEmpty else { return }
    var names: [ExactText: String] = [:]
    for article in articles {
      for path in article.paths.lazy.map(ExactText.init) where wanted.contains(path) && names[path] == nil {
        names[path] = article.article.path
      }
    }
    for index in all.indices where all[index].article == nil {
      if let path = all[index].path { all[index].article = names[ExactText(path)] }
    }
  }
}
