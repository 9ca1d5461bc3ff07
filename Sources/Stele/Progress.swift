/// How far an operation has come. It is told now and then, never more often than useful for a person.
public struct Progress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: String, Hashable, Sendable {
    /// What articles show is fetched.
    case capturing
    /// Sources are read for the first time.
    case hashing
    /// Sources are read again, and the package is written.
    case writing
    /// Recovery data is made from the package that was written.
    case protecting
    /// A damaged package is searched for frames.
    case surveying
    /// A damaged package is searched for sound blocks.
    case searching
    /// A package is verified.
    case verifying
    /// A package is verified and extracted.
    case extracting
    /// A damaged package is searched for files.
    case salvaging
  }

  /// What is being done.
  public var phase: Phase
  /// Bytes done so far in this phase.
  public var bytes: UInt64
  /// Bytes to do in all, if that is known.
  public var totalBytes: UInt64?
  /// Files done so far in this phase.
  public var files: Int
  /// Files to do in all, if that is known and files are what counts.
  public var totalFiles: Int?
  /// What is fetched from each host, in the order of their names; empty in other phases.
  public var hosts: [Host] = []

  /// How far the work with one host has come.
  public struct Host: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Files that are done, whether or not they could be had.
    public var files: Int
    /// Files to do in all, as far as it is known.
    public var totalFiles: Int
    /// Bytes that came so far.
    public var bytes: UInt64

    /// A host's state.
    public init(name: String, files: Int = 0, totalFiles: Int = 0, bytes: UInt64 = 0) {
      self.name = name
      self.files = files
      self.totalFiles = totalFiles
      self.bytes = bytes
    }
  }

  /// A state of progress.
  public init(phase: Phase, bytes: UInt64 = 0, totalBytes: UInt64? = nil, files: Int = 0) {
    self.phase = phase
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.files = files
  }
}

/// Takes word of progress; called by one task at a time, which waits for it to return.
public typealias ProgressHandler = @Sendable (Progress) -> Void
