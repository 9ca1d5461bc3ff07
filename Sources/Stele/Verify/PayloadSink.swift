import SteleBag
import SteleContainer
import SteleCore

/// Takes what a reader of the tar comes to: an extractor writes it, a verifier lets it go.
protocol PayloadSink: AnyObject {
  /// The name of the package's folder, which is safe to be one.
  func topFolder(_ name: String)
  /// Whether all bytes of all tag files are wanted, of those that are read line by line too.
  var wantsTagFiles: Bool { get }
  /// All tag files that come before the payload are there.
  ///
  /// - Parameter tagFiles: What they say, if it ``needsTagFiles``.
  func payloadBegins(_ tagFiles: TagContents)
  /// Whether it must know what all tag files say before the payload begins.
  var needsTagFiles: Bool { get }
  func folder(_ path: PackagePath)
  /// A payload file's data follows.
  ///
  /// - Parameter path: Its path in the bag; `nil` if the entry has none that it may have, which only one who
  ///   ``takesDamaged`` hears of.
  /// - Returns: What writes it beside the reading of others; `nil` if nothing does.
  func begin(_ path: PackagePath?, _ entry: TarEntry) -> (any PayloadWriter)?
  /// Whether it must hear of all files before, before this one begins: one of them may have the same content.
  func waits(before path: PackagePath) -> Bool
  /// The file's bytes, for one who is ``isSequential``.
  func write(_ bytes: ArraySlice<UInt8>)
  /// Bytes of the file's data that could not be had.
  func gap(_ count: UInt64)
  /// The data of the first file of which this was not said is over; if all of it came, it has this digest. Others may have begun.
  func end(_ ending: PayloadEnding, digest: Digest)
  /// No more payload comes, and all that came is over.
  func payloadEnds()
  /// A hard link.
  ///
  /// - Parameter target: The path of its target in the bag; `nil` if that is none.
  func link(_ path: PackagePath, to target: PackagePath?, _ entry: TarEntry)
  /// The package that the frames say they belong to.
  func framesBelong(to package: PackageTag)
  /// Whether all that can be had is wanted: the beginnings of damaged frames, frames out of order, and entries that
  /// have no path.
  var takesDamaged: Bool { get }
  /// Whether entries may stand in any folder, since nothing proven says in which.
  var takesAnyFolder: Bool { get }
  /// Whether it must hear that a file is over before the next one begins.
  var isSequential: Bool { get }
  /// What made it stop; reading on is of no use then.
  var failure: (any Error)? { get }
}

extension PayloadSink {
  var needsTagFiles: Bool { true }
  func waits(before path: PackagePath) -> Bool { false }
  func write(_ bytes: ArraySlice<UInt8>) {}
  func payloadEnds() {}
  var isSequential: Bool { false }
  func gap(_ count: UInt64) {}
  func link(_ path: PackagePath, to target: PackagePath?, _ entry: TarEntry) {}
  func framesBelong(to package: PackageTag) {}
  var takesDamaged: Bool { false }
  var takesAnyFolder: Bool { false }
}

/// Lets everything go.
final class NoSink: PayloadSink {
  func topFolder(_ name: String) {}
  var wantsTagFiles: Bool { false }
  var needsTagFiles: Bool { false }
  func payloadBegins(_ tagFiles: TagContents) {}
  func folder(_ path: PackagePath) {}
  func begin(_ path: PackagePath?, _ entry: TarEntry) -> (any PayloadWriter)? { nil }
  func end(_ ending: PayloadEnding, digest: Digest) {}
  var failure: (any Error)? { nil }
}
