import SteleBag
import SteleContainer
import SteleCore
import SteleFile

/// Makes the tag files and the order of the tar, from what the first reading told. See Spec §7.
struct BagBuilder {
  let name: String
  let items: [PackItem]
  /// `nil` for folders.
  let hashes: [HashedFile?]
  let info: [BagInfo.Element]
  let includesSHA512: Bool
  let deduplicates: Bool
  /// The bytes of `articles.jsonl`, in pieces.
  let articles: [CompactBytes]
  let totals: ArticleTotals
  /// The bytes of `captures.jsonl`; empty if nothing was captured, and then there is no such file.
  let captures: [UInt8]

  struct Result: Sendable {
    let plan: TarPlan
    let packageDigest: Digest
    let contentDigest: Digest
    let index: ContainerIndex
  }

  func build() throws -> Result {
    let files = items.indices.filter { !items[$0].isFolder }.sorted { items[$0].path < items[$1].path }
    let order = tarOrder(files)
    let targets = linkTargets(order)
    var tagFiles = try tagFiles(files, hasLinks: !targets.isEmpty)
    let contentDigest = tagFiles.first { $0.file == .manifest }!.digest
    tagFiles.append(try PlannedTagFile(.tagManifest, .bytes(tagManifest(tagFiles))))

    var plan = try TarPlan(name: name, tagFiles: tagFiles, items: items)
    for number in items.indices where items[number].isFolder { try plan.append(folder: number) }
    for number in order {
      let texture = hashes[number]!.texture
      let framing: TarPlan.Framing =
        switch texture {
        case .text: .long
        case .incompressible where items[number].entry.size >= UInt64(Compressibility.ownFrameLength): .own
        case .binary: .short
        case .incompressible: .easy
        }
      try plan.append(file: number, framing, target: targets[number])
    }
    return Result(
      plan: plan, packageDigest: tagFiles.last!.digest, contentDigest: contentDigest,
      index: try index(plan, files))
  }

  private func tagFiles(_ files: [Int], hasLinks: Bool) throws -> [PlannedTagFile] {
    let size = files.reduce(UInt64(0)) { $0 + items[$1].entry.size }
    func lines(_ kind: PayloadLines.Kind, _ order: [Int]) -> TagFileContent {
      .lines(PayloadLines(kind: kind, items: items, hashes: hashes, order: order))
    }
    var tagFiles: [(TagFile, TagFileContent)] = [
      (.bagit, .bytes(BagDeclaration.bytes)),
      (
        .bagInfo,
        .bytes(
          try BagInfo(
            elements: info, payloadSize: size, payloadFileCount: UInt64(files.count), articles: totals
          ).bytes)
      ),
      (.readme, .bytes(BagReadme.bytes(hasLinks: hasLinks, hasCaptures: !captures.isEmpty))),
      (.manifest, lines(.manifest, files)),
    ]
    if includesSHA512 { tagFiles.append((.manifestSHA512, lines(.manifestSHA512, files))) }
    tagFiles.append((.articles, .pieces(articles)))
    // Without folders the order is that of the manifest.
    let order = files.count == items.count ? files : items.indices.sorted(by: precedesInFilesLines)
    tagFiles.append((.files, lines(.files, order)))
    if !captures.isEmpty { tagFiles.append((.captures, .bytes(captures))) }
    return try tagFiles.map { try PlannedTagFile($0.0, $0.1) }
  }

  /// The order of the lines of `files.jsonl`, in which a folder's path ends with `/`. See Spec §7.6.
  private func precedesInFilesLines(_ a: Int, _ b: Int) -> Bool {
    guard items[a].isFolder || items[b].isFolder else { return items[a].path < items[b].path }
    func key(_ number: Int) -> [UInt8] {
      items[number].path.bytes + (items[number].isFolder ? [UInt8(ascii: "/")] : [])
    }
    return key(a).lexicographicallyPrecedes(key(b))
  }

  /// The order of the payload in the tar: text, what else compresses, what does not. See Spec §5.6.
  private func tarOrder(_ files: [Int]) -> [Int] {
    HashedFile.Texture.allCases.flatMap { texture in files.filter { hashes[$0]!.texture == texture } }
  }

  /// For each file that becomes a link, the earlier file that it is a link to. See Spec §5.5.
  private func linkTargets(_ order: [Int]) -> [Int: Int] {
    guard deduplicates else { return [:] }
    func content(_ place: Int) -> (digest: Digest, isExecutable: Bool) {
      // A link cannot have a mode of its own.
      (hashes[order[place]]!.digest, items[order[place]].entry.isExecutable)
    }
    // Sorted, what is alike stands together, the first in the tar before the others.
    let places = order.indices.filter { items[order[$0]].entry.size > 0 }.sorted { a, b in
      let (one, other) = (content(a), content(b))
      if one.digest != other.digest { return one.digest < other.digest }
      if one.isExecutable != other.isExecutable { return other.isExecutable }
      return a < b
    }
    var targets: [Int: Int] = [:]
    for (a, b) in zip(places, places.dropFirst()) where content(a) == content(b) {
      targets[order[b]] = targets[order[a]] ?? order[a]
    }
    return targets
  }

  private func tagManifest(_ tagFiles: [PlannedTagFile]) -> [UInt8] {
    var output: [UInt8] = []
    for tagFile in tagFiles.sorted(by: { $0.file.path < $1.file.path }) {
      ManifestLine(tagFile.digest, tagFile.file.path).write(to: &output)
    }
    return output
  }

  /// The index but for its table of frames. See Spec §6.4.
  private func index(_ plan: TarPlan, _ files: [Int]) throws -> ContainerIndex {
    var index = ContainerIndex()
    var offsets = [UInt64](repeating: 0, count: items.count)
    var lineOffset: UInt64 = 0
    var manifest: PayloadLines?
    for entry in plan.entries {
      switch entry.content {
      case .tagFile(let number):
        index.tagFiles.append(entry.offset)
        guard plan.tagFiles[number].file == .manifest, case .lines(let lines) = plan.tagFiles[number].content
        else { continue }
        manifest = lines
        lineOffset = entry.offset + UInt64(try plan.tarEntry(of: entry.content).headerBytes.count)
      case .folder: break
      case .file(let item), .link(let item, _): offsets[item] = entry.offset
      }
    }
    var line: [UInt8] = []
    index.payload.reserveCapacity(files.count)
    for (number, item) in files.enumerated() {
      index.payload.append(PayloadRecord(entryOffset: offsets[item], lineOffset: lineOffset))
      line.removeAll(keepingCapacity: true)
      try manifest!.write(number, to: &line)
      lineOffset += UInt64(line.count)
    }
    func digest(_ number: Int) -> Digest { hashes[files[number]]!.digest }
    index.byDigest = Digest.order(index.payload.count, prefix: { digest($0).prefix }, digest: digest)
    return index
  }
}
