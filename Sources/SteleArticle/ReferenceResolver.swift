package import SteleCore

/// Tells which files of the source an article's references may mean. See Spec §8.2.
///
/// A pure function of names: it proposes paths, best first, and the caller knows which exist
/// (``PayloadPaths``). Whatever an address holds, no proposed path leaves the source.
package struct ReferenceResolver: Sendable {
  /// An address prefix and the folder that holds its files: `--map https://host/path/=DIR`.
  package struct Mapping: Hashable, Sendable {
    /// Host and path, without scheme: `host/path/`.
    let prefix: [UInt8]
    /// The folder, from the source's root; `nil` is the root itself.
    let folder: PackagePath?

    /// Makes a mapping; `nil` if the prefix is not an `http` or `https` address.
    package init?(prefix: String, folder: PackagePath?) {
      guard case .remote(let rest) = AddressParts(prefix).place else { return nil }
      self.prefix = rest
      self.folder = folder
    }
  }

  /// The files that a reference may mean, best first, and the reason to record if none of them is there.
  package struct Candidates: Hashable, Sendable {
    package internal(set) var paths: [PackagePath] = []
    package let reason: AssetReason
  }

  private let siteRoots: [PackagePath?]?
  private let mappings: [Mapping]

  /// - Parameters:
  ///   - siteRoots: The folders that stand for a site's root, in order; `nil` to guess them among common
  ///     static folders and the folders above the article.
  ///   - mappings: Address prefixes with their folders; of two that fit, the longer one is tried first.
  package init(siteRoots: [PackagePath?]? = nil, mappings: [Mapping] = []) {
    self.siteRoots = siteRoots
    self.mappings = mappings.sorted { $0.prefix.count > $1.prefix.count }
  }

  /// The folders in which sites keep what they serve as it is.
  package static let staticFolders = [
    "static", "src", "public", "content", "assets", "docs", "source", "_site", "www", "htdocs",
  ]

  /// The files that `reference` may mean in the article at `article`, whose base address is `base`.
  ///
  /// Cost: some dozens of paths for a local reference; none for a remote one without a mapping.
  package func candidates(for reference: AssetReference, in article: PackagePath, base: String? = nil)
    -> Candidates
  {
    // A tracker is never looked for: a mapping could take it for the article that it counts.
    guard !reference.isTracker else { return Candidates(reason: .tracker) }
    guard let target = reference.target else { return Candidates(reason: .template) }
    guard target.utf8.count <= 3 * PackagePath.maximumLength else { return Candidates(reason: .invalid) }
    var parts = AddressParts(target)
    if let base { parts = parts.joined(to: AddressParts(base)) }
    var list = CandidateList()
    switch parts.place {
    case .unsupported: return Candidates(reason: .scheme)
    case .remote(let address):
      if reference.role == .companion { addCompanion(address, of: article, to: &list) }
      for mapping in mappings where address.starts(with: mapping.prefix) {
        list.add(address[mapping.prefix.count...], in: mapping.folder)
      }
      return Candidates(paths: list.paths, reason: .remote)
    case .root(let path):
      for root in roots(of: article) { list.add(path[...], in: root) }
    case .relative(let path):
      list.add(path[...], in: article.parent)
      // Generators move pages: what is relative to the page is often relative to the site.
      let rest = AddressParts.withoutLeadingDots(path)
      for root in roots(of: article) { list.add(rest, in: root) }
    }
    let reason: AssetReason = target == reference.url ? .notFound : .template
    return Candidates(paths: list.paths, reason: reason)
  }

  /// The mirror of a companion stands beside the article, whatever address it has.
  private func addCompanion(_ address: [UInt8], of article: PackagePath, to list: inout CandidateList) {
    let name = address.split(separator: UInt8(ascii: "/")).last ?? []
    if name.starts(with: article.lastName + [UInt8(ascii: ".")]) { list.add(name, in: article.parent) }
  }

  /// The folders that may be the site's root, nearest to the article first.
  private func roots(of article: PackagePath) -> [PackagePath?] {
    if let siteRoots { return siteRoots }
    var roots: [PackagePath?] = []
    var folder = article.parent
    while true {
      roots.append(folder)
      for name in Self.staticFolders {
        guard let name = try? PackagePath(name) else { continue }
        roots.append(folder.map { try? $0.appending(name) } ?? name)
      }
      guard let current = folder else { return roots }
      folder = current.parent
    }
  }
}

/// Collects paths, each once, in order.
private struct CandidateList {
  private(set) var paths: [PackagePath] = []
  private var seen: Set<PackagePath> = []

  /// Adds the spellings of an address's path below a folder.
  mutating func add(_ path: ArraySlice<UInt8>, in folder: PackagePath?) {
    for spelling in AddressParts.spellings(of: path) {
      guard let path = AddressParts.path(of: spelling, below: folder), seen.insert(path).inserted else {
        continue
      }
      paths.append(path)
    }
  }
}
