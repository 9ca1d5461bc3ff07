import SteleFile

/// What is extracted, and where to.
public struct ExtractOptions: Sendable {
  /// The folder that the files go to; made if it is not there. `nil`: a folder with the package's name, in
  /// the current folder.
  public var folder: String?
  /// Patterns of articles, which come with what they show. Without patterns here and in ``paths``, everything is
  /// extracted.
  ///
  /// A pattern is held against the original paths; only if it fits none, against the paths in the bag. `*` stands for any characters,
  /// `/` too; `?` for one; `[a-z]` for one of a set. One without `/` may be a file's name alone. One of a folder
  /// stands for all in it.
  public var articles: [String] = []
  /// Patterns of files and folders, as in ``articles``.
  public var paths: [String] = []
  /// The whole bag, as tar would extract it, below a folder with the package's name.
  public var extractsBag = false
  /// Replace files that are there.
  public var overwrites = false
  /// What the package may make the program hold and write.
  public var limits = Limits()
  /// How many tasks decompress at once, at least 1; by default one for each processor.
  public var threads = Processors.count

  /// Everything, into a new folder.
  public init() {}
}

/// What came of extracting.
public struct ExtractReport: Sendable {
  /// The folder that was extracted to.
  public let folder: String
  /// Files that stand under their names now, each proven by its digest.
  public let files: Int
  /// The bytes of those files.
  public let bytes: UInt64
  /// Whether all that was asked for is there. Other parts of the package may be damaged even so: see ``verification``.
  public let hasAll: Bool
  /// The verification that went with it, of all that was read.
  public let verification: VerificationReport
}
