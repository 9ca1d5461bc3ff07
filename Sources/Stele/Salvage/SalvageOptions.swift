public import SteleCore

/// How a damaged package is salvaged.
public struct SalvageOptions: Sendable {
  /// The folder that the files go to; made if it is not there.
  public var folder: String
  /// Other copies of the package, damaged or whole: what they have is taken from them.
  public var copies: [String] = []
  /// The package digest of the one that is salvaged, of several in a file; `nil` for that of the first frame.
  public var expected: Digest?
  /// Whether files of which only a part could be had are written too, to a folder of their own.
  public var includesPartial = false
  /// Whether the folder may hold something already, but for what an earlier salvage left: an old report is replaced, nothing else.
  public var overwrites = false
  /// What the package may make the program hold and write.
  public var limits = Limits()
  /// How many tasks decompress at once, at least 1.
  public var threads = 2

  /// - Parameter folder: The folder that the files go to.
  public init(folder: String) { self.folder = folder }
}
