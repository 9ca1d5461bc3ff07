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

  /// The files that `reference` may mean in the article at `article`, whose base address is `base`.
  ///
  /// Cost: some dozens of paths for a local reference of which no file is there; none for a remote one without a mapping.
  package func candidates(for reference: AssetReference, in article: PackagePath, base: String? = nil)
    -> Candidates
  {
    // A tracker is never looked for: a mapping could take it for the article that it counts.
    guard !reference.isTracker else { return Candidates(reason: .tracker) }
    guard let target = reference.target else { return Candidates(reason: .template) }
    guard target.utf8.count <= 3 * PackagePath.maximumLength else { return Candidates(reason: .invalid) }
    var parts = AddressParts(target)
    if let base { parts = parts.joined(to: AddressParts(base)) }
    var candidates = Candidates(reason: .remote)
    switch parts.place {
    case .unsupported: return Candidates(reason: .scheme)
    case .remote(let address):
      if reference.role == .companion { addCompanion(address, of: article, to: &candidates) }
      for mapping in mappings where address.starts(with: mapping.prefix) {
        candidates.add(address[mapping.prefix.count...], in: .these([mapping.folder]))
      }
      return candidates
    case .root(let path): candidates.add(path[...], in: roots(of: article))
    case .relative(let path):
      candidates.add(path[...], in: .these([article.parent]))
      // Generators move pages: what is relative to the page is often relative to the site.
      candidates.add(AddressParts.withoutLeadingDots(path), in: roots(of: article))
    }
    candidates.reason = target == reference.url ? .notFound : .template
    return candidates
  }

  /// The mirror of a companion stands beside the article, whatever address it has.
  private func addCompanion(_ address: [UInt8], of article: PackagePath, to candidates: inout Candidates) {
    let name = address.split(separator: UInt8(ascii: "/")).last ?? []
    if name.starts(with: article.lastName + [UInt8(ascii: ".")]) {
      candidates.add(name, in: .these([article.parent]))
    }
  }

  /// The folders that may be the site's root, nearest to the article first.
  private func roots(of article: PackagePath) -> Candidates.Folders {
    siteRoots.map { .these($0) } ?? .above(article.parent)
  }
}
