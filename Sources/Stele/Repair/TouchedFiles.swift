import SteleBag
import SteleCore

/// The payload files that damage touches: those that are not proven. See Spec §9.2.
public struct TouchedFiles: Sendable {
  /// What says which files there are.
  public enum Source: String, Sendable {
    /// The package's manifest.
    case manifest
    /// The manifest is damaged; repair can restore it, and then it says this.
    case restoredManifest = "restored manifest"
    /// The manifest is damaged: only the entries that were found tell of files. There may have been more.
    case entries
  }

  /// By their paths in the bag.
  public let files: [String]
  /// The articles that are such files or show them, by their paths in the bag.
  public let articles: [String]
  /// What says which they are. Without the manifest none is proven, so that these are all that are known.
  public let source: Source

  /// By what a verification found.
  init(_ report: VerificationReport) {
    let touched = report.findings.filter {
      $0.severity == .error && ($0.path?.utf8.starts(with: "data/".utf8) ?? false)
    }
    files = Self.distinct(touched.compactMap(\.path))
    articles = Self.distinct(touched.compactMap(\.article))
    source = report.hasManifest ? .manifest : .entries
  }

  /// All files of a bag whose manifest was lost, and is restored.
  init(restored bag: BagChecker.Result) {
    files = Self.distinct(bag.lines.map(\.path.description))
    articles = Self.distinct((bag.articles ?? CompactList()).map(\.article.path))
    source = .restoredManifest
  }

  private static func distinct(_ texts: [String]) -> [String] {
    Set(texts.map(ExactText.init)).sorted().map(\.text)
  }
}
