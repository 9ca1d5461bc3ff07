/// Finds the paths that some file system takes for one, among all paths of a package and the folders above
/// them. Time and memory are linear in the number of paths.
struct NameCollisions {
  /// A path, or a folder above it: its first bytes.
  struct Node: Hashable {
    /// Number of the path.
    let path: Int32
    /// How many bytes of it.
    let length: Int32
    let isFolder: Bool
  }

  // A hash of each spelling in place of the spelling: the paths of a large package take much more room than
  // this. Equal hashes are only a hint; `groups` compares what they stand for.
  private var first: [Int: Node] = [:]
  private var further: [Int: [Node]] = [:]

  init(capacity: Int) { first.reserveCapacity(capacity) }

  /// Adds a path and the folders above it.
  ///
  /// - Parameters:
  ///   - path: Its bytes, and its number.
  ///   - known: The folders whose names end before this byte were added with another path.
  mutating func add(_ path: [UInt8], number: Int, isFolder: Bool, known: Int) {
    let folded = CanonicalText.caseless(path)
    // Folding makes no slash and takes none away, so that both have the same names in the same order.
    var end = 0
    var length = 0
    while true {
      let foldedEnd = folded[end...].firstIndex(of: UInt8(ascii: "/")) ?? folded.count
      let nameEnd = path[length...].firstIndex(of: UInt8(ascii: "/")) ?? path.count
      let isLast = nameEnd == path.count
      if isLast || nameEnd >= known {
        let node = Node(path: Int32(number), length: Int32(nameEnd), isFolder: isFolder || !isLast)
        add(node, Self.hash(folded, foldedEnd))
      }
      if isLast { return }
      end = foldedEnd + 1
      length = nameEnd + 1
    }
  }

  private mutating func add(_ node: Node, _ hash: Int) {
    if first[hash] == nil {
      first[hash] = node
    } else {
      further[hash, default: []].append(node)
    }
  }

  private static func hash(_ bytes: [UInt8], _ count: Int) -> Int {
    var hasher = Hasher()
    unsafe bytes.withUnsafeBytes {
      unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[..<count]))
    }
    return hasher.finalize()
  }

  /// The groups of at least two that collide, each in the order in which its members were added.
  ///
  /// - Parameter bytes: The bytes of a node.
  func groups(_ bytes: (Node) -> [UInt8]) -> [[Node]] {
    further.flatMap { hash, nodes in
      Dictionary(grouping: [first[hash]!] + nodes) { CanonicalText.caseless(bytes($0)) }
        .values.filter { $0.count > 1 }
    }
  }
}
