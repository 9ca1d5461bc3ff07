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
  /// The bytes of `articles.jsonl`.
  let articles: [UInt8]
  let totals: ArticleTotals
  /// The bytes of `captures.jsonl`; empty if nothing was captured, and then there is no such file.
  let captures: [UInt8]

  struct Result: Sendable {
    let plan: TarPlan
    let packageDigest: Digest
    let contentDigest: Digest
    let index: ContainerIndex
  }

  private struct File {
    let item: Int
    let path: PackagePath
    let hash: HashedFile
    let entry: (size: UInt64, isExecutable: Bool, time: Int64)
  }

  func build() throws -> Result {
    let files = try sortedFiles()
    let payloadSize = files.reduce(UInt64(0)) { $0 + $1.entry.size }
    let targets = linkTargets(files)

    var manifest: [UInt8] = []
    var manifest512: [UInt8] = []
    var lineOffsets: [UInt64] = []
    for file in files {
      lineOffsets.append(UInt64(manifest.count))
      ManifestLine(file.hash.digest, file.path).write(to: &manifest)
      if let sha512 = file.hash.sha512 {
        ManifestLine(digest: sha512.utf8, path: file.path).write(to: &manifest512)
      }
    }
    var tagFiles: [(TagFile, [UInt8])] = [
      (.bagit, BagDeclaration.bytes),
      (
        .bagInfo,
        try BagInfo(
          elements: info, payloadSize: payloadSize, payloadFileCount: UInt64(files.count), articles: totals
        ).bytes
      ),
      (.readme, BagReadme.bytes(hasLinks: targets.contains { $0 != nil }, hasCaptures: !captures.isEmpty)),
      (.manifest, manifest),
    ]
    if includesSHA512 { tagFiles.append((.manifestSHA512, manifest512)) }
    tagFiles.append((.articles, articles))
    tagFiles.append((.files, try filesLines(files)))
    if !captures.isEmpty { tagFiles.append((.captures, captures)) }
    let tagManifest = tagManifest(tagFiles)
    tagFiles.append((.tagManifest, tagManifest))

    var plan = try TarPlan(name: name)
    for (tagFile, bytes) in tagFiles { try plan.append(tagFile: tagFile, bytes) }
    try appendPayload(files, targets, to: &plan)
    return Result(
      plan: plan, packageDigest: Digest(hashing: tagManifest), contentDigest: Digest(hashing: manifest),
      index: index(plan, files, lineOffsets))
  }

  private func sortedFiles() throws -> [File] {
    var files: [File] = []
    for (number, item) in items.enumerated() where !item.isFolder {
      files.append(
        File(
          item: number, path: try PayloadFolder.path.appending(item.path), hash: hashes[number]!,
          entry: (item.entry.size, item.entry.isExecutable, item.entry.modified.seconds)))
    }
    return files.sorted { $0.path < $1.path }
  }

  /// The order of the payload in the tar: what compresses first. Numbers of files. See Spec §5.6.
  private func tarOrder(_ files: [File]) -> [Int] {
    files.indices.filter { files[$0].hash.compresses } + files.indices.filter { !files[$0].hash.compresses }
  }

  /// For each file, the number of the earlier file that it becomes a link to. See Spec §5.5.
  private func linkTargets(_ files: [File]) -> [Int?] {
    struct Content: Hashable {
      let digest: Digest
      // A link cannot have a mode of its own.
      let isExecutable: Bool
    }
    var targets = [Int?](repeating: nil, count: files.count)
    guard deduplicates else { return targets }
    var first: [Content: Int] = [:]
    for number in tarOrder(files) where files[number].entry.size > 0 {
      let content = Content(digest: files[number].hash.digest, isExecutable: files[number].entry.isExecutable)
      if let target = first[content] {
        targets[number] = target
      } else {
        first[content] = number
      }
    }
    return targets
  }

  private func appendPayload(_ files: [File], _ targets: [Int?], to plan: inout TarPlan) throws {
    for item in items where item.isFolder {
      try plan.append(
        folder: try PayloadFolder.path.appending(item.path), time: item.entry.modified.seconds)
    }
    for number in tarOrder(files) {
      let file = files[number]
      try plan.append(
        path: file.path, item: file.item, size: file.entry.size, isExecutable: file.entry.isExecutable,
        time: file.entry.time,
        isStored: !file.hash.compresses && file.entry.size >= UInt64(Compressibility.ownFrameLength),
        target: targets[number].map { files[$0].path })
    }
  }

  private func filesLines(_ files: [File]) throws -> [UInt8] {
    var lines = files.map {
      FilesLine(
        path: $0.path, time: $0.entry.time,
        file: .init(size: $0.entry.size, mediaType: $0.hash.mediaType, isExecutable: $0.entry.isExecutable))
    }
    for item in items where item.isFolder {
      lines.append(
        FilesLine(
          path: try PayloadFolder.path.appending(item.path), time: item.entry.modified.seconds, file: nil))
    }
    lines.sort { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
    var output: [UInt8] = []
    for line in lines { line.write(to: &output) }
    return output
  }

  private func tagManifest(_ tagFiles: [(TagFile, [UInt8])]) -> [UInt8] {
    var output: [UInt8] = []
    for (tagFile, bytes) in tagFiles.sorted(by: { $0.0.path < $1.0.path }) {
      ManifestLine(Digest(hashing: bytes), tagFile.path).write(to: &output)
    }
    return output
  }

  /// The index but for its table of frames. See Spec §6.4.
  private func index(_ plan: TarPlan, _ files: [File], _ lineOffsets: [UInt64]) -> ContainerIndex {
    var index = ContainerIndex()
    var entryOffsets = [UInt64](repeating: 0, count: files.count)
    var manifestStart: UInt64 = 0
    for (number, entry) in plan.entries.prefix(plan.tagFileCount).enumerated() {
      index.tagFiles.append(entry.offset)
      if number == 3 { manifestStart = entry.offset + UInt64(entry.entry.headerBytes.count) }
    }
    let payload = plan.entries.dropFirst(plan.tagFileCount).filter { $0.entry.kind != .folder }
    for (number, entry) in zip(tarOrder(files), payload) { entryOffsets[number] = entry.offset }
    index.payload = zip(entryOffsets, lineOffsets).map {
      PayloadRecord(entryOffset: $0, lineOffset: manifestStart + $1)
    }
    index.sortByDigest(files.map(\.hash.digest))
    return index
  }
}
