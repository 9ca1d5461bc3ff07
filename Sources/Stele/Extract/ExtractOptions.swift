/// What is extracted, and where to.
public struct ExtractOptions: Sendable {
  /// The folder that the files go to; made if it is not there. `nil`: a folder with the package's name, in
  /// the current folder.
  public var folder: String?
  /// Patterns of articles, which come with what they show; see `stele extract --help`.
  public var articles: [String] = []
  /// Patterns of paths.
  public var paths: [String] = []
  /// The whole bag, as tar would extract it, below a folder with the package's name.
  public var extractsBag = false
  /// Replace files that are there.
  public var overwrites = false
  public var limits = Limits()
  /// How many tasks decompress at once.
  public var threads = 2

  public init() {}
}

/// What came of extracting.
public struct ExtractReport: Sendable {
  /// The folder that was extracted to.
  public let folder: String
  /// Files that stand under their names now, each proven by its digest.
  public let files: Int
  public let bytes: UInt64
  /// The verification that went with it, of all that was read.
  public let verification: VerificationReport
}
