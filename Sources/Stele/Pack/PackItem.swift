import SteleArticle
import SteleCore
import SteleFile

/// A file or empty folder that is to be packed.
struct PackItem: Sendable {
  /// Its path below `data/`.
  var path: PackagePath
  let tree: SourceTree
  let entry: SourceEntry
  /// Where the tree's root stands in the payload; `nil` at its top.
  var base: PackagePath?
  /// Whether the user named it: then any text is an article.
  var isNamed = false
  /// Whether it stands where its address says, not where the sources have it.
  var isMapped = false
  /// That it came from the web, or tells of what did; `nil` for what the sources have.
  var captured: Captured?

  /// Behind a reference, since there may be millions of items, and hardly any has one.
  indirect enum Captured: Sendable {
    /// The address that it was captured from.
    case from(WebAddress)
    /// The record of the exchanges with servers.
    case exchanges
  }

  var isFolder: Bool { entry.kind == .folder }

  /// Whether it is an article only if the user named it.
  var isCaptured: Bool { captured != nil }

  /// The address that it was captured from, from which its relative references start.
  var address: WebAddress? {
    if case .from(let address) = captured { address } else { nil }
  }
}
