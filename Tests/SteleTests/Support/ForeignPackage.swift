import SteleBag
import SteleCore

@testable import SteleContainer

/// Packages that no sound writer makes: any tar in sound frames, with all that must follow them.
enum ForeignPackage {
  static let top = "top"

  /// Frames around any bytes, cut where a writer might cut.
  static func container(_ tar: [UInt8], _ profile: Profile, packageDigest: Digest, contentDigest: Digest)
    -> [UInt8]
  {
    let common = FrameCommons(
      blockSize: BlockSize(tarSize: UInt64(tar.count)), parityRatio: .none,
      packageTag: PackageTag(packageDigest))
    let encoder = FrameEncoder(profile: profile, level: 1, common)
    var hasher = BlockHasher(common.blockSize)
    var index = ContainerIndex()
    var output: [UInt8] = []
    for start in stride(from: 0, to: tar.count, by: 1 << 20) {
      let frame = encoder.dataFrame(
        tar[start..<min(start + 1 << 20, tar.count)], place: UInt64(start))
      index.frames.append(FrameRecord(offset: UInt64(output.count), place: UInt64(start)))
      hasher.update(frame[...])
      output += frame
    }
    var facts = TarFacts()
    facts.tarSize = UInt64(tar.count)
    let tail = ContainerTail(
      profile: profile, common, dataSize: UInt64(output.count), blocks: hasher.finish(), index: index,
      facts: facts, parity: nil, contentDigest: contentDigest, packageDigest: packageDigest)
    return output + encoder.sectionFrames(.blockTable, tail.blockTable)
      + encoder.sectionFrames(.index, tail.index) + encoder.sectionFrames(.footer, tail.footer.bytes)
  }

  /// A tar with sound tag files that list these files, and this payload, whatever it is.
  ///
  /// - Parameter articles: The lines of `articles.jsonl`.
  static func package(
    listing files: [(path: String, data: [UInt8])], articles: [String] = [], payload: [UInt8],
    _ profile: Profile = .gzip
  ) -> [UInt8] {
    var manifest: [UInt8] = []
    var lines: [UInt8] = []
    for (path, data) in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      manifest += "\(Digest(hashing: data).hex)  \(path)\n".utf8
      lines +=
        "{\"contentSize\":\(data.count),\"encodingFormat\":\"text/plain\",\"executable\":false,\"mtime\":0,\"path\":\"\(path)\"}\n"
        .utf8
    }
    let size = files.reduce(0) { $0 + $1.data.count }
    let tags: [(TagFile, [UInt8])] = [
      (.bagit, BagDeclaration.bytes),
      (
        .bagInfo,
        Array(
          """
          Payload-Oxum: \(size).\(files.count)
          Bag-Size: \(size) B
          Stele-Articles: \(articles.count)
          Stele-Assets: 0 included, 0 missing, 0 skipped
          Stele-Version: 1

          """.utf8)
      ),
      (.readme, Array("read me\n".utf8)), (.manifest, manifest),
      (.articles, articles.flatMap { Array("\($0)\n".utf8) }), (.files, lines),
    ]
    let tagManifest = tags.sorted { $0.0.path < $1.0.path }
      .map { "\(Digest(hashing: $0.1).hex)  \($0.0.rawValue)\n" }.joined()
    var tar: [UInt8] = []
    for (file, bytes) in tags + [(.tagManifest, Array(tagManifest.utf8))] {
      tar += entry(file.rawValue, bytes)
    }
    tar += payload
    tar += [UInt8](repeating: 0, count: 1024)
    return container(
      tar, profile, packageDigest: Digest(hashing: tagManifest.utf8), contentDigest: Digest(hashing: manifest)
    )
  }

  /// A sound entry for a file, by its path in the bag.
  static func entry(_ path: String, _ data: [UInt8]) -> [UInt8] {
    let entry = TarEntry(path: try! PackagePath("\(top)/\(path)"), kind: .file(size: UInt64(data.count)))
    return entry.headerBytes + data + [UInt8](repeating: 0, count: entry.paddingSize)
  }

  /// A header as no sound writer writes it, with a right checksum.
  static func rawEntry(_ path: String, type: Character = "0", link: String = "", _ data: [UInt8] = [])
    -> [UInt8]
  {
    var block = TarEntry(path: try! PackagePath("t"), kind: .file(size: UInt64(data.count))).headerBytes
    block.replaceSubrange(0..<100, with: padded(path, 100))
    block[156] = type.asciiValue!
    block.replaceSubrange(157..<257, with: padded(link, 100))
    block.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
    let digits = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    block.replaceSubrange(
      148..<156, with: padded(String(repeating: "0", count: 6 - digits.count) + digits + "\0 ", 8))
    return block + data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
  }

  private static func padded(_ text: String, _ count: Int) -> [UInt8] {
    Array((Array(text.utf8) + [UInt8](repeating: 0, count: count)).prefix(count))
  }
}
