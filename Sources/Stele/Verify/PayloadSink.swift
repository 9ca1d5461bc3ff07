import SteleBag
import SteleCore

/// Takes what a reader of the tar comes to: an extractor writes it, a verifier lets it go.
protocol PayloadSink: AnyObject {
  /// The name of the package's folder, which is safe to be one.
  func topFolder(_ name: String)
  /// Whether all bytes of all tag files are wanted, of those that are read line by line too.
  var wantsTagFiles: Bool { get }
  /// All tag files that come before the payload are there.
  func payloadBegins(_ tagFiles: TagContents)
  func folder(_ path: PackagePath)
  /// A payload file's data follows.
  func begin(_ path: PackagePath, size: UInt64)
  func write(_ bytes: ArraySlice<UInt8>)
  /// The file's data is over; if it is whole, it has this digest.
  ///
  /// - Parameter allowance: Bytes that may have come out of the package by now, copies included.
  func end(isWhole: Bool, digest: Digest, allowance: UInt64)
  /// What made it stop; reading on is of no use then.
  var failure: (any Error)? { get }
}

/// Lets everything go.
final class NoSink: PayloadSink {
  func topFolder(_ name: String) {}
  var wantsTagFiles: Bool { false }
  func payloadBegins(_ tagFiles: TagContents) {}
  func folder(_ path: PackagePath) {}
  func begin(_ path: PackagePath, size: UInt64) {}
  func write(_ bytes: ArraySlice<UInt8>) {}
  func end(isWhole: Bool, digest: Digest, allowance: UInt64) {}
  var failure: (any Error)? { nil }
}
