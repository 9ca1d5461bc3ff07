import SteleBag
import SteleCore

/// What the tag files say of the wanted files: their digests, times and executable bits.
///
/// Of each line of the manifest it knows a few bytes, since there may be millions.
struct ExtractPlan {
  private var lines: ManifestTable
  private var states: [State]
  /// For each line, the next one with its digest; behind the last of them comes the first.
  private var twins: [UInt32]
  private var times: [Int64]
  /// The line that was asked for last.
  private var last = -1
  /// How many files are wanted.
  let count: Int
  private(set) var folders: [(path: PackagePath, time: Int64)] = []

  private struct State: OptionSet {
    let rawValue: UInt8
    static let wanted = State(rawValue: 1)
    /// It is wanted, and not written yet.
    static let pending = State(rawValue: 2)
    static let executable = State(rawValue: 4)
  }

  /// A file to be written.
  struct File: Sendable {
    let path: PackagePath
    let time: Int64
    let isExecutable: Bool
  }

  /// Files to be written with one content.
  struct Taken: Sendable {
    /// The content's digest.
    let digest: Digest
    /// One or more.
    let files: [File]
    /// All lines with the digest, and those of the files.
    fileprivate let ring: [Int]
    fileprivate let due: [Int]
  }

  /// - Throws: ``SteleError/Code/damaged`` if there is no manifest: then nothing that comes can be proven.
  init(_ contents: TagContents, _ selection: Selection) throws {
    guard let lines = contents.manifests[.manifest]?.table else {
      throw PackageFile.damaged(
        .tagFileMissing,
        "\(TagFile.manifest.rawValue) is damaged or missing, so that no file can be proven; nothing was extracted"
      )
    }
    if selection.isEverything {
      states = [State](repeating: [.wanted, .pending], count: lines.count)
      count = lines.count
    } else {
      let wanted = try selection.choose(
        lines.lazy.map(\.path), articles: contents.claims.articles ?? CompactList())
      states = lines.map { wanted.contains($0.path) ? [.wanted, .pending] : [] }
      count = states.count { $0.contains(.wanted) }
    }
    // Of two lines with one path the first counts; what the other one says was not extracted.
    for line in lines.repeated { states[line].remove(.pending) }
    twins = Self.twins(lines)
    times = [Int64](repeating: 0, count: lines.count)
    self.lines = lines
    for claim in contents.claims.files ?? FileClaims() {
      if let file = claim.file {
        guard let line = line(of: claim.path) else { continue }
        times[line] = claim.time
        if file.isExecutable { states[line].insert(.executable) }
      } else {
        folders.append((claim.path, claim.time))
      }
    }
  }

  private static func twins(_ lines: ManifestTable) -> [UInt32] {
    let order = Digest.order(lines.count, prefix: lines.digestPrefix, digest: lines.digest)
    func areTwins(_ a: Int, _ b: Int) -> Bool {
      lines.digestPrefix(a) == lines.digestPrefix(b) && lines.digest(a) == lines.digest(b)
    }
    var twins = [UInt32](repeating: 0, count: order.count)
    var first = 0
    for place in order.indices {
      let isLast = place + 1 == order.count || !areTwins(Int(order[place]), Int(order[place + 1]))
      twins[Int(order[place])] = isLast ? order[first] : order[place + 1]
      if isLast { first = place + 1 }
    }
    return twins
  }

  /// The line of a path. Those that are asked for mostly follow each other, each asked for more than once.
  private mutating func line(of path: PackagePath) -> Int? {
    if last >= 0, lines.path(last) == path { return last }
    guard let line = lines.number(of: path, guess: last + 1) else { return nil }
    last = line
    return line
  }

  /// The paths of the wanted files.
  var paths: some Sequence<PackagePath> {
    lines.indices.lazy.filter { states[$0].contains(.wanted) }.map { lines.path($0) }
  }

  /// The files to write with the content that the manifest gives a path, this one first if it is wanted; they
  /// count as written then. `nil` if there are none left.
  mutating func take(_ path: PackagePath) -> Taken? {
    guard let line = line(of: path) else { return nil }
    var ring = [line]
    while case let next = Int(twins[ring.last!]), next != line { ring.append(next) }
    // Nothing is left to be found by it: the next file with this content must not go through it again.
    for line in ring { twins[line] = UInt32(line) }
    let due = ring.filter { states[$0].contains(.pending) }
    guard !due.isEmpty else { return nil }
    for line in due { states[line].remove(.pending) }
    let files = due.map { line in
      File(
        path: lines.path(line), time: times[line], isExecutable: states[line].contains(.executable))
    }
    return Taken(digest: lines.digest(line), files: files, ring: ring, due: due)
  }

  /// Lets go of what is known of each file, since no more will be asked for.
  mutating func releaseFiles() {
    lines = ManifestTable()
    (states, twins, times, last) = ([], [], [], -1)
  }

  /// Takes back what ``take(_:)`` gave, since the content was damaged: it may come again.
  mutating func giveBack(_ taken: Taken) {
    for line in taken.due { states[line].insert(.pending) }
    for (line, next) in zip(taken.ring, taken.ring.dropFirst() + taken.ring.prefix(1)) {
      twins[line] = UInt32(next)
    }
  }

  /// The digest that the manifest gives a path.
  mutating func digest(_ path: PackagePath) -> Digest? { line(of: path).map(lines.digest) }
}
