package import SteleCore

extension ReferenceResolver {
  /// The files that a reference may mean, best first, each once. They are made as they are asked for: mostly the first
  /// one is there.
  package struct Candidates: Sequence, Sendable {
    /// The reason to record if none of them is there.
    package internal(set) var reason: AssetReason
    private var places: [(path: [UInt8], folders: Folders)] = []

    init(reason: AssetReason) { self.reason = reason }

    /// Adds the spellings of an address's path below some folders.
    mutating func add(_ path: ArraySlice<UInt8>, in folders: Folders) {
      places.append((Array(path), folders))
    }

    package func makeIterator() -> Iterator { Iterator(places) }

    package struct Iterator: IteratorProtocol {
      private var places: ArraySlice<(path: [UInt8], folders: Folders)>
      /// The spellings of the path that is tried.
      private var spellings: [[UInt8]] = []
      /// The folders below which it is still to be tried.
      private var folders = Folders.these([])
      private var folder: PackagePath?
      /// The spellings that are still to be tried below ``folder``.
      private var rest: ArraySlice<[UInt8]> = []
      private var seen: Set<PackagePath> = []

      fileprivate init(_ places: [(path: [UInt8], folders: Folders)]) { self.places = places[...] }

      package mutating func next() -> PackagePath? {
        while true {
          if let spelling = rest.popFirst() {
            guard let path = AddressParts.path(of: spelling, below: folder), seen.insert(path).inserted else {
              continue
            }
            return path
          }
          if let folder = folders.next() {
            self.folder = folder
            rest = spellings[...]
          } else if let place = places.popFirst() {
            spellings = AddressParts.spellings(of: place.path[...])
            folders = place.folders
          } else {
            return nil
          }
        }
      }
    }
  }
}

extension ReferenceResolver.Candidates {
  /// Folders in which a file may stand, in order; `nil` is the source's root.
  struct Folders: IteratorProtocol, Sendable {
    private enum Rest {
      case none
      /// This folder, and those above it.
      case from(PackagePath?)
    }

    private var known: ArraySlice<PackagePath?>
    private var rest: Rest

    static func these(_ folders: [PackagePath?]) -> Folders { Folders(known: folders[...], rest: .none) }

    /// A folder and those above it, each followed by the folders in it that may be a site's root.
    static func above(_ folder: PackagePath?) -> Folders { Folders(known: [], rest: .from(folder)) }

    /// The folders in which sites keep what they serve as it is.
    private static let staticNames = [
      "static", "src", "public", "content", "assets", "docs", "source", "_site", "www", "htdocs",
    ].map { try! PackagePath($0) }

    mutating func next() -> PackagePath?? {
      if let folder = known.popFirst() { return folder }
      guard case .from(let folder) = rest else { return nil }
      known = Self.staticNames.map { name in folder.map { try? $0.appending(name) } ?? name }[...]
      rest = if let folder { .from(folder.parent) } else { .none }
      return .some(folder)
    }
  }
}
