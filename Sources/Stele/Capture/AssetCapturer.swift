/// Fetches what articles show and the sources do not have.
///
/// The package's own one is `Capturer` in the library `SteleCapture`; this library needs none of what that needs.
public protocol AssetCapturer: Sendable {
  /// The folder that captured files lie in. They stay as they are until the package is made.
  var folder: String { get }

  /// Fetches addresses.
  ///
  /// - Parameters:
  ///   - requests: What is wanted, each address once.
  ///   - progress: Is told how far the work has come, with ``Progress/Phase/capturing``.
  /// - Returns: A result for each request, in their order. What cannot be fetched is a result too.
  /// - Throws: What ends the work as a whole: the folder cannot be written; `CancellationError`.
  func capture(_ requests: [CaptureRequest], progress: ProgressHandler?) async throws -> [CaptureResult]

  /// Writes the exchanges behind results into one file, if that is wanted.
  ///
  /// - Returns: Its path below ``folder`` and its name in the package; `nil` if it is not wanted.
  func exchanges(of results: [CaptureResult]) throws -> (path: PackagePath, name: String)?
}

/// Something that is to be fetched.
public struct CaptureRequest: Hashable, Sendable {
  /// What the bytes must be to be taken for what was asked for.
  public enum Expectation: Hashable, Sendable {
    /// A picture.
    case picture
    /// Anything but a page (HTML): a page in its place is a log-in or an error.
    case file
    /// Anything.
    case anything
  }

  /// An absolute `http` or `https` address without a fragment.
  public let url: String
  /// What the bytes must be.
  public let expectation: Expectation

  /// A request.
  public init(url: String, expectation: Expectation) {
    self.url = url
    self.expectation = expectation
  }
}

/// What came of a request.
public struct CaptureResult: Hashable, Sendable {
  /// How it was asked for and what came.
  public var record: CaptureRecord
  /// The file's path below ``AssetCapturer/folder``; `nil` if nothing is kept.
  public var file: PackagePath?
  /// Whether it was there from an earlier run, and nothing was asked now.
  public var wasCached: Bool

  /// A result.
  public init(record: CaptureRecord, file: PackagePath?, wasCached: Bool = false) {
    self.record = record
    self.file = file
    self.wasCached = wasCached
  }
}

/// What capturing did for a package.
public struct CaptureSummary: Hashable, Sendable {
  /// Addresses that were wanted.
  public var requests = 0
  /// Those that were fetched now, and their bytes.
  public var fetched = 0
  /// Bytes of what was fetched now.
  public var fetchedBytes: UInt64 = 0
  /// Those that were there from an earlier run.
  public var cached = 0
  /// Those that could not be had, by reason.
  public var failures: [String: Int] = [:]

  /// Nothing was captured.
  public init() {}
}
